import { regionOfBaseUrl, REGIONS } from "./region.ts";

/** The two wire dialects that the Kimi Code service speaks, by the names OpenClaw uses for them. */
export const OPENAI_DIALECT = "openai-completions";
export const ANTHROPIC_DIALECT = "anthropic-messages";

/** The host that `sk-kimi-` keys belong to (mainland, the service's default region; seen 2026-08). */
export const DEFAULT_BASE_URL = REGIONS.mainland.apiBaseUrl;

/**
 * Brings a base URL into the one form that the host's adapter for `api` appends its path to.
 *
 * `…/coding`, `…/coding/`, `…/coding/v1` and `…/coding/v1/` are one endpoint. The OpenAI adapter appends
 * `/chat/completions`, so it gets `…/coding/v1`; the Anthropic adapter appends `/v1/messages`, so it gets
 * `…/coding`. A base URL of another shape (a proxy, say) keeps its path, without a trailing slash, and on the
 * Anthropic dialect without a trailing `/v1`. What is not a URL is returned trimmed: the host reports it.
 */
export function normalizeBaseUrl(baseUrl: string, api: string): string {
  const trimmed = baseUrl.trim();
  const url = parseUrl(trimmed);
  if (url === null) return trimmed;
  const path = url.pathname.replace(/(?<!\/)\/+$/u, "");
  const root = path.replace(/\/v1$/u, "");
  const isCodingRoot = /(?:^|\/)coding$/u.test(root);
  if (api === ANTHROPIC_DIALECT) return withPath(url, root);
  return withPath(url, isCodingRoot ? `${root}/v1` : path);
}

/**
 * The address of one of the service's endpoints that both dialects have at one place, for a base URL as
 * {@link normalizeBaseUrl} makes it. Throws for what is no URL.
 */
export function endpointUrl(baseUrl: string, api: string, path: string): string {
  const url = new URL(baseUrl);
  const root = url.pathname.replace(/(?<!\/)\/+$/u, "");
  return withPath(url, `${root}${api === ANTHROPIC_DIALECT ? "/v1" : ""}/${path}`);
}

/** Whether requests to this base URL reach Kimi's own service rather than a host of the user's. */
export function isServiceUrl(baseUrl: string): boolean {
  const url = parseUrl(baseUrl.trim());
  return url !== null && regionOfBaseUrl(url.href) !== undefined;
}

function parseUrl(text: string): URL | null {
  return /^https?:\/\//iu.test(text) && URL.canParse(text) ? new URL(text) : null;
}

function withPath(url: URL, path: string): string {
  const credentials =
    url.username === "" ? "" : `${url.username}${url.password === "" ? "" : `:${url.password}`}@`;
  return `${url.protocol}//${credentials}${url.host}${path}${url.search}`;
}
