import type { OpenClawPluginApi } from "openclaw/plugin-sdk/plugin-entry";
import { askService, type ModelAuth } from "./src/credentials/index.ts";
import { KimiError } from "./src/errors/index.ts";
import {
  environment,
  KEY_ENV_VARS,
  KEY_PAGE,
  parseJson,
  PROVIDER_ID,
  PROVIDER_LABEL,
  REMOVE_COMMAND,
  SHOW_BASE_URL_COMMAND,
  WEB_SEARCH_ID,
} from "./src/kimi/index.ts";
import {
  type FoundPage,
  MAX_RESULTS,
  noteTypedKey,
  parseSearchResults,
  runWebSetup,
  searchBody,
  wholeWithin,
} from "./src/web/index.ts";

export type WebSearchProvider = Parameters<OpenClawPluginApi["registerWebSearchProvider"]>[0];
type ToolContext = Parameters<WebSearchProvider["createTool"]>[0];
type Arguments = Readonly<Record<string, unknown>>;

const DEFAULT_RESULTS = 5;
/** As official clients ask for (2026-08), and as hosts have for a default. */
const DEFAULT_TIMEOUT_SECONDS = 30;
/** The service answers in time for what it was asked; beyond that, the network is to blame. */
const GRACE_MS = 5000;
/** Ten results with all their fields are far below this. */
const MAX_ANSWER_BYTES = 2 * 1024 * 1024;
const MAX_QUERY_CHARS = 2000;

/**
 * Before OpenClaw's own search of the name `kimi` (40), which belongs to Moonshot's pay-as-you-go product and takes
 * `KIMI_API_KEY` for a key of that.
 */
const AUTO_DETECT_ORDER = 35;

/** Parameters of the host's tool that change what is to be found, and that the service has nothing for. */
const FILTERS = ["freshness", "date_after", "date_before", "domain_filter"] as const;

/** `web_search` on the subscription, with the credential of its chat. */
export function createWebSearchProvider(modelAuth: () => ModelAuth): WebSearchProvider {
  return {
    id: WEB_SEARCH_ID,
    label: PROVIDER_LABEL,
    hint: "Searches the web with your Kimi Code subscription",
    onboardingScopes: ["text-inference"],
    credentialLabel: "Kimi Code API key (subscription)",
    envVars: [...KEY_ENV_VARS],
    authProviderId: PROVIDER_ID,
    placeholder: "sk-kimi-…",
    signupUrl: KEY_PAGE,
    docsUrl: "https://docs.openclaw.ai/tools/web",
    autoDetectOrder: AUTO_DETECT_ORDER,
    // There is one credential, that of the chat, and it has its own place.
    credentialPath: "",
    configPath: null,
    credentialNote: `The search uses the key or the sign-in of your chats with ${PROVIDER_LABEL}. If you enter a key here, your chats use it, too. Before you uninstall this plugin, run:\n${REMOVE_COMMAND}`,
    getCredentialValue: () => undefined,
    setCredentialValue: () => undefined,
    setConfiguredCredentialValue: noteTypedKey,
    runSetup: runWebSetup,
    createTool: (ctx) => ({
      description: "Search the web with the Kimi Code subscription: titles, addresses, dates and snippets.",
      parameters: PARAMETERS,
      execute: async (args, context) => {
        context?.signal?.throwIfAborted();
        try {
          return await search(modelAuth(), ctx, args, context?.signal);
        } catch (error) {
          // A host puts a sentence of its own in place of what is thrown, and shows what is returned.
          if (error instanceof KimiError) return { error: error.message };
          throw error;
        }
      },
    }),
  };
}

const PARAMETERS = {
  type: "object",
  properties: {
    query: { type: "string", description: "What to search for." },
    count: {
      type: "integer",
      description: `Number of results (1-${MAX_RESULTS}).`,
      minimum: 1,
      maximum: MAX_RESULTS,
    },
  },
  required: ["query"],
};

async function search(
  modelAuth: ModelAuth,
  ctx: ToolContext,
  args: Arguments,
  signal: AbortSignal | undefined,
): Promise<Record<string, unknown>> {
  // Hosts before 2026.9 do not say which agent asks: then it is the main one.
  const { config = {}, searchConfig, agentDir } = ctx;
  const text = queryOf(args);
  const limit =
    wholeWithin(args["count"], 1, MAX_RESULTS) ?? wholeWithin(searchConfig?.["maxResults"], 1, MAX_RESULTS);
  const timeoutSeconds = wholeWithin(searchConfig?.["timeoutSeconds"], 1, 120) ?? DEFAULT_TIMEOUT_SECONDS;
  const query = { text, limit: limit ?? DEFAULT_RESULTS, timeoutSeconds };
  const startedAt = Date.now();
  const answer = await askService(
    { modelAuth, config, agentDir, env: environment() },
    {
      service: "search",
      path: "search",
      accept: "application/json",
      body: JSON.stringify(searchBody(query)),
      timeoutMs: timeoutSeconds * 1000 + GRACE_MS,
      maxBytes: MAX_ANSWER_BYTES,
      signal,
    },
  );
  const pages = parseSearchResults(parseJson(answer.text), query.limit);
  if (pages === null) {
    throw new KimiError(
      "web-failed",
      `The answer of Kimi Code's search is not a list of results. Try again later. If that does not help, check the base URL:\n${SHOW_BASE_URL_COMMAND}`,
    );
  }
  return await toResult(text, pages, Date.now() - startedAt);
}

async function toResult(query: string, pages: readonly FoundPage[], tookMs: number) {
  const heading = {
    query,
    provider: WEB_SEARCH_ID,
    count: pages.length,
    tookMs,
    externalContent: { untrusted: true, source: "web_search", provider: WEB_SEARCH_ID, wrapped: true },
  };
  // An empty list says to a model neither that all went well nor what to do next.
  if (pages.length === 0) {
    return {
      ...heading,
      content: "The search worked and found no page. Search again with fewer or other words.",
      citations: [],
    };
  }
  // Loaded when it is needed, as it is a subpath of many parts. Hosts before 2026.9.6 leave the wrapping to us.
  const { wrapWebContent } = await import("openclaw/plugin-sdk/security-runtime");
  const results = pages.map(({ title, url, snippet, published, siteName }) => ({
    title: wrapWebContent(title, "web_search"),
    url,
    ...(snippet !== undefined && { snippet: wrapWebContent(snippet, "web_search") }),
    ...(published !== undefined && { published }),
    ...(siteName !== undefined && { siteName: wrapWebContent(siteName, "web_search") }),
  }));
  return { ...heading, results };
}

/** Models also fill in what they leave open: an empty text, an empty list. */
function isStated(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(isStated);
  return value !== undefined && value !== null && (typeof value !== "string" || value.trim() !== "");
}

function queryOf(args: Arguments): string {
  const filters = FILTERS.filter((name) => isStated(args[name]));
  if (filters.length > 0) {
    throw new KimiError(
      "web-failed",
      `Kimi Code's search does not support ${filters.join(" and ")}. Leave that out, and put the time or the site into the words of the query.`,
    );
  }
  const text = typeof args["query"] === "string" ? args["query"].trim() : "";
  if (text === "") throw new KimiError("web-failed", "The query is empty. Say what to search for.");
  if (text.length > MAX_QUERY_CHARS) {
    throw new KimiError(
      "web-failed",
      `The query is longer than ${MAX_QUERY_CHARS} characters. Make it shorter.`,
    );
  }
  return text;
}
