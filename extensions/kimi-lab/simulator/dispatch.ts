import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

import { describeKey, presentedKey, redactCredential, type Account } from "./accounts.ts";
import { createAnswer, holdUntil } from "./answer.ts";
import { errorEnvelope } from "./envelopes.ts";
import { faults, type Fault } from "./faults.ts";
import type { FileStore } from "./file-store.ts";
import type { Concurrency } from "./concurrency.ts";
import type { OAuthService } from "./oauth.ts";
import { refusals, withPrefix } from "./refusals.ts";
import { readBody, type RequestBody } from "./request-body.ts";
import type { RecordedRequest, RequestLog } from "./request-log.ts";
import type { Reply } from "./reply.ts";
import { routes, type SubscriberRoute } from "./routes.ts";
import type { ScenarioQueue } from "./scenario.ts";
import type { Service } from "./service.ts";
import { quotaRefusal } from "./usage.ts";
import { passesGate } from "./user-agents.ts";

/** Form fields that hold no secret. */
const plainFields = new Set(["client_id", "grant_type", "scope", "user_code", "decision"]);
const credentialHeaders = new Set(["authorization", "proxy-authorization", "x-api-key", "cookie"]);

/** Everything that requests share. */
export interface ServiceState {
  /** The simulator's own address, without a path. */
  readonly origin: string;
  readonly accounts: readonly Account[];
  readonly log: RequestLog;
  readonly scenario: ScenarioQueue<Reply>;
  readonly oauth: OAuthService;
  readonly files: FileStore;
  /** How the service behaves now. */
  readonly service: () => Service;
  readonly concurrency: Concurrency;
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
  const service = state.service();
  const body = await readBody(request, route?.bodyFormat ?? "json", service.bodyBytesLimit);
  const key = presentedKey(
    { authorization: request.headers.authorization, apiKey: headerText(request.headers["x-api-key"]) },
    route?.apiKeyHeader ?? false,
  );
  const account = accountOf(state, key);
  const describe = (secret: string) => state.oauth.describe(secret) ?? describeKey(state.accounts, secret);
  const record = state.log.add({
    method: request.method ?? "",
    path: url.pathname,
    query: Object.fromEntries(url.searchParams),
    headers: redactedHeaders(describe, request),
    userAgent: request.headers["user-agent"] ?? "",
    accountId: account?.id ?? ownerOfForm(state, body) ?? null,
    dialect: route?.dialect ?? null,
    body: recordedBody(describe, body),
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
  const refuse = (fault: Fault) => {
    const worded = service.prefixesRefusals ? withPrefix(fault) : fault;
    return answer.json(fault.status, errorEnvelope(record.dialect, worded, traceId), fault.headers);
  };
  if (route === undefined) return await refuse(faults.notFound);
  if (route.access === "open") {
    const hold = (until: Promise<unknown>) => holdUntil(until, state.stopped);
    const { oauth, origin } = state;
    return await route.handle({ request: record, body, answer, oauth, origin, hold });
  }
  const admission = admit(route, account, record.userAgent, service);
  if (admission.kind === "refused") return await refuse(admission.fault);
  const { concurrentRequests } = service;
  const mayBegin =
    route.dialect === null ||
    state.concurrency.enter(admission.account.id, concurrentRequests, closed.signal);
  if (!mayBegin) return await refuse(refusals.concurrentLimit);
  const scripted = () => state.scenario.take(record);
  return await route.handle({
    account: admission.account,
    body,
    answer,
    files: state.files,
    service,
    scripted,
    refuse,
  });
}

/** Who a key, or an access token that is alive, belongs to. */
function accountOf({ accounts, oauth }: ServiceState, key: string | undefined): Account | undefined {
  if (key === undefined) return undefined;
  return accounts.find((account) => account.key === key) ?? oauth.accountOf(key);
}

/** Who the refresh token of a form belongs to. */
function ownerOfForm({ oauth }: ServiceState, body: RequestBody): string | undefined {
  const refreshToken = body.kind === "form" ? body.fields["refresh_token"] : undefined;
  return refreshToken === undefined ? undefined : oauth.accountIdOf(refreshToken);
}

type Admission =
  | { readonly kind: "admitted"; readonly account: Account }
  | { readonly kind: "refused"; readonly fault: Fault };

function admit(
  route: SubscriberRoute,
  account: Account | undefined,
  userAgent: string,
  service: Service,
): Admission {
  if (account === undefined) return { kind: "refused", fault: faults.invalidKey };
  if (route.gated && !passesGate(service, userAgent)) {
    return { kind: "refused", fault: faults.userAgentRefused };
  }
  if (account.fault !== undefined) return { kind: "refused", fault: account.fault };
  const usedUp = route.gated ? quotaRefusal(account.quota ?? "ratios") : undefined;
  if (usedUp !== undefined) return { kind: "refused", fault: usedUp };
  return { kind: "admitted", account };
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

function redactedHeaders(
  describe: (secret: string) => string,
  request: IncomingMessage,
): Record<string, string> {
  const entries = Object.entries(request.headers).map(([name, value]): [string, string] => {
    const text = headerText(value) ?? "";
    return [name, credentialHeaders.has(name) ? redactCredential(describe, text) : text];
  });
  return Object.fromEntries(entries);
}

/** JSON as it came; of a form, every field that may hold a secret is replaced by its description. */
function recordedBody(describe: (secret: string) => string, body: RequestBody): unknown {
  if (body.kind === "json") return body.value;
  if (body.kind === "multipart") return { ...body.fields, ...body.files };
  if (body.kind !== "form") return null;
  const entries = Object.entries(body.fields).map(([name, value]): [string, string] => [
    name,
    plainFields.has(name) ? value : describe(value),
  ]);
  return Object.fromEntries(entries);
}

function headerText(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === "string" ? value : value?.join(", ");
}
