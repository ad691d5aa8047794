import manifest from "../../openclaw.plugin.json" with { type: "json" };
import { canonicalModelId, wireModelId } from "./model-id.ts";
import { isModality, type RowFields } from "./model-row.ts";
import type { RegionId } from "./region.ts";

/**
 * The manifest's facts as the code uses them. The manifest is their one home: the host reads it before any code
 * of ours runs, and nothing here states a row, an alias or a variable name again.
 */
const [providerId, ...aliasIds] = manifest.providers;
const catalog = manifest.modelCatalog.providers.kimi;
const [choice, signIn, globalSignIn, client] = manifest.providerAuthChoices;
const [row] = catalog.models;
const [setup] = manifest.setup.providers;
const [command] = manifest.cliCommands;
const [webSearchId] = manifest.contracts.webSearchProviders;
const [webFetchId] = manifest.contracts.webFetchProviders;
if (webSearchId === undefined || webFetchId === undefined) {
  throw new TypeError("openclaw.plugin.json lacks its search or its page reader");
}
if (providerId === undefined || row === undefined || setup === undefined || command === undefined) {
  throw new TypeError("openclaw.plugin.json lacks its provider, its set-up, its command or its model row");
}
if (
  choice?.optionKey === undefined ||
  signIn === undefined ||
  globalSignIn === undefined ||
  client === undefined
) {
  throw new TypeError("openclaw.plugin.json lacks an auth choice");
}

/** The id of the plugin and of the provider that it registers. */
export const PROVIDER_ID = providerId;
/** Other provider ids that users write and that mean the same provider. */
export const PROVIDER_ALIASES: readonly string[] = aliasIds;
/** All provider ids of this plugin, the main one first. */
export const PROVIDER_IDS: readonly string[] = manifest.providers;
export const PROVIDER_LABEL = manifest.name;

/** The root command, as hosts list it in their help before any code is loaded. */
export const CLI_COMMAND = command;

/** Where the subscription stands among what hosts describe media with of their own accord; the lowest is tried first. */
export const MEDIA_PRIORITIES = manifest.mediaUnderstandingProviderMetadata.kimi.autoPriority;

/** The ids under which hosts know the subscription's search and its page reader. */
export const WEB_SEARCH_ID = webSearchId;
export const WEB_FETCH_ID = webFetchId;

/** Variables that may hold the key, in the order in which they count. */
export const KEY_ENV_VARS: readonly string[] = setup.envVars;

/**
 * The same variables in texts. The one that only this product reads stands first: with `KIMI_API_KEY` set, OpenClaw also
 * asks about its own plugin for Moonshot (2026.9.6).
 */
export const KEY_ENV_VARS_TEXT = setup.envVars.toReversed().join(" or ");

/** The auth choice behind `openclaw onboard --auth-choice kimi-code-api-key`. */
export const API_KEY_CHOICE = { ...choice, optionKey: choice.optionKey };

/** The auth choices that sign in by device code, by region. */
export const SIGN_IN_CHOICES = { mainland: signIn, global: globalSignIn } as const satisfies Record<
  RegionId,
  object
>;

/** The auth choice that uses what Kimi's own client is signed in with. */
export const CLIENT_CHOICE = client;

/** A model that the service is known to have. */
export interface KnownRow extends RowFields {
  /** As users refer to it, behind the provider. */
  readonly id: string;
  /** How hard it can be asked to reason, the weakest first; none where it cannot be asked. */
  readonly efforts: readonly string[];
}

/** The default row of the catalogue. */
export const DEFAULT_ROW = {
  ...row,
  input: row.input.filter(isModality),
} satisfies RowFields & { id: string };

/**
 * The models that the service is known to have, the default one first. These facts hold where an account's list does not
 * say otherwise:
 *
 * - `kimi-code`, on the wire `kimi-for-coding`: K2.8 Preview since 2026-09-11, 1,048,576 tokens on every tier, efforts,
 *   output of 32,768 (models.dev#7036; opencodex#5403, measured; pi-ai 1.5.2);
 * - `kimi-for-coding-highspeed`: still K2.7, 262,144 tokens, no efforts (pi-ai 1.5.2);
 * - `k3`, `k3-256k`: output of 131,072 (openclaw#113909; pi-ai 1.5.2);
 * - `k3.1-pro`, `k3.1-pro-highspeed`: one source, pi-ai 1.5.2.
 */
export const KNOWN_ROWS: readonly KnownRow[] = catalog.models.map(
  ({ id, name, input, reasoning, contextWindow, maxTokens, compat }) => ({
    id,
    name,
    input: input.filter(isModality),
    reasoning,
    contextWindow,
    maxTokens,
    efforts: "supportedReasoningEfforts" in compat ? compat.supportedReasoningEfforts : [],
  }),
);

/** What is supposed of a model that nothing is known of: the smallest window and output of those that are. */
const UNKNOWN_ROW = {
  reasoning: true,
  contextWindow: Math.min(...KNOWN_ROWS.map(({ contextWindow }) => contextWindow)),
  maxTokens: Math.min(...KNOWN_ROWS.map(({ maxTokens }) => maxTokens)),
} as const;

/** The row as users refer to it: `kimi/kimi-code`. */
export const DEFAULT_MODEL_REF = `${PROVIDER_ID}/${DEFAULT_ROW.id}`;

/** Names that mean the default row, in lower case. */
export const MODEL_ALIASES: Readonly<Record<string, string>> =
  manifest.modelIdNormalization.providers.kimi.aliases;

/** The row of a model, whatever the user called it; `undefined` for one that nothing is known of. */
export function knownRow(modelId: string): KnownRow | undefined {
  const id = canonicalModelId(modelId, MODEL_ALIASES).toLowerCase();
  return KNOWN_ROWS.find((known) => known.id === id);
}

/** The facts of a model before an account's list is asked; one that nothing is known of has its id for a name. */
export function rowFields(modelId: string): RowFields {
  const known = knownRow(modelId);
  if (known === undefined) return { ...UNKNOWN_ROW, name: modelId, input: DEFAULT_ROW.input };
  const { name, input, reasoning, contextWindow, maxTokens } = known;
  return { name, input, reasoning, contextWindow, maxTokens };
}

/** The id that the service knows a model by, whatever the user called it. */
export function wireIdOf(modelId: string): string {
  return wireModelId(modelId, MODEL_ALIASES, DEFAULT_ROW.id);
}
