import { NEW_CHAT_COMMAND } from "../kimi/index.ts";

/** The closed set of failures of the service that this plugin tells apart. */
export const SERVICE_ERROR_CODES = [
  "invalid-key",
  "no-membership",
  "client-refused",
  "account-action",
  "usage-limit",
  "overloaded",
  "rate-limited",
  "unknown-model",
  "context-overflow",
  "body-too-large",
  "content-filter",
  "bad-request",
  "server-fault",
  "network",
] as const;

export type ServiceErrorCode = (typeof SERVICE_ERROR_CODES)[number];

/** One sentence of the service and the failure that it reports. */
export interface ServiceErrorRow {
  readonly code: ServiceErrorCode;
  /** Matches how the sentence begins: what a failure quotes of a conversation comes later, if at all. */
  readonly begins: RegExp;
  /** What distinguishes this failure from others of its code: a phrase for the user, of a bad request all that follows. */
  readonly detail?: string;
  /** As it was seen; `null` where no answer arrived. */
  readonly status: number | null;
  /** `error.type` of the OpenAI envelope, where one was seen. */
  readonly type?: string;
  /** The whole message or as much of it as is known. */
  readonly sample: string;
  /** Where it was seen: `docs` is Kimi's error reference, the others are issues and files of public repositories. */
  readonly source: string;
  /** Year and month of that. */
  readonly seen: string;
}

const FINE = "Your key and plan are fine.";

