import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

import { presentedKey, redactCredential, type Account } from "./accounts.ts";
import { createAnswer } from "./answer.ts";
import { errorEnvelope } from "./envelopes.ts";
import { faults, type Fault } from "./faults.ts";
import { readBody } from "./request-body.ts";
import type { RecordedRequest, RequestLog } from "./request-log.ts";
import { routes, type Route } from "./routes.ts";
import type { ScenarioQueue } from "./scenario.ts";
import { isAcceptedUserAgent } from "./user-agents.ts";

const credentialHeaders = new Set(["authorization", "proxy-authorization", "x-api-key", "cookie"]);

/** Everything that requests share. */
export interface ServiceState {
  readonly accounts: readonly Account[];
  readonly log: RequestLog;
  readonly scenario: ScenarioQueue;
  readonly stopped: AbortSignal;
  /** Called once per request, when its answer has ended. */
  readonly onFinished: (request: RecordedRequest) => void;
}

/**
 * Serves one request: records it, checks path, key and User-Agent, and hands it to its route.
 *
 * The key is checked before the User-Agent. The service's own order is not documented.
 */
export async function dispatch(
  state: ServiceState,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // Listened for from the start: the client may leave while its body is still being read.
  const closed = new AbortController();
  response.once("close", () => closed.abort());
  const traceId = randomUUID().replaceAll("-", "");
  const startedAt = new Date();
  const url = new URL(`http://localhost${request.url ?? "/"}`);
  const route = routes.find((entry) => entry.method === request.method && entry.path === url.pathname);
  const body = await readBody(request);
  const key = presentedKey(
    { authorization: request.headers.authorization, apiKey: headerText(request.headers["x-api-key"]) },
    route?.apiKeyHeader ?? false,
  );
  const account = state.accounts.find((candidate) => candidate.key === key);
  const record = state.log.add({
    method: request.method ?? "",
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: redactedHeaders(state.accounts, request),
    userAgent: request.headers["user-agent"] ?? "",
    accountId: account?.id ?? null,
    dialect: route?.dialect ?? null,
    body: body.kind === "json" ? body.value : null,
    bodyBytes: body.bytes,
    startedAt,
  });
  whenAborted(closed.signal, () => finish(state, record, response));

  const answer = createAnswer(
    response,
    { "x-trace-id": traceId },
    AbortSignal.any([closed.signal, state.stopped]),
    (status) => state.log.update(record.id, { status }),
  );
  const refuse = (fault: Fault) =>
    answer.json(fault.status, errorEnvelope(record.dialect, fault, traceId), fault.headers);
  const admission = admit(route, account, record.userAgent);
  if (admission.kind === "refused") return await refuse(admission.fault);
  const scripted = () => state.scenario.take(record);
  return await admission.route.handle({ account: admission.account, body, answer, scripted, refuse });
}

type Admission =
  | { readonly kind: "admitted"; readonly route: Route; readonly account: Account }
  | { readonly kind: "refused"; readonly fault: Fault };

function admit(route: Route | undefined, account: Account | undefined, userAgent: string): Admission {
  if (route === undefined) return { kind: "refused", fault: faults.notFound };
  if (account === undefined) return { kind: "refused", fault: faults.invalidKey };
  if (route.gated && !isAcceptedUserAgent(userAgent)) {
    return { kind: "refused", fault: faults.userAgentRefused };
  }
  if (account.fault !== undefined) return { kind: "refused", fault: account.fault };
  return { kind: "admitted", route, account };
}

/** Records how the answer ended. */
function finish(state: ServiceState, record: RecordedRequest, response: ServerResponse): void {
  const status = response.headersSent ? response.statusCode : null;
  const outcome = response.writableFinished ? ("complete" as const) : ("disconnected" as const);
  state.log.update(record.id, { status, outcome });
  state.onFinished({ ...record, status, outcome });
}

function whenAborted(signal: AbortSignal, action: () => void): void {
  if (signal.aborted) action();
  else signal.addEventListener("abort", action, { once: true });
}

function redactedHeaders(accounts: readonly Account[], request: IncomingMessage): Record<string, string> {
  const entries = Object.entries(request.headers).map(([name, value]): [string, string] => {
    const text = headerText(value) ?? "";
    return [name, credentialHeaders.has(name) ? redactCredential(accounts, text) : text];
  });
  return Object.fromEntries(entries);
}

function headerText(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "string" ? value : value?.join(", ");
}
