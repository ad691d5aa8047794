import { brokenConnection, classifyServiceError, explain, KimiError } from "../errors/index.ts";
import { DEFAULT_MODEL_REF, DEFAULT_ROW, parseJson, SHOW_BASE_URL_COMMAND, wireIdOf } from "../kimi/index.ts";
import { type ListedModel, parseModelList } from "../models/index.ts";
import { chatProbe, modelsProbe, type ProbeRequest, type ProbeTarget } from "./account-requests.ts";
import { redirectText, shownUrl, tooLongText, urlFlaw } from "./base-url.ts";
import { requestService, type RequestOptions, type ServiceReply } from "./service-request.ts";
import type { ServiceTarget } from "./service-target.ts";

/** One thing that was tried. `problem` says what failed and what to do; `null` is good. */
export interface Attempt {
  readonly problem: string | null;
  /** Milliseconds to the answer; `null` where none came. */
  readonly latencyMs: number | null;
}

/** How long an answer may take: the chat endpoint queues when it is busy. */
const TIMEOUT_MS = 30_000;

/** A list of a hundred models has some 40 KB; the answers to the other questions are shorter. */
const MAX_ANSWER_BYTES = 512 * 1024;

/** Sends one token's worth of a chat. */
export async function tryChat(target: ServiceTarget): Promise<Attempt> {
  const { attempt } = await send(target, (signed) => chatProbe(signed, wireIdOf(DEFAULT_ROW.id)));
  return attempt;
}

/** Asks for the models of the account; the answer may take `timeoutMs`, by default as long as that of a chat. */
export async function tryListing(
  target: ServiceTarget,
  timeoutMs: number = TIMEOUT_MS,
): Promise<{ readonly listing: Attempt; readonly models: readonly ListedModel[] }> {
  const { attempt, body } = await send(target, modelsProbe, { timeoutMs });
  const models = parseModelList(body);
  if (attempt.problem !== null || models !== null) return { listing: attempt, models: models ?? [] };
  const problem = `The answer is not a list of models. Is the base URL right?\n${SHOW_BASE_URL_COMMAND}`;
  return { listing: { ...attempt, problem }, models: [] };
}

interface Answered {
  readonly attempt: Attempt;
  readonly body: unknown;
}

function failed(problem: string, latencyMs: number | null): Answered {
  return { attempt: { problem, latencyMs }, body: undefined };
}

/** How a request is sent, where it is not as the others. */
export interface SendOptions extends Partial<Pick<RequestOptions, "timeoutMs" | "fetch">> {
  /** What a 404 means, as the rest of a sentence about the base URL, before the command that shows it. */
  readonly missing?: string;
}

/** Sends a request to the endpoint of the subscription. A failure is told in the result, and never thrown. */
export async function send(
  target: ServiceTarget,
  build: (signed: ProbeTarget) => ProbeRequest,
  { timeoutMs = TIMEOUT_MS, fetch, missing }: SendOptions = {},
): Promise<Answered> {
  const { baseUrl, origins } = target.endpoint;
  const flaw = urlFlaw(baseUrl);
  if (flaw !== null) return failed(`${origins.baseUrl ?? "The base URL"} ${flaw}`, null);
  let reply: ServiceReply;
  try {
    reply = await requestService(target, build, { timeoutMs, maxBytes: MAX_ANSWER_BYTES, fetch });
  } catch (cause) {
    const isOurs = cause instanceof KimiError;
    return failed(isOurs ? cause.message : unreachable(baseUrl, cause, timeoutMs), null);
  }
  const { status, text, latencyMs } = reply;
  if (status >= 200 && status < 300 && reply.isCut) {
    return failed(tooLongText(shownUrl(baseUrl), MAX_ANSWER_BYTES), latencyMs);
  }
  if (status >= 200 && status < 300) return { attempt: { problem: null, latencyMs }, body: parseJson(text) };
  if (status === 404 && missing !== undefined) {
    return failed(`${shownUrl(baseUrl)} ${missing}\n${SHOW_BASE_URL_COMMAND}`, latencyMs);
  }
  return failed(refusal(baseUrl, status, text), latencyMs);
}

function refusal(baseUrl: string, status: number, text: string): string {
  if (status >= 300 && status < 400) {
    return redirectText(shownUrl(baseUrl), status);
  }
  // The service's own 404 is about a model.
  if (status === 404 && !/Not found the model/iu.test(text)) {
    return `Kimi Code was not found at ${shownUrl(baseUrl)} (404). Check the base URL:\n${SHOW_BASE_URL_COMMAND}`;
  }
  const failure = classifyServiceError({ text: `${status} ${text}` });
  const explained =
    failure &&
    explain(failure, {
      modelRef: DEFAULT_MODEL_REF,
      defaultModelRef: DEFAULT_MODEL_REF,
      isInStatus: true,
    });
  return (
    explained ??
    `Kimi Code answered with status ${status}. Try again later. If that does not help, check the base URL:\n${SHOW_BASE_URL_COMMAND}`
  );
}

/** A failure before any answer. */
function unreachable(baseUrl: string, cause: unknown, timeoutMs: number): string {
  const { host } = new URL(baseUrl);
  if (cause instanceof DOMException && cause.name === "TimeoutError") {
    return `${host} did not answer within ${timeoutMs / 1000} s. Check the network and the proxy, or try again later.`;
  }
  return `${brokenConnection(host, cause)} Check the network and the proxy. Is the base URL right?\n${SHOW_BASE_URL_COMMAND}`;
}
