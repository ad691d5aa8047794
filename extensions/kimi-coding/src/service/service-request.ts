import { performance } from "node:perf_hooks";
import { refusesCredential } from "../errors/index.ts";
import { MAX_REFUSAL_BYTES, mergeHeaders, readBody, startTimeLimit } from "../kimi/index.ts";
import type { ProbeRequest, ProbeTarget } from "./account-requests.ts";
import { bareKey } from "./api-key.ts";
import type { ServiceTarget } from "./service-target.ts";

// Apart from what reads the environment: 2026.4.27 installs no file that does both.

/** A request to the service, but for the headers that are configured. */
export interface ServiceRequest extends Omit<ProbeRequest, "body"> {
  /** A form goes as `multipart/form-data`. */
  readonly body: string | FormData | null;
}

/** How a request is sent. */
export interface RequestOptions {
  readonly timeoutMs: number;
  /** More of an answer is not read, and of a refusal no more than of any other. */
  readonly maxBytes: number;
  /** Of the caller, who then gets its reason thrown. */
  readonly signal?: AbortSignal | undefined;
  readonly fetch?: typeof fetch | undefined;
}

/** What came back, with whatever status. */
export interface ServiceReply {
  readonly status: number;
  readonly text: string;
  /** Whether more than `maxBytes` came, the rest of which was not read. */
  readonly isCut: boolean;
  /** Milliseconds to the end of the answer. */
  readonly latencyMs: number;
}

/**
 * Sends a request of the subscription to its endpoint and to no other host: a redirect is not followed. A sign-in
 * that is refused (and not its plan, say) is renewed, and the request sent once more. Quotes around a key, as a variable may hold it, are left
 * out.
 *
 * Throws what `fetch` throws, a `TimeoutError` among that, and what the renewal throws.
 */
export async function requestService(
  { endpoint, credential }: ServiceTarget,
  build: (target: ProbeTarget) => ServiceRequest,
  options: RequestOptions,
): Promise<ServiceReply> {
  const attempt = (secret: string) =>
    send(build({ ...endpoint, secret: bareKey(secret) }), endpoint.headers, options);
  const { secret } = credential;
  const first = await attempt(secret);
  const isRefused = refusesCredential({ text: `${first.status} ${first.text}` });
  if (!isRefused || credential.renew === undefined) return first;
  await credential.renew(secret);
  return attempt(credential.secret);
}

async function send(
  { method, url, headers, body }: ServiceRequest,
  configured: Readonly<Record<string, string>>,
  { timeoutMs, maxBytes, signal, fetch: fetchWith = fetch }: RequestOptions,
): Promise<ServiceReply> {
  const leaving = new AbortController();
  const limit = startTimeLimit(timeoutMs, leaving.signal, signal);
  const startedAt = performance.now();
  try {
    const response = await fetchWith(url, {
      method,
      // As in a chat, the user's own headers win; but the type of a form states where its parts end.
      headers: mergeHeaders(headers, typeof body === "string" ? configured : withoutContentType(configured)),
      body,
      redirect: "manual",
      signal: limit.signal,
    });
    const { text, isCut } = await readBody(response.body, {
      maxBytes: response.ok ? maxBytes : Math.min(maxBytes, MAX_REFUSAL_BYTES),
      close: () => leaving.abort(),
    });
    return { status: response.status, text, isCut, latencyMs: Math.round(performance.now() - startedAt) };
  } finally {
    limit.end();
  }
}

function withoutContentType(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.toLowerCase() !== "content-type"),
  );
}
