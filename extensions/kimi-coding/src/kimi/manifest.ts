import manifest from "../../openclaw.plugin.json" with { type: "json" };
import { wireModelId } from "./model-id.ts";
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

/** Whether a user's name of a provider is one of this plugin's, in any letter case. */
export function isOwnProvider(name: unknown): boolean {
  return typeof name === "string" && PROVIDER_IDS.includes(name.trim().toLowerCase());
}

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

/** The default row of the catalogue. */
export const DEFAULT_ROW = {
  ...row,
  input: row.input.filter(isModality),
} satisfies RowFields & { id: string };

/** The row as users refer to it: `kimi/kimi-code`. */
export const DEFAULT_MODEL_REF = `${PROVIDER_ID}/${DEFAULT_ROW.id}`;

/** Names that mean the default row, in lower case. */
export const MODEL_ALIASES: Readonly<Record<string, string>> =
  manifest.modelIdNormalization.providers.kimi.aliases;

/** The id that the service knows a model by, whatever the user called it. */
export function wireIdOf(modelId: string): string {
  return wireModelId(modelId, MODEL_ALIASES, DEFAULT_ROW.id);
}
