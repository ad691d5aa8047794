import type { Exchange, OpenExchange } from "./exchange.ts";
import type { DialectName } from "./faults.ts";
import { answerFiles } from "./files.ts";
import { answerInference } from "./inference.ts";
import { answerModels } from "./models-list.ts";
import { answerDeviceAuthorization, answerToken, VERIFICATION_PATH } from "./oauth-endpoints.ts";
import { showVerificationPage, takeDecision } from "./oauth-page.ts";
import type { BodyFormat } from "./request-body.ts";
import { usageReport } from "./usage.ts";
import { answerFetch, answerSearch } from "./web.ts";

interface Endpoint {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly dialect: DialectName | null;
  /** Whether the key may also come as `x-api-key`. */
  readonly apiKeyHeader: boolean;
  readonly bodyFormat: BodyFormat;
}

/** An endpoint for subscribers: keys and gates are checked before `handle` is called. */
export interface SubscriberRoute extends Endpoint {
  readonly access: "subscriber";
  /** Whether only known coding agents may call it. */
  readonly gated: boolean;
  readonly handle: (exchange: Exchange) => Promise<void>;
}

/** An endpoint that anybody may call. */
interface OpenRoute extends Endpoint {
  readonly access: "open";
  readonly handle: (exchange: OpenExchange) => Promise<void>;
}

export type Route = SubscriberRoute | OpenRoute;

const open = { access: "open", dialect: null, apiKeyHeader: false, bodyFormat: "form" } as const;

/**
 * Endpoints for what models are given beside a chat. Official clients name themselves on them as they do on a chat and
 * not on the account's pages (2026-08), so they are behind the same gate here; whether they really are is not known.
 */
const tool = {
  method: "POST",
  dialect: null,
  access: "subscriber",
  bodyFormat: "json",
  gated: true,
  apiKeyHeader: false,
} as const;

/** Every endpoint of the simulator; anything else is a 404. */
export const routes: readonly Route[] = [
  {
    method: "POST",
    path: "/coding/v1/chat/completions",
    dialect: "openai",
    access: "subscriber",
    bodyFormat: "json",
    gated: true,
    apiKeyHeader: false,
    handle: (exchange) => answerInference(exchange, "openai"),
  },
  {
    method: "POST",
    path: "/coding/v1/messages",
    dialect: "anthropic",
    access: "subscriber",
    bodyFormat: "json",
    gated: true,
    apiKeyHeader: true,
    handle: (exchange) => answerInference(exchange, "anthropic"),
  },
  {
    method: "GET",
    path: "/coding/v1/models",
    dialect: null,
    access: "subscriber",
    bodyFormat: "json",
    gated: false,
    apiKeyHeader: false,
    handle: answerModels,
  },
  { ...tool, path: "/coding/v1/search", handle: answerSearch },
  { ...tool, path: "/coding/v1/fetch", handle: answerFetch },
  { ...tool, path: "/coding/v1/files", bodyFormat: "multipart", handle: answerFiles },
  {
    method: "GET",
    path: "/coding/v1/usages",
    dialect: null,
    access: "subscriber",
    bodyFormat: "json",
    gated: false,
    apiKeyHeader: false,
    handle: ({ account, answer, service }) =>
      answer.json(200, usageReport(account.quota ?? "ratios", Date.now(), service.concurrentRequests)),
  },
  {
    ...open,
    method: "POST",
    path: "/api/oauth/device_authorization",
    handle: answerDeviceAuthorization,
  },
  { ...open, method: "POST", path: "/api/oauth/token", handle: answerToken },
  { ...open, method: "GET", path: VERIFICATION_PATH, handle: showVerificationPage },
  { ...open, method: "POST", path: VERIFICATION_PATH, handle: takeDecision },
];
