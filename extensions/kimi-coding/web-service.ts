import type { OpenClawConfig } from "openclaw/plugin-sdk/plugin-entry";
import { findCredential, type ModelAuth } from "./credential.ts";
import { DEFAULT_MODEL_REF } from "./manifest.ts";
import { resolveDefaultEndpoint } from "./model-resolution.ts";
import { endpointUrl } from "./src/endpoint.ts";
import { KimiError } from "./src/errors/kimi-error.ts";
import { systemCode } from "./src/errors/system-code.ts";
import { mergeHeaders } from "./src/identity.ts";
import { shownUrl, urlFlaw } from "./src/status/base-url.ts";
import { explainRefusal, type WebService } from "./src/web/refusal.ts";

// Apart from what reads the environment: 2026.4.27 installs no file that does both.

/** One request to an endpoint of the service that is no chat. */
export interface ServiceAsk {
  readonly service: WebService;
  /** Below the base URL, such as `search`. */
  readonly path: string;
  readonly accept: string;
  /** A form goes as `multipart/form-data`, a text as JSON; without either, it is a question. */
  readonly body: string | FormData | null;
  readonly timeoutMs: number;
  /** More of an answer is not read. */
  readonly maxBytes: number;
  /** Of the caller, who then gets its reason thrown. */
  readonly signal?: AbortSignal | undefined;
}

/** What the service answered with success. */
export interface ServiceAnswer {
  readonly text: string;
  /** Whether more than `maxBytes` came, the rest of which was not read. */
  readonly isCut: boolean;
}

/** Where requests of the subscription go, and with what. */
type Target = Exclude<Awaited<ReturnType<typeof findTarget>>, { readonly problem: string }>;

/**
 * Asks the configured endpoint with the credential that a chat would be sent with, to no other host: a redirect
 * is not followed. A sign-in that is refused is renewed once.
 *
 * Throws a {@link KimiError} whose message says whose doing a failure is and what to do next; the reason of `signal`
 * where that was aborted.
 */
export async function askService(
  modelAuth: ModelAuth,
  config: OpenClawConfig | undefined,
  ask: ServiceAsk,
): Promise<ServiceAnswer> {
  const target = await findTarget(modelAuth, config ?? {});
  if ("problem" in target) throw new KimiError("web-failed", target.problem);
  const first = await send(target, target.secret, ask);
  const last =
    first.status === 401 && target.renew !== undefined
      ? await send(target, await target.renew(), ask)
      : first;
  if (last.status >= 200 && last.status < 300) return last;
  throw new KimiError(
    "web-failed",
    explainRefusal({
      service: ask.service,
      status: last.status,
      text: last.text,
      shownUrl: shownUrl(target.baseUrl),
      isSignIn: target.renew !== undefined,
      modelRef: DEFAULT_MODEL_REF,
    }),
  );
}

async function findTarget(modelAuth: ModelAuth, config: OpenClawConfig) {
  const endpoint = resolveDefaultEndpoint(config);
  const { api, headers, origins } = endpoint;
  const found = await findCredential(modelAuth, config, endpoint);
  if ("problem" in found) return found;
  const { secret, renew, baseUrl = endpoint.baseUrl } = found;
  const flaw = urlFlaw(baseUrl);
  if (flaw !== null) return { problem: `${origins.baseUrl ?? "the base URL"} ${flaw}` };
  return { api, headers, baseUrl, secret, renew };
}

interface Received extends ServiceAnswer {
  readonly status: number;
}

async function send(target: Target, secret: string, ask: ServiceAsk): Promise<Received> {
  const { signal, timeoutMs } = ask;
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(endpointUrl(target.baseUrl, target.api, ask.path), {
      method: ask.body === null ? "GET" : "POST",
      // As in a chat, the user's own headers win; but the type of a form states where its parts end.
      headers: mergeHeaders(
        { Accept: ask.accept, Authorization: `Bearer ${secret}` },
        typeof ask.body === "string"
          ? mergeHeaders({ "Content-Type": "application/json" }, target.headers)
          : withoutContentType(target.headers),
      ),
      body: ask.body,
      redirect: "manual",
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    });
    return { status: response.status, ...(await readText(response, ask.maxBytes)) };
  } catch (cause) {
    signal?.throwIfAborted();
    // The error of a request that was never sent quotes its headers, and hosts show causes.
    const isOfNetwork = systemCode(cause) !== "";
    throw new KimiError("web-failed", unreachable(target.baseUrl, ask, cause), isOfNetwork ? { cause } : {});
  }
}

function withoutContentType(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => name.toLowerCase() !== "content-type"),
  );
}

async function readText(response: Response, maxBytes: number): Promise<ServiceAnswer> {
  const decoder = new TextDecoder();
  const chunks: AsyncIterable<Uint8Array> | readonly Uint8Array[] = response.body ?? [];
  let text = "";
  let bytes = 0;
  for await (const chunk of chunks) {
    const room = maxBytes - bytes;
    bytes += chunk.length;
    text += decoder.decode(chunk.subarray(0, room), { stream: true });
    // Leaving the loop cancels the body.
    if (bytes > maxBytes) return { text, isCut: true };
  }
  return { text: text + decoder.decode(), isCut: false };
}

/** A failure before a whole answer. */
function unreachable(baseUrl: string, { service, timeoutMs }: ServiceAsk, cause: unknown): string {
  const { host } = new URL(baseUrl);
  if (cause instanceof DOMException && cause.name === "TimeoutError") {
    return `Kimi Code's ${service} did not answer within ${timeoutMs / 1000} s. Check the network and the proxy, or try again later`;
  }
  return `Kimi Code's ${service} could not be reached at ${host}${systemCode(cause)}. Check the network, the proxy, and the base URL: openclaw config get models.providers.kimi.baseUrl`;
}
