import { sentences } from "./sentences.ts";

/** A dialect of the inference endpoints: `/chat/completions` or `/messages`. */
export type DialectName = "openai" | "anthropic";

/** A refusal as the service words it. Each dialect wraps it in its own envelope. */
export interface Fault {
  readonly status: number;
  /** `error.type` of the OpenAI envelope. */
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  /** `error.type` of the Anthropic envelope; by default derived from the status. */
  readonly anthropicType?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Uses this envelope whatever the endpoint: `/messages` has been seen to answer 401 and 403 in OpenAI shape. */
  readonly envelope?: DialectName;
}

/**
 * The service's refusals by name, worded as its error reference and field reports have them (2026-08).
 * Where a report gives no `type` (413, 5xx, the 429 period limits) the type here is the customary one.
 */
export const faults = {
  invalidRequest: { status: 400, type: "invalid_request_error", message: "Invalid request Error" },
  contentFilter: {
    status: 400,
    type: "content_filter",
    message: "The request was rejected because it was considered high risk",
  },
  invalidKey: {
    status: 401,
    type: "invalid_authentication_error",
    message: "The API Key appears to be invalid or may have expired.",
  },
  invalidAuthentication: {
    status: 401,
    type: "invalid_authentication_error",
    message: "Invalid Authentication",
  },
  membershipInactive: {
    status: 402,
    type: "invalid_request_error",
    message:
      "We're unable to verify your membership benefits at this time. Please ensure your membership is active.",
  },
  userAgentRefused: {
    status: 403,
    type: "access_terminated_error",
    message:
      "Kimi For Coding is currently only available for Coding Agents such as Kimi CLI, Claude Code, Roo Code, Kilo Code, etc.",
  },
  billingCycleLimit: {
    status: 403,
    type: "access_terminated_error",
    message:
      "You've reached your usage limit for this billing cycle. Your quota will be refreshed in the next cycle.",
  },
  weeklyLimit: {
    status: 403,
    type: "access_terminated_error",
    message:
      "You've reached your weekly (7-day) usage limit. Your quota will reset when the current 7-day window ends.",
  },
  /** With the time of the reset, in a form of which no capture is known: `/usages` gives such times. */
  weeklyLimitUntil: {
    status: 403,
    type: "access_terminated_error",
    message: "You've reached your weekly (7-day) usage limit. Your quota will reset at 2026-11-24T08:00:00Z.",
  },
  /** The limit of five hours in words of its own; more often it comes as {@link faults.billingCycleLimit}. */
  fiveHourLimit: {
    status: 403,
    type: "access_terminated_error",
    message: "You've reached your 5-hour usage limit. Your quota will reset in 2 hours 13 minutes.",
  },
  monthlyLimit: {
    status: 403,
    type: "access_terminated_error",
    message: "You've reached your monthly usage limit. Your quota will be refreshed in the next cycle.",
  },
  accessTerminated: {
    status: 403,
    type: "access_terminated_error",
    message: "Access terminated. Review our Community Guidelines",
  },
  /**
   * A model id that the service does not know, answered as if the key were wrong (openclaw#111561, 2026-07): reworded.
   * The service's own sentence is `modelIdHint` in `refusals.ts`.
   */
  unknownModelId: {
    status: 401,
    type: "invalid_authentication_error",
    message: "model id does not exist, set model id as k3",
  },
  notFound: {
    status: 404,
    type: "resource_not_found_error",
    message: "The requested resource was not found",
  },
  requestTooLarge: {
    status: 413,
    type: "invalid_request_error",
    message: "Request exceeds the maximum size",
  },
  engineOverloaded: {
    status: 429,
    type: "engine_overloaded_error",
    message: "The engine is currently overloaded, please try again later",
  },
  tooManyRequests: {
    status: 429,
    type: "rate_limit_reached_error",
    message: "We're receiving too many requests at the moment. Please wait a moment and try again.",
  },
  tooManyRequestsWait: {
    status: 429,
    type: "rate_limit_reached_error",
    message: "We're receiving too many requests at the moment. Please wait a moment and try again.",
    headers: { "retry-after": "2" },
  },
  maxRpm: {
    status: 429,
    type: "rate_limit_reached_error",
    message: "Your account reached max RPM, please try again after 1 seconds",
    headers: { "retry-after": "1" },
  },
  periodLimit: {
    status: 429,
    type: "rate_limit_reached_error",
    message: "You've reached your usage limit for this period",
  },
  monthlyPeriodLimit: {
    status: 429,
    type: "rate_limit_reached_error",
    message: "You've reached kimi monthly usage limit",
  },
  quotaExceeded: {
    status: 429,
    type: "exceeded_current_quota_error",
    message: "You exceeded your current token quota, please check your account balance",
  },
  suspended: {
    status: 429,
    type: "exceeded_current_quota_error",
    message: "Your account is suspended due to insufficient balance, please recharge your account",
  },
  internalError: { status: 500, type: "server_error", message: "Internal server error" },
  badGateway: { status: 502, type: "server_error", message: "Bad gateway" },
  unavailable: { status: 503, type: "server_error", message: "Service unavailable" },
  gatewayTimeout: { status: 504, type: "server_error", message: "Gateway timeout" },
  overloaded: { status: 529, type: "engine_overloaded_error", message: "The service is overloaded" },
} as const satisfies Record<string, Fault>;

/** A 400 with the service's wording for one broken rule. */
export function badRequest(message: string): Fault {
  return { status: 400, type: "invalid_request_error", message };
}

/** The 404 for a model that does not exist or that the plan does not include. */
export function modelNotFound(model: string): Fault {
  return {
    status: 404,
    type: "resource_not_found_error",
    message: sentences.modelNotFound(model),
  };
}
