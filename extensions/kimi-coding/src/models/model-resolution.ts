import type {
  OpenClawConfig,
  ProviderNormalizeResolvedModelContext,
  ProviderResolveDynamicModelContext,
  ProviderRuntimeModel,
} from "openclaw/plugin-sdk/plugin-entry";
import {
  canonicalModelId,
  DEFAULT_ROW,
  IDENTITY_PATH,
  knownRow,
  MODEL_ALIASES,
  namesOpenClaw,
  OPENAI_DIALECT,
  PROVIDER_ID,
  PROVIDER_IDS,
  type RowFields,
  rowFields,
  userAgentFor,
  wireIdOf,
} from "../kimi/index.ts";
import { buildDefaultRow } from "./default-row.ts";
import {
  GENERIC_FILL,
  isKnownDialect,
  orderBlocks,
  resolveEffectiveModel,
  type ConfiguredProvider,
  type EffectiveModel,
  type Endpoint,
} from "./effective-model.ts";
import { endpointOrigins } from "./endpoint-origin.ts";
import { isSpoken, planRow } from "./plan-row.ts";
import { knownModel, serviceIdOf } from "./plan-store.ts";
import { effortFields } from "./thinking.ts";

/** How a host gets the service's model id into its requests. */
export type WireIdPlace =
  /** In the body, as each stream is wrapped; the model keeps the id of its row. */
  | "body"
  /** In the model: the host has requests whose stream it does not let us wrap. */
  | "model";

/**
 * Gives every model of ours, whichever way the host came to it, the endpoint, headers and row that the user's
 * config and our catalogue together say.
 *
 * Called for each request on all hosts. Without it a provider block that states only `baseUrl` makes a text-only
 * model that is sent without our User-Agent.
 */
export function normalizeResolvedModel(
  ctx: ProviderNormalizeResolvedModelContext,
  wireIdPlace: WireIdPlace,
): ProviderRuntimeModel {
  const { model } = ctx;
  const effective = resolve(ctx.config, ctx.provider, ctx.modelId, {
    ...ownFacts(ctx.modelId, ctx.agentDir),
    hostHeaders: model.headers,
    fillsOf: (blockId) => fillsOf(blockId, ctx.modelId, model),
  });
  const normalized = withEffective(model, effective);
  return wireIdPlace === "body" ? normalized : { ...normalized, id: serviceIdOf(model.id, ctx.agentDir) };
}

/**
 * Makes a model for a reference that is in no catalogue: a known row, or an id that only the service can judge (its
 * answer to an unknown one is explained to the user).
 */
export function resolveDynamicModel(ctx: ProviderResolveDynamicModelContext): ProviderRuntimeModel {
  const id = canonicalModelId(ctx.modelId, MODEL_ALIASES);
  const { name, input, reasoning, contextWindow, maxTokens } = rowFields(id);
  const effective = resolve(ctx.config, ctx.provider, ctx.modelId, {
    ...ownFacts(ctx.modelId, ctx.agentDir),
    hostHeaders: undefined,
    fillsOf: () => [GENERIC_FILL],
  });
  const model: ProviderRuntimeModel = {
    id,
    name,
    input: [...input],
    reasoning,
    contextWindow,
    maxTokens,
    provider: ctx.provider,
    api: OPENAI_DIALECT,
    baseUrl: effective.baseUrl,
    cost: { ...DEFAULT_ROW.cost },
  };
  return withEffective(model, effective);
}

/** Where requests go, and what set that. */
export interface ServiceEndpoint extends Endpoint {
  readonly origins: ReturnType<typeof endpointOrigins>;
}

/** A model as a reference names it. */
export interface ModelReference {
  readonly provider: string;
  readonly modelId: string;
}

const DEFAULT_REFERENCE: ModelReference = { provider: PROVIDER_ID, modelId: DEFAULT_ROW.id };

/** Where requests for our default model go, and what set that: the same answer that requests get. */
export function resolveDefaultEndpoint(config: OpenClawConfig | undefined): ServiceEndpoint {
  return resolveEndpoint(config, DEFAULT_REFERENCE);
}

/** The base URL that the user's config states for a model, in its row or in a block; `undefined` where none does. */
export function configuredBaseUrl(
  config: OpenClawConfig | undefined,
  reference: ModelReference = DEFAULT_REFERENCE,
): string | undefined {
  const { baseUrl, origins } = resolveEndpoint(config, reference);
  return origins.baseUrl === null ? undefined : baseUrl;
}

