import { brokenConnection, classifyServiceError, KimiError, systemCode } from "../errors/index.ts";
import { DEFAULT_MODEL_REF, endpointUrl, SHOW_BASE_URL_COMMAND } from "../kimi/index.ts";
import { shownUrl, tooLongText, urlFlaw } from "./base-url.ts";
import { explainRefusal, type WebService } from "./refusal.ts";
import { requestService, type ServiceReply } from "./service-request.ts";
import type { ServiceTarget } from "./service-target.ts";

/** One request to an endpoint of the service that is not a chat. */
export interface ServiceAsk {
  readonly service: WebService;
  /** Below the base URL, such as `search`. */
  readonly path: string;
  readonly accept: string;
  /** A form goes as `multipart/form-data`, a text as JSON; without either, it is a question. */
  readonly body: string | FormData | null;
  readonly timeoutMs: number;
  /** More of an answer is not read, and what has more is a failure. */
  readonly maxBytes: number;
  /** Whether the beginning of a longer answer is worth something: of a page it is. */
  readonly mayBeCut?: true;
  /** Of the caller, who then gets its reason thrown. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Asks the endpoint of a subscription, and returns what it answered with success.
 *
 * Throws a {@link KimiError} whose message says whose doing a failure is and what to do next; the reason of `signal`
 * where that was aborted.
 */
export async function askTarget(target: ServiceTarget, ask: ServiceAsk): Promise<ServiceReply> {
  const { api, baseUrl, origins } = target.endpoint;
  const flaw = urlFlaw(baseUrl);
  if (flaw !== null) throw new KimiError("web-failed", `${origins.baseUrl ?? "The base URL"} ${flaw}`);
  const { service, path, accept, body, timeoutMs, maxBytes, signal } = ask;
  let reply: ServiceReply;
  try {
    reply = await requestService(
      target,
      ({ secret }) => ({
        method: body === null ? "GET" : "POST",
        url: endpointUrl(baseUrl, api, path),
        headers: {
          Accept: accept,
          Authorization: `Bearer ${secret}`,
          ...(typeof body === "string" && { "Content-Type": "application/json" }),
        },
        body,
      }),
      { timeoutMs, maxBytes, signal },
    );
  } catch (cause) {
    signal?.throwIfAborted();
    if (cause instanceof KimiError) throw cause;
    // The error of a request that was never sent quotes its headers, and hosts show causes.
    const isOfNetwork = systemCode(cause) !== "";
    throw new KimiError("web-failed", unreachable(baseUrl, ask, cause), isOfNetwork ? { cause } : {});
  }
  const { status, text } = reply;
  if (status >= 200 && status < 300) {
    if (!reply.isCut || ask.mayBeCut === true) return reply;
    throw new KimiError("web-failed", tooLongText(`Kimi Code's ${service}`, maxBytes));
  }
  const isOfCredential = classifyServiceError({ text: `${status} ${text}` })?.code === "invalid-key";
  throw new KimiError(
    isOfCredential ? "credential-refused" : "web-failed",
    explainRefusal({
      service,
      status,
      text,
      shownUrl: shownUrl(baseUrl),
      isSignIn: target.credential.renew !== undefined,
      modelRef: DEFAULT_MODEL_REF,
    }),
  );
}

/** A failure before a whole answer. */
function unreachable(baseUrl: string, { service, timeoutMs }: ServiceAsk, cause: unknown): string {
  const { host } = new URL(baseUrl);
  if (cause instanceof DOMException && cause.name === "TimeoutError") {
    return `Kimi Code's ${service} did not answer within ${timeoutMs / 1000} s. Check the network and the proxy, or try again later.`;
  }
  return `Kimi Code's ${service} cannot be reached. ${brokenConnection(host, cause)} Check the network, the proxy and the base URL:\n${SHOW_BASE_URL_COMMAND}`;
}
