import {
  ANTHROPIC_DIALECT,
  canonicalModelId,
  DEFAULT_BASE_URL,
  type HeaderRecord,
  isModality,
  isOwnUserAgent,
  mergeHeaders,
  type ModelAliases,
  normalizeBaseUrl,
  OPENAI_DIALECT,
  type RowFields,
} from "../kimi/index.ts";

/** A model row of the user's config, as far as we read it. */
export interface ConfiguredRow {
  readonly id: string;
  readonly name?: string | undefined;
  /** Modalities other than ours are dropped. */
  readonly input?: readonly string[] | undefined;
  readonly reasoning?: boolean | undefined;
  readonly contextWindow?: number | undefined;
  readonly maxTokens?: number | undefined;
  readonly api?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
}

/** A provider block of the user's config (`models.providers.<id>`), as far as we read it. */
export interface ConfiguredProvider {
  readonly id: string;
  readonly api?: string | undefined;
  readonly baseUrl?: string | undefined;
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
  readonly models?: readonly ConfiguredRow[] | undefined;
}

/** Where requests for a model go, and under which headers. */
export interface Endpoint {
  readonly api: string;
  readonly baseUrl: string;
  readonly headers: Record<string, string>;
}

/** A model as it is after the user's config was laid over our catalogue. */
export interface EffectiveModel extends RowFields, Endpoint {}

interface ResolveParams {
  /** The row id, or an alias of it, that the reference names. */
  readonly modelId: string;
  /** The user's provider blocks, the most specific first. */
  readonly blocks: readonly ConfiguredProvider[];
  /** Headers that the host resolved for this very reference (secrets included); they win over all others. */
  readonly hostHeaders?: HeaderRecord | undefined;
  readonly defaults: RowFields;
  /** Sent where the user states no other one. */
  readonly userAgent: string;
  /** The dialect where the user states none; by default the service's own default. */
  readonly defaultApi?: string;
  readonly aliases: ModelAliases;
  /**
   * What the host wrote into the rows of a block where the user stated nothing. Cells equal to those values count as
   * not stated.
   */
  readonly fillsOf: (blockId: string) => readonly Partial<RowFields>[];
}

/** What hosts write into a configured row that leaves a field out (seen on 2026.4.27, 2026.5.7 and 2026.9.6). */
export const GENERIC_FILL: Partial<RowFields> = {
  input: ["text"],
  reasoning: false,
  contextWindow: 200_000,
  maxTokens: 8192,
};

/**
 * Orders the user's provider blocks for a reference: the block named as the reference is, then the others in the
 * order of `providerIds`. Block names count in any letter case.
 */
export function orderBlocks(
  providers: Readonly<Record<string, Omit<ConfiguredProvider, "id"> | undefined>>,
  referenceProvider: string,
  providerIds: readonly string[],
): ConfiguredProvider[] {
  const byId = new Map<string, ConfiguredProvider>();
  for (const [name, block] of Object.entries(providers)) {
    const id = name.trim().toLowerCase();
    if (block !== undefined && !byId.has(id)) byId.set(id, { ...block, id });
  }
  const order = new Set([referenceProvider.trim().toLowerCase(), ...providerIds]);
  return [...order].flatMap((id) => {
    const block = providerIds.includes(id) ? byId.get(id) : undefined;
    return block === undefined ? [] : [block];
  });
}

/** Lays the user's config over our catalogue, field by field: what a block leaves out keeps our value. */
export function resolveEffectiveModel(params: ResolveParams): EffectiveModel {
  const { defaults } = params;
  const rows = params.blocks.map((block) => findRow(block, params.modelId, params.aliases));
  const fills = params.blocks.map(({ id }) => params.fillsOf(id));
  const stated = <K extends keyof RowFields>(field: K): ConfiguredRow[K] =>
    rows.find((row, index) => isStated(row?.[field], fills[index]?.map((fill) => fill[field]) ?? []))?.[
      field
    ];
  return {
    ...resolveEndpoint(params, rows),
    name: stated("name") ?? defaults.name,
    input: stated("input")?.filter(isModality) ?? defaults.input,
    reasoning: stated("reasoning") ?? defaults.reasoning,
    contextWindow: stated("contextWindow") ?? defaults.contextWindow,
    maxTokens: stated("maxTokens") ?? defaults.maxTokens,
  };
}

function resolveEndpoint(params: ResolveParams, rows: readonly (ConfiguredRow | undefined)[]): Endpoint {
  const stated = (field: "api" | "baseUrl"): string | undefined => {
    const values = params.blocks.map(
      (block, index) => nonEmpty(rows[index]?.[field]) ?? nonEmpty(block[field]),
    );
    return values.find((value) => value !== undefined);
  };
  const api = stated("api") ?? params.defaultApi ?? OPENAI_DIALECT;
  const layers = params.blocks.map((block, index) =>
    mergeHeaders(stringHeaders(block.headers), stringHeaders(rows[index]?.headers)),
  );
  return {
    api,
    baseUrl: normalizeBaseUrl(stated("baseUrl") ?? DEFAULT_BASE_URL, api),
    headers: mergeHeaders(
      { "User-Agent": params.userAgent },
      ...layers.toReversed(),
      withoutOurs(params.hostHeaders),
    ),
  };
}

/** Whether a dialect is one that the service speaks. */
export function isKnownDialect(api: string): boolean {
  return api === OPENAI_DIALECT || api === ANTHROPIC_DIALECT;
}

function findRow(
  block: ConfiguredProvider,
  modelId: string,
  aliases: ModelAliases,
): ConfiguredRow | undefined {
  const wanted = canonicalModelId(modelId, aliases);
  return block.models?.find(
    (row) => canonicalModelId(row.id, aliases).toLowerCase() === wanted.toLowerCase(),
  );
}

function isStated(value: unknown, fills: readonly unknown[]): boolean {
  return value !== undefined && fills.every((fill) => JSON.stringify(value) !== JSON.stringify(fill));
}

/** Header values may be secret references (objects) in the config; those only the host can resolve. */
function stringHeaders(headers: Readonly<Record<string, unknown>> | undefined): Record<string, string> {
  const entries = Object.entries(headers ?? {});
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (typeof value === "string" ? [[name, value] as const] : [])),
  );
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === undefined || text.trim() === "" ? undefined : text;
}

/** The host repeats our catalogue's headers among its own; the user's, in a block the host did not read, go first. */
function withoutOurs(headers: HeaderRecord | undefined): HeaderRecord {
  return Object.fromEntries(
    Object.entries(headers ?? {}).filter(
      ([name, value]) => name.toLowerCase() !== "user-agent" || !isOwnUserAgent(value),
    ),
  );
}