/** The config path that states the base URL of a model; `null` where none does. */
export function baseUrlOrigin(config: OpenClawConfig | undefined, reference: ModelReference): string | null {
  return resolveEndpoint(config, reference).origins.baseUrl;
}

/** Whether the user's config states the dialect of a model, in its row or in a block. */
function hasOwnDialect(config: OpenClawConfig | undefined, reference: ModelReference): boolean {
  return resolveEndpoint(config, reference).origins.api !== null;
}

/**
 * Whether a model is to be spoken to in a way that this plugin does not speak: the agent's list says so, and the user's
 * config does not say otherwise.
 */
export function isUnspoken(
  config: OpenClawConfig | undefined,
  reference: ModelReference,
  agentDir: string | undefined,
): boolean {
  const listed = knownModel(wireIdOf(reference.modelId), agentDir);
  return listed !== undefined && !isSpoken(listed) && !hasOwnDialect(config, reference);
}

function resolveEndpoint(
  config: OpenClawConfig | undefined,
  { provider, modelId }: ModelReference,
): ServiceEndpoint {
  const { api, baseUrl, headers } = resolve(config, provider, modelId, {
    ...ownFacts(modelId, undefined),
    hostHeaders: undefined,
    fillsOf: () => [GENERIC_FILL],
  });
  const origins = endpointOrigins({ modelId, blocks: blocksOf(config, provider), aliases: MODEL_ALIASES });
  const identity = namesOpenClaw(config) ? IDENTITY_PATH : null;
  return { api, baseUrl, headers, origins: { ...origins, userAgent: origins.userAgent ?? identity } };
}

interface ResolveOptions {
  readonly defaults: RowFields;
  readonly defaultApi: string;
  readonly hostHeaders: Readonly<Record<string, string>> | undefined;
  readonly fillsOf: (blockId: string) => readonly Partial<RowFields>[];
}

function resolve(
  config: OpenClawConfig | undefined,
  provider: string,
  modelId: string,
  options: ResolveOptions,
): EffectiveModel {
  const blocks = blocksOf(config, provider);
  const userAgent = userAgentFor(config);
  return resolveEffectiveModel({ modelId, blocks, aliases: MODEL_ALIASES, userAgent, ...options });
}

function blocksOf(config: OpenClawConfig | undefined, provider: string): ConfiguredProvider[] {
  const configured: Readonly<Record<string, Omit<ConfiguredProvider, "id"> | undefined>> =
    config?.models?.providers ?? {};
  return orderBlocks(configured, provider, PROVIDER_IDS);
}

function withEffective(model: ProviderRuntimeModel, effective: EffectiveModel): ProviderRuntimeModel {
  const efforts = effortFields(model.id);
  return {
    ...model,
    ...effective,
    ...(efforts.thinkingLevelMap !== undefined && {
      thinkingLevelMap: { ...efforts.thinkingLevelMap, ...model.thinkingLevelMap },
    }),
    input: [...effective.input],
    api: isKnownDialect(effective.api) ? effective.api : model.api,
    compat: { ...buildDefaultRow().compat, ...efforts.compat, ...statedCompat(model) },
  };
}

/**
 * What a host may have written into the user's row of a model. One that records where the output limit came from fills
 * the row of our manifest in our own block from there. Generic values in it are then the user's.
 */
function fillsOf(blockId: string, modelId: string, model: object): readonly Partial<RowFields>[] {
  const isOfManifest = canonicalModelId(modelId, MODEL_ALIASES) === DEFAULT_ROW.id;
  return blockId === PROVIDER_ID && "maxTokensSource" in model && isOfManifest
    ? [DEFAULT_ROW]
    : [GENERIC_FILL];
}

/** What a host's model says of its compatibility, without the efforts that are known: an account's list wins over them. */
function statedCompat({
  id,
  compat = {},
}: ProviderRuntimeModel): NonNullable<ProviderRuntimeModel["compat"]> {
  const { supportsReasoningEffort: _, supportedReasoningEfforts: efforts = [], ...others } = compat;
  return JSON.stringify(efforts) === JSON.stringify(knownRow(id)?.efforts) ? others : compat;
}

/** What we know of a model, beneath what the user says of it: from the agent's plan, else from our catalogue. */
function ownFacts(
  modelId: string,
  agentDir: string | undefined,
): Pick<ResolveOptions, "defaults" | "defaultApi"> {
  const listed = knownModel(wireIdOf(modelId), agentDir);
  if (listed === undefined) return { defaults: rowFields(modelId), defaultApi: OPENAI_DIALECT };
  return { defaults: planRow(listed), defaultApi: listed.dialect ?? OPENAI_DIALECT };
}
