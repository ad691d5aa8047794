import type { OpenClawPluginApi } from "openclaw/plugin-sdk/plugin-entry";
import { askService, type ModelAuth } from "./src/credentials/index.ts";
import { KimiError } from "./src/errors/index.ts";
import { environment, KEY_ENV_VARS, KEY_PAGE, PROVIDER_LABEL, WEB_FETCH_ID } from "./src/kimi/index.ts";
import { publicAddress, wholeWithin } from "./src/web/index.ts";

export type WebFetchProvider = Parameters<OpenClawPluginApi["registerWebFetchProvider"]>[0];
type ToolContext = Parameters<WebFetchProvider["createTool"]>[0];

/** Reading a page takes the service longer than a search; official clients give it up to 120 s (2026-08). */
const DEFAULT_TIMEOUT_SECONDS = 60;
const MAX_TIMEOUT_SECONDS = 120;
/** The host's own limits (2026.9.6). */
const DEFAULT_PAGE_BYTES = 750_000;
const MIN_PAGE_BYTES = 32_000;
const MAX_PAGE_BYTES = 10_000_000;

/** After other page readers that a user set up with a key of their own. */
const AUTO_DETECT_ORDER = 90;

/**
 * Pages for `web_fetch` that it cannot read itself. The host reads a page first, under its own protections, asks this
 * only if that fails, and wraps and cuts what it gets (2026.9.6).
 */
export function createWebFetchProvider(modelAuth: () => ModelAuth): WebFetchProvider {
  return {
    id: WEB_FETCH_ID,
    label: PROVIDER_LABEL,
    hint: "Reads pages with your Kimi Code subscription",
    credentialLabel: "Kimi Code API key (subscription)",
    envVars: [...KEY_ENV_VARS],
    placeholder: "sk-kimi-…",
    signupUrl: KEY_PAGE,
    docsUrl: "https://docs.openclaw.ai/tools/web-fetch",
    autoDetectOrder: AUTO_DETECT_ORDER,
    // There is one credential, that of the chat, and it has its own place.
    credentialPath: "",
    getCredentialValue: () => undefined,
    setCredentialValue: () => undefined,
    createTool: (ctx) => ({
      description: "Read a page with the Kimi Code subscription, as markdown.",
      parameters: PARAMETERS,
      execute: async (args, context) => {
        context?.signal?.throwIfAborted();
        return await readPage(modelAuth(), ctx, args["url"], context?.signal);
      },
    }),
  };
}

const PARAMETERS = {
  type: "object",
  properties: { url: { type: "string", description: "Address of a public page." } },
  required: ["url"],
};

async function readPage(
  modelAuth: ModelAuth,
  { config = {}, fetchConfig }: ToolContext,
  address: unknown,
  signal: AbortSignal | undefined,
): Promise<Record<string, unknown>> {
  const startedAt = Date.now();
  const url = await publicAddress(address, fetchConfig);
  signal?.throwIfAborted();
  const seconds =
    wholeWithin(fetchConfig?.["timeoutSeconds"], 1, MAX_TIMEOUT_SECONDS) ?? DEFAULT_TIMEOUT_SECONDS;
  const page = await askService(
    { modelAuth, config, env: environment() },
    {
      service: "page reading",
      path: "fetch",
      accept: "text/markdown",
      body: JSON.stringify({ url }),
      timeoutMs: seconds * 1000,
      maxBytes:
        wholeWithin(fetchConfig?.["maxResponseBytes"], MIN_PAGE_BYTES, MAX_PAGE_BYTES) ?? DEFAULT_PAGE_BYTES,
      mayBeCut: true,
      signal,
    },
  );
  if (page.text.trim() === "") {
    throw new KimiError(
      "web-failed",
      "Kimi Code read this page and found no text on it. Try another address, or the browser tool.",
    );
  }
  return {
    url,
    finalUrl: url,
    status: 200,
    contentType: "text/markdown",
    extractor: WEB_FETCH_ID,
    text: page.text,
    truncated: page.isCut,
    ...(page.isCut && {
      warning:
        "Only the beginning of this page was read: it is longer than tools.web.fetch.maxResponseBytes.",
    }),
    rawLength: page.text.length,
    tookMs: Date.now() - startedAt,
    externalContent: { untrusted: true, source: "web_fetch", provider: WEB_FETCH_ID },
  };
}