/** The sentences, each under its own failure; the first that matches counts. */
export const SERVICE_ERRORS: readonly ServiceErrorRow[] = [
  {
    code: "client-refused",
    begins: /^Kimi For Coding is currently only available for Coding Agents/iu,
    status: 403,
    type: "access_terminated_error",
    sample:
      "Kimi For Coding is currently only available for Coding Agents such as Kimi CLI, Claude Code, Roo Code, Kilo Code, etc.",
    source: "kimi-code coreProcessService.ts",
    seen: "2026-08",
  },
  {
    code: "usage-limit",
    // Also the answer to the limit of five hours (kimi-code#2121), so it does not tell which of them it is.
    begins: /^You(?:'|’)ve reached your usage limit for this billing cycle/iu,
    detail: "quota for this billing cycle or 5-hour window",
    status: 403,
    type: "access_terminated_error",
    sample:
      "You've reached your usage limit for this billing cycle. Your quota will be refreshed in the next cycle.",
    source: "docs; kimi-code#2121",
    seen: "2026-08",
  },
  {
    code: "usage-limit",
    begins: /^You(?:'|’)ve reached your (?:weekly|7-day|seven-day)\b[^.]{0,30}\blimit/iu,
    detail: "weekly (7-day) quota",
    status: 403,
    type: "access_terminated_error",
    sample:
      "You've reached your weekly (7-day) usage limit. Your quota will reset when the current 7-day window ends.",
    source: "openclaw#142524",
    seen: "2026-09",
  },
  {
    code: "usage-limit",
    begins: /^You(?:'|’)ve reached your (?:5|five)[- ]?h(?:ou)?rs?\b[^.]{0,30}\blimit/iu,
    detail: "5-hour quota",
    status: 403,
    type: "access_terminated_error",
    sample: "You've reached your 5-hour usage limit. Your quota will reset in 2 hours 13 minutes.",
    source: "by analogy with the weekly one; the limit itself: kimi-code#2121",
    seen: "2026-08",
  },
  {
    code: "usage-limit",
    begins: /^You(?:'|’)ve reached (?:your|kimi) monthly\b[^.]{0,30}\blimit/iu,
    detail: "monthly quota",
    status: 429,
    type: "rate_limit_reached_error",
    sample: "You've reached kimi monthly usage limit",
    source: "issue threads",
    seen: "2026-08",
  },
  {
    code: "usage-limit",
    begins: /^You(?:'|’)ve reached your usage limit(?! for this billing cycle)/iu,
    detail: "quota for the current period",
    status: 429,
    type: "rate_limit_reached_error",
    sample: "You've reached your usage limit for this period",
    source: "docs",
    seen: "2026-08",
  },
  {
    code: "usage-limit",
    begins: /^You exceeded your current token quota/iu,
    detail: "token quota or balance",
    status: 429,
    type: "exceeded_current_quota_error",
    sample: "You exceeded your current token quota, please check your account balance",
    source: "kimi-code kimi-errors.ts",
    seen: "2026-08",
  },
  {
    code: "usage-limit",
    begins: /^Your account\b.{0,80}\bsuspended due to insufficient balance/iu,
    detail: "token quota or balance",
    status: 429,
    type: "exceeded_current_quota_error",
    sample: "Your account is suspended due to insufficient balance, please recharge your account",
    source: "kimi-code kimi-errors.ts",
    seen: "2026-08",
  },
  {
    code: "account-action",
    begins: /^Access terminated/iu,
    status: 403,
    type: "access_terminated_error",
    sample: "Access terminated. Review our Community Guidelines",
    source: "issue threads",
    seen: "2026-08",
  },
  {
    code: "no-membership",
    begins: /^We(?:'|’)re unable to verify your membership/iu,
    status: 402,
    type: "invalid_request_error",
    sample:
      "We're unable to verify your membership benefits at this time. Please ensure your membership is active.",
    source: "docs",
    seen: "2026-08",
  },
  {
    code: "unknown-model",
    begins: /^Not found the model /iu,
    status: 404,
    type: "resource_not_found_error",
    sample: "Not found the model k9 or Permission denied",
    source: "issue threads",
    seen: "2026-08",
  },
  {
    code: "unknown-model",
    begins: /^(?:the )?model id\b.{0,80}\bdoes not exist/iu,
    status: 401,
    type: "invalid_authentication_error",
    sample: "model id does not exist, set model id as k3",
    source: "openclaw#111561",
    seen: "2026-07",
  },
  {
    code: "invalid-key",
    begins: /^The API Key appears to be invalid/iu,
    status: 401,
    type: "invalid_authentication_error",
    sample:
      "The API Key appears to be invalid or may have expired. Please verify your credentials and try again.",
    source: "docs",
    seen: "2026-08",
  },
  {
    code: "invalid-key",
    begins: /^Invalid Authentication/iu,
    status: 401,
    type: "invalid_authentication_error",
    sample: "Invalid Authentication",
    source: "docs; openclaw#96721",
    seen: "2026-08",
  },
  {
    code: "context-overflow",
    begins: /^Your request exceeded model token limit/iu,
    status: 400,
    type: "invalid_request_error",
    sample: "Your request exceeded model token limit: 262144 (requested: 300000)",
    source: "docs; openclaw#9562",
    seen: "2026-08",
  },
  {
    code: "body-too-large",
    begins: /^total message size \d+ exceeds limit/iu,
    status: 400,
    type: "invalid_request_error",
    sample: "total message size 10176584 exceeds limit 2097152",
    source: "docs; kimi-code#476",
    seen: "2026-08",
  },
  {
    code: "body-too-large",
    begins: /^Request exceeds the maximum size/iu,
    status: 413,
    sample: "Request exceeds the maximum size",
    source: "kimi-code errors.ts",
    seen: "2026-08",
  },
  {
    code: "content-filter",
    begins: /^The request was rejected because it was considered high risk/iu,
    status: 400,
    type: "content_filter",
    sample: "The request was rejected because it was considered high risk",
    source: "docs",
    seen: "2026-08",
  },
  {
    code: "bad-request",
    begins: /^unsupported image (?:url|format|type)/iu,
    detail: `an image in this conversation is damaged, or has a format that Kimi Code does not read (it reads PNG, JPEG, GIF and WebP). ${FINE} Open the image and save it as PNG or JPEG. Then send it in a new chat:\n${NEW_CHAT_COMMAND}`,
    status: 400,
    type: "invalid_request_error",
    sample: "unsupported image url",
    source: "docs",
    seen: "2026-08",
  },
  {
    code: "bad-request",
    begins: /^a max of \d+ tools can be supported/iu,
    detail: `it offers more than 128 tools. ${FINE} Turn some tools off (tools.deny), and send the message again.`,
    status: 400,
    type: "invalid_request_error",
    sample: "a max of 128 tools can be supported",
    source: "Kimi-K2#90",
    seen: "2026-08",
  },
  {
    code: "bad-request",
    begins: /^(?:At path '[^']{0,200}': |function name \S{1,200} is duplicated)/iu,
    detail: `a tool has a schema or a name that Kimi Code does not accept. This is a fault of that tool or of this plugin. ${FINE} Turn that tool off (tools.deny), and send the message again.`,
    status: 400,
    type: "invalid_request_error",
    sample: "At path 'properties.X': type is not defined",
    source: "issue threads",
    seen: "2026-08",
  },
  {
    code: "bad-request",
    begins:
      /^(?:thinking is enabled but reasoning_content is missing|tool_call_id\b.{0,80}\bis not found|text content is empty|the message at position \d+ )/iu,
    detail: `it contains earlier messages that Kimi Code cannot read. This is a fault of this plugin, or of another plugin or a proxy that changes messages. ${FINE} Start a new chat:\n${NEW_CHAT_COMMAND}`,
    status: 400,
    type: "invalid_request_error",
    sample: "thinking is enabled but reasoning_content is missing in assistant tool call message at index 3",
    source: "openclaw#82161",
    seen: "2026-08",
  },
  {
    code: "bad-request",
    begins: /^invalid temperature/iu,
    detail: `it sets a temperature, and this model does not allow that. ${FINE} Remove the temperature from your settings, and send the message again.`,
    status: 400,
    type: "invalid_request_error",
    sample: "invalid temperature: only 1 is allowed for this model",
    source: "issue threads",
    seen: "2026-08",
  },
  {
    code: "overloaded",
    begins: /^The engine is currently overloaded/iu,
    status: 429,
    type: "engine_overloaded_error",
    sample: "The engine is currently overloaded, please try again later",
    source: "docs; kimi-cli#901",
    seen: "2026-08",
  },
  {
    code: "rate-limited",
    begins:
      /^(?:We(?:'|’)re receiving too many requests|Your account\b.{0,80}\bmax (?:RPM|TPM|concurrency)\b)/iu,
    status: 429,
    type: "rate_limit_reached_error",
    sample: "We're receiving too many requests at the moment. Please wait a moment and try again.",
    source: "docs; kimi-cli#1599",
    seen: "2026-08",
  },
  {
    code: "network",
    begins:
      /^(?:Connection error|Request timed out|fetch failed|socket hang up|terminated$|(?:(?:connect|read|write|getaddrinfo) )?E(?:CONN|NOTFOUND|AI_AGAIN|TIMEDOUT|HOST|NET|PIPE)\w*)/u,
    status: null,
    sample: "Connection error.",
    source: "the HTTP clients of the hosts",
    seen: "2026-11",
  },
];

/** What an `error.type` says where the sentence is not known. Types that several failures share are left out. */
export const CODES_BY_TYPE: Readonly<Record<string, ServiceErrorCode>> = {
  invalid_authentication_error: "invalid-key",
  authentication_error: "invalid-key",
  resource_not_found_error: "unknown-model",
  not_found_error: "unknown-model",
  request_too_large: "body-too-large",
  content_filter: "content-filter",
  exceeded_current_quota_error: "usage-limit",
  engine_overloaded: "overloaded",
  engine_overloaded_error: "overloaded",
  overloaded_error: "overloaded",
  rate_limit_reached_error: "rate-limited",
};

/** Statuses of which a sentence about a quota is one. */
export const QUOTA_STATUSES: ReadonlySet<number> = new Set([403, 429]);

/**
 * Words of a used-up quota where the sentence is not known: "quota will reset" and limits by the week (openclaw#142524,
 * 2026-09); quota, balance, recharge and arrears (kimi-code kimi-errors.ts, 2026-08).
 */
export const QUOTA_WORDS =
  /\b(?:quota|insufficient balance|recharge|in arrears|(?:usage|daily|weekly|monthly|(?:\d{1,2}|five|seven)[- ](?:hour|day)) (?:usage )?limit)\b/iu;

/** What a status says where neither sentence nor type is known. 403 and 404 say nothing by themselves. */
export const CODES_BY_STATUS: Readonly<Record<number, ServiceErrorCode>> = {
  400: "bad-request",
  401: "invalid-key",
  402: "no-membership",
  413: "body-too-large",
  422: "bad-request",
  429: "rate-limited",
  500: "server-fault",
  502: "server-fault",
  503: "server-fault",
  504: "server-fault",
  529: "overloaded",
};
