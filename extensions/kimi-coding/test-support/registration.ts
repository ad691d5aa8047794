import type { MediaUnderstandingProvider } from "openclaw/plugin-sdk/media-understanding";
import type {
  OpenClawConfig,
  OpenClawPluginApi,
  ProviderCatalogContext,
  ProviderNormalizeResolvedModelContext,
  ProviderPlugin,
  ProviderResolveDynamicModelContext,
  ProviderRuntimeModel,
  ProviderWrapStreamFnContext,
} from "openclaw/plugin-sdk/plugin-entry";
import entry from "../index.ts";
import type { RunCommand } from "../src/sign-in/renewal/index.ts";

/** What the plugin registered with a host. */
export interface Registration {
  readonly provider: ProviderPlugin;
  readonly media: MediaUnderstandingProvider;
}

/** How much a host offers: newer ones register catalogue providers and let every stream be wrapped. */
export type HostKind = "newer" | "older";

/** What a host that does more than list what there is lets a plugin do, as far as the tests need it. */
export interface HostRuntime {
  readonly version?: string;
  readonly system: { readonly runCommandWithTimeout: RunCommand };
}

/**
 * Registers the plugin with a host that offers exactly what the plugin may use, and returns what it registered.
 *
 * Throws where the plugin registers one of its two parts not exactly once, or uses more of the host.
 */
export function registerPlugin(kind: HostKind = "newer", runtime?: HostRuntime): Registration {
  const providers: ProviderPlugin[] = [];
  const media: MediaUnderstandingProvider[] = [];
  const api = {
    registerProvider: (provider: ProviderPlugin) => void providers.push(provider),
    registerMediaUnderstandingProvider: (provider: MediaUnderstandingProvider) => void media.push(provider),
    registerCli: () => undefined,
    ...(runtime !== undefined && { runtime }),
    ...(kind === "newer" ? { registerModelCatalogProvider: () => undefined } : undefined),
  };
  if (!isPluginApi(api)) throw new TypeError("the host offers too little");
  entry.register(api);
  return { provider: only(providers), media: only(media) };
}

/** The host's interface is far wider than this plugin's use of it: what it uses is what makes a host here. */
function isPluginApi(api: object): api is OpenClawPluginApi {
  return "registerProvider" in api && "registerMediaUnderstandingProvider" in api;
}

/** The only item of a list; throws where there is another number of them. */
export function only<T>(items: readonly T[]): T {
  const [item, ...others] = items;
  if (item === undefined || others.length > 0)
    throw new TypeError(`one item expected, ${items.length} found`);
  return item;
}

/** A value that must be there; throws where it is not. */
export function present<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new TypeError("the value is absent");
  return value;
}

/** A config with these provider blocks, read as the host reads its config file. */
export function configWith(providers: NonNullable<OpenClawConfig["models"]>["providers"]): OpenClawConfig {
  return { models: { providers: present(providers) } };
}

/** A model as a host resolves it from a bare provider block: text alone, with no headers. */
export function bareModel(overrides: Partial<ProviderRuntimeModel> = {}): ProviderRuntimeModel {
  return {
    id: "kimi-code",
    name: "kimi-code",
    provider: "kimi",
    api: "openai-completions",
    baseUrl: "https://api.kimi.com/coding/v1",
    input: ["text"],
    reasoning: false,
    contextWindow: 200_000,
    maxTokens: 8192,
    cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
    ...overrides,
  };
}

/** The context of a model that the host resolved for a reference. */
export function resolvedContext(
  overrides: Partial<ProviderNormalizeResolvedModelContext> = {},
): ProviderNormalizeResolvedModelContext {
  return { provider: "kimi", modelId: "kimi-code", model: bareModel(), ...overrides };
}

/** The context of a reference that is in no catalogue of the host. */
export function dynamicContext(
  overrides: Partial<ProviderResolveDynamicModelContext> = {},
): ProviderResolveDynamicModelContext {
  return {
    provider: "kimi",
    modelId: "kimi-code",
    modelRegistry: {
      getAll: () => [],
      getAvailable: () => [],
      find: () => undefined,
      hasConfiguredAuth: () => false,
    },
    ...overrides,
  };
}

/** The context of a catalogue run on an account with this key, or without one. */
export function catalogContext(apiKey?: string): ProviderCatalogContext & { readonly asked: string[] } {
  const asked: string[] = [];
  return {
    config: {},
    env: {},
    asked,
    resolveProviderApiKey: (providerId) => {
      asked.push(providerId ?? "");
      return { apiKey };
    },
    resolveProviderAuth: () => ({ apiKey, mode: "api_key", source: "profile" }),
  };
}

type StreamFn = NonNullable<ProviderWrapStreamFnContext["streamFn"]>;
type EventStream = Awaited<ReturnType<StreamFn>>;
export type StreamEvent = EventStream extends AsyncIterable<infer Event> ? Event : never;
export type StreamMessage = Awaited<ReturnType<EventStream["result"]>>;
export type StreamContext = Parameters<StreamFn>[1];
type StreamModel = Parameters<StreamFn>[0];

/** A model as the host hands it to its adapters. */
export function streamModel(id = "kimi-code"): StreamModel {
  const { compat: _compat, ...model } = bareModel({ id });
  return model;
}

/** An assistant message as the host's adapters build it; overrides replace whole fields. */
export function assistantMessage(overrides: Partial<StreamMessage> = {}): StreamMessage {
  return {
    role: "assistant",
    content: [],
    api: "openai-completions",
    provider: "kimi",
    model: "kimi-code",
    usage: {
      input: 0,
      output: 1,
      cacheRead: 0,
      cacheWrite: 0,
      totalTokens: 1,
      cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
    },
    stopReason: "stop",
    timestamp: 0,
    ...overrides,
  };
}
