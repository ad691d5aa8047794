import { ANTHROPIC_DIALECT } from "../kimi/index.ts";

/** A request of ours to the service; the caller sends it, with the endpoint's own headers laid over these. */
export interface ProbeRequest {
  readonly method: "GET" | "POST";
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** An endpoint and the secret for it. */
export interface ProbeTarget {
  /** One of the two dialects; another counts as the OpenAI one. */
  readonly api: string;
  /** As the host's adapter for `api` takes it (`normalizeBaseUrl`). */
  readonly baseUrl: string;
  readonly secret: string;
}

const PROBE_TEXT = "Reply with one word.";
const ANTHROPIC_VERSION = "2023-06-01";

/**
 * One token's worth of a chat. Only this proves a key and a User-Agent: the service lists models to any client
 * (live matrix, 2026-06).
 */
export function chatProbe(target: ProbeTarget, wireModelId: string): ProbeRequest {
  const isAnthropic = target.api === ANTHROPIC_DIALECT;
  const messages = [{ role: "user", content: PROBE_TEXT }];
  const cap = isAnthropic ? { max_tokens: 1 } : { max_completion_tokens: 1 };
  return {
    method: "POST",
    url: isAnthropic ? `${target.baseUrl}/v1/messages` : `${target.baseUrl}/chat/completions`,
    headers: {
      "Content-Type": "application/json",
      Accept: "application/json",
      ...(isAnthropic
        ? { "x-api-key": target.secret, "anthropic-version": ANTHROPIC_VERSION }
        : bearer(target.secret)),
    },
    body: JSON.stringify({ model: wireModelId, messages, ...cap }),
  };
}

/** The account's list of models, which both dialects have at one place. */
export function modelsProbe(target: ProbeTarget): ProbeRequest {
  return accountProbe(target, "models");
}

/** What is left of the account's plan, which both dialects have at one place. */
export function usageProbe(target: ProbeTarget): ProbeRequest {
  return accountProbe(target, "usages");
}

function accountProbe(target: ProbeTarget, path: string): ProbeRequest {
  const root = target.api === ANTHROPIC_DIALECT ? `${target.baseUrl}/v1` : target.baseUrl;
  return {
    method: "GET",
    url: `${root}/${path}`,
    headers: { Accept: "application/json", ...bearer(target.secret) },
    body: null,
  };
}

function bearer(secret: string): Record<string, string> {
  return { Authorization: `Bearer ${secret}` };
}
