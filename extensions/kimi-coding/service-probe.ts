import { performance } from "node:perf_hooks";
import { DEFAULT_MODEL_REF, DEFAULT_ROW, wireIdOf } from "./manifest.ts";
import type { resolveDefaultEndpoint } from "./model-resolution.ts";
import { parseModelList, type ListedModel } from "./src/account/model-list.ts";
import { explain } from "./src/errors/explanation.ts";
import { classifyServiceError } from "./src/errors/service-error.ts";
import { systemCode } from "./src/errors/system-code.ts";
import { mergeHeaders } from "./src/identity.ts";
import { parseJson } from "./src/json.ts";
import { shownUrl, urlFlaw } from "./src/status/base-url.ts";
import { chatProbe, modelsProbe, type ProbeRequest } from "./src/status/probe.ts";
import type { Attempt } from "./src/status/status-report.ts";

// Apart from what reads the environment: 2026.4.27 installs no file that does both.

/** How long an answer may take: the chat endpoint queues when it is busy. */
const TIMEOUT_MS = 30_000;

type Endpoint = Pick<ReturnType<typeof resolveDefaultEndpoint>, "api" | "baseUrl" | "headers" | "origins">;

/** Sends one token's worth of a chat. */
export async function tryChat(endpoint: Endpoint, secret: string): Promise<Attempt> {
  const { attempt } = await send(endpoint, chatProbe({ ...endpoint, secret }, wireIdOf(DEFAULT_ROW.id)));
  return attempt;
}

/** Asks for the models of the account; the answer may take `timeoutMs`, by default as long as that of a chat. */
export async function tryListing(
  endpoint: Endpoint,
  secret: string,
  timeoutMs: number = TIMEOUT_MS,
): Promise<{ readonly listing: Attempt; readonly models: readonly ListedModel[] }> {
  const { attempt, body } = await send(endpoint, modelsProbe({ ...endpoint, secret }), { timeoutMs });
  const models = parseModelList(body);
  if (attempt.problem !== null || models !== null) return { listing: attempt, models: models ?? [] };
  const problem = "the endpoint answered with something that is no list of models: is the base URL right?";
  return { listing: { ...attempt, problem }, models: [] };
}

interface Answered {
  readonly attempt: Attempt;
  readonly body: unknown;
}

/** How a request is sent, where it is not as the others. */
export interface SendOptions {
  readonly timeoutMs?: number;
  readonly fetch?: typeof fetch;
  /** What a 404 means, said of the base URL. */
  readonly missing?: string;
}

/** Sends a request to the configured endpoint and nowhere else: a redirect is not followed. */
export async function send(
  endpoint: Endpoint,
  request: ProbeRequest,
  { timeoutMs = TIMEOUT_MS, fetch: fetchWith = fetch, missing }: SendOptions = {},
): Promise<Answered> {
  const flaw = urlFlaw(endpoint.baseUrl);
  if (flaw !== null) {
    const where = endpoint.origins.baseUrl ?? "the base URL";
    return { attempt: { problem: `${where} ${flaw}`, latencyMs: null }, body: undefined };
  }
  const startedAt = performance.now();
  let response: Response;
  let text: string;
  try {
    response = await fetchWith(request.url, {
      method: request.method,
      headers: mergeHeaders(request.headers, endpoint.headers),
      body: request.body,
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    text = await response.text();
  } catch (cause) {
    return {
      attempt: { problem: unreachable(endpoint.baseUrl, cause, timeoutMs), latencyMs: null },
      body: undefined,
    };
  }
  const latencyMs = Math.round(performance.now() - startedAt);
  if (response.ok) return { attempt: { problem: null, latencyMs }, body: parseJson(text) };
  if (response.status === 404 && missing !== undefined) {
    const problem = `${shownUrl(endpoint.baseUrl)} ${missing}: openclaw config get models.providers.kimi.baseUrl`;
    return { attempt: { problem, latencyMs }, body: undefined };
  }
  return { attempt: { problem: refusal(endpoint, response.status, text), latencyMs }, body: undefined };
}

function refusal({ baseUrl }: Endpoint, status: number, text: string): string {
  if (status >= 300 && status < 400) {
    return `${shownUrl(baseUrl)} redirects to another place (${status}), and a key is not sent on. Check the base URL: openclaw config get models.providers.kimi.baseUrl`;
  }
  // The service's own 404 is about a model.
  if (status === 404 && !/Not found the model/iu.test(text)) {
    return `there is nothing of Kimi Code at ${shownUrl(baseUrl)} (404). Check the base URL: openclaw config get models.providers.kimi.baseUrl`;
  }
  const failure = classifyServiceError({ text: `${status} ${text}` });
  const explained =
    failure && explain(failure, { modelRef: DEFAULT_MODEL_REF, defaultModelRef: DEFAULT_MODEL_REF });
  return (
    explained ??
    `the service answered with status ${status}. Try again later; if it stays so, check the base URL: openclaw config get models.providers.kimi.baseUrl`
  );
}

/** A failure before any answer. */
function unreachable(baseUrl: string, cause: unknown, timeoutMs: number): string {
  const { host } = new URL(baseUrl);
  if (cause instanceof DOMException && cause.name === "TimeoutError") {
    return `${host} did not answer within ${timeoutMs / 1000} s. Check the network and the proxy, or try again later`;
  }
  return `could not reach ${host}${systemCode(cause)}. Check the network, the proxy, and the base URL: openclaw config get models.providers.kimi.baseUrl`;
}
