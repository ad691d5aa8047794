// First, and in `api.ts` too, so that it is in the file that both share, as what both use of the SDK is.
import "./src/host/index.ts";
import {
  definePluginEntry,
  type OpenClawConfig,
  type OpenClawPluginApi,
  type ProviderPlugin,
} from "openclaw/plugin-sdk/plugin-entry";
import { registerCommands } from "./cli.ts";
import {
  buildMissingAuthMessage,
  buildUnknownModelHint,
  classifyFailoverReason,
  matchesContextOverflowError,
} from "./errors.ts";
import { createMediaUnderstandingProvider } from "./media-understanding-provider.ts";
import {
  createClientMethod,
  createSignInMethods,
  prepareRuntimeAuth,
  refreshOAuth,
  resolveExternalAuthProfiles,
} from "./oauth.ts";
import { createApiKeyAuthMethod } from "./onboard.ts";
import { augmentModelCatalog, runCatalog, runStaticCatalog } from "./provider-catalog.ts";
import type { FindSignIn } from "./src/chat/index.ts";
import { buildAuthDoctorHint, refuseMisplaced } from "./src/credentials/index.ts";
import {
  canonicalModelId,
  KEY_ENV_VARS,
  MODEL_ALIASES,
  noteHost,
  PROVIDER_ALIASES,
  PROVIDER_ID,
  PROVIDER_LABEL,
} from "./src/kimi/index.ts";
import {
  normalizeResolvedModel,
  resolveDynamicModel,
  resolveFastModeSupport,
  resolveThinkingProfile,
  type WireIdPlace,
} from "./src/models/index.ts";
import { buildReplayPolicy } from "./src/request/index.ts";
import { bareKey, refuseRedirect } from "./src/service/index.ts";
import { noteCommands, PreparedCredentials } from "./src/sign-in/renewal/index.ts";
import { inspectToolSchemas } from "./src/tool-schema/index.ts";
import { createStreamFn, wrapStreamFn } from "./stream.ts";
import { createTurnWatch, createUsageHooks } from "./usage.ts";
import { createWebFetchProvider } from "./web-fetch-provider.ts";
import { createWebSearchProvider } from "./web-search-provider.ts";

/**
 * How long the catalogue may wait for the service. Newer hosts run it in a worker that neither a start nor a turn waits
 * for, and gives up after 5 s, with what the plugin remembers (2026.9.6); older ones in the way of both.
 */
const CATALOG_BUDGET_MS = { body: 3500, model: 300 } as const satisfies Record<WireIdPlace, number>;

async function readConfig(): Promise<OpenClawConfig> {
  const { getRuntimeConfig } = await import("openclaw/plugin-sdk/runtime-config-snapshot");
  return getRuntimeConfig();
}

/** Those of the process: a host may register the plugin many times, and prepare with one and send with another. */
const preparedCredentials = new PreparedCredentials();
const findSignIn: FindSignIn = (request) => preparedCredentials.signInOf(request);

/** The key without quotes, where a variable holds it with them; nothing for any other. All hosts use it (2026-11). */
function withoutQuotes({ apiKey }: { readonly apiKey: string }): { apiKey: string } | undefined {
  const bare = bareKey(apiKey);
  return bare === apiKey ? undefined : { apiKey: bare };
}

/** The provider `kimi` for a host that takes the service's model id in `wireIdPlace`. */
function createKimiProvider(wireIdPlace: WireIdPlace, api: OpenClawPluginApi): ProviderPlugin {
  const watchQuota = createTurnWatch(api);
  const isOlder = wireIdPlace === "model";
  return {
    id: PROVIDER_ID,
    label: PROVIDER_LABEL,
    docsPath: "/providers/moonshot",
    aliases: [...PROVIDER_ALIASES],
    envVars: [...KEY_ENV_VARS],
    auth: [createApiKeyAuthMethod(), ...createSignInMethods(), createClientMethod()],
    prepareRuntimeAuth: async (ctx) => {
      refuseMisplaced(ctx);
      if (isOlder) await refuseRedirect(ctx);
      return (await prepareRuntimeAuth(ctx, preparedCredentials)) ?? withoutQuotes(ctx);
    },
    refreshOAuth,
    resolveExternalAuthProfiles,
    buildAuthDoctorHint,
    catalog: { order: "simple", run: (ctx) => runCatalog(ctx, CATALOG_BUDGET_MS[wireIdPlace]) },
    ...(isOlder && { augmentModelCatalog }),
    staticCatalog: { order: "simple", run: runStaticCatalog },
    normalizeModelId: ({ modelId }) => canonicalModelId(modelId, MODEL_ALIASES),
    resolveDynamicModel,
    normalizeResolvedModel: (ctx) => normalizeResolvedModel(ctx, wireIdPlace),
    createStreamFn,
    wrapStreamFn: (ctx) => wrapStreamFn(ctx, { findSignIn, watchQuota, isOlderHost: isOlder }),
    wrapSimpleCompletionStreamFn: (ctx) => wrapStreamFn(ctx, { findSignIn }),
    buildReplayPolicy,
    resolveThinkingProfile,
    resolveFastModeSupport,
    // The service caches prefixes by itself, on both dialects (`cached_tokens`; official client, 2026-08).
    isCacheTtlEligible: () => true,
    inspectToolSchemas,
    classifyFailoverReason,
    matchesContextOverflowError,
    buildMissingAuthMessage,
    buildUnknownModelHint,
    ...createUsageHooks(api),
  };
}

/** For `openclaw doctor`, which finds it through the file `doctor-contract-api.js` of the package. */
export { legacyConfigRules, normalizeCompatibilityConfig } from "./doctor-contract-api.ts";

export default definePluginEntry({
  id: PROVIDER_ID,
  name: PROVIDER_LABEL,
  description: "Kimi Code subscriptions: chat, tools, images and reasoning",
  register(api) {
    // Hosts that have this registration also let us wrap completions outside the agent loop, and refuse a model
    // whose id a plugin changed; older hosts have neither.
    const wrapsEveryStream = "registerModelCatalogProvider" in api;
    api.registerProvider(createKimiProvider(wrapsEveryStream ? "body" : "model", api));
    registerCommands(api);
    noteCommands(api);
    noteHost(api);
    api.registerMediaUnderstandingProvider(createMediaUnderstandingProvider(readConfig));
    // Asked for when there is something to do: a host that only lists what there is has no runtime.
    const modelAuth = () => api.runtime.modelAuth;
    if ("registerWebSearchProvider" in api) api.registerWebSearchProvider(createWebSearchProvider(modelAuth));
    if ("registerWebFetchProvider" in api) api.registerWebFetchProvider(createWebFetchProvider(modelAuth));
  },
});
