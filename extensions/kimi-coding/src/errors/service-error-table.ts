/** The closed set of failures of the service that this plugin tells apart. */
export const SERVICE_ERROR_CODES = [
  "invalid-key",
  "no-membership",
  "client-refused",
  "not-in-plan",
  "access-refused",
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

/** Failures of one code that are told, and handed on to hosts, in a way of their own. */
export type Variant =
  /** More requests at a time than an account may have; not more in a minute. */
  | "at-once"
  /** More tokens than the plan gives a model that takes more. */
  | "plan-window"
  /** What of a request the service does not accept. */
  | "image"
  | "tool-count"
  | "tool-name"
  | "tool-schema"
  | "replay"
  | "temperature"
  /** The reason did not arrive: the body was empty, or cut off. */
  | "unread";

/** One sentence of the service and the failure that it reports. */
export interface ServiceErrorRow {
  readonly code: ServiceErrorCode;
  readonly variant?: Variant;
  /**
   * Matches how the words of the sentence begin (`wordsOf`): what a failure quotes of a conversation comes later, if at
   * all.
   */
  readonly begins: RegExp;
  /** What distinguishes this failure from others of its code, as a phrase for the user. */
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

/** The sentences, each under its own failure; the first that matches counts. */
export const SERVICE_ERRORS: readonly ServiceErrorRow[] = [
  {
    code: "client-refused",
    begins: /^kimi (?:for coding|code) is (?:currently )?only available for coding agents/u,
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
    begins: /^you(?: ha)?ve reached your usage limit for this billing cycle/u,
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
    begins: /^you(?: ha)?ve reached your (?:weekly|7 day|seven day)\b.{0,30}\blimit/u,
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
    begins: /^you(?: ha)?ve reached your (?:5|five) ?h(?:ou)?rs?\b.{0,30}\blimit/u,
    detail: "5-hour quota",
    status: 403,
    type: "access_terminated_error",
    sample: "You've reached your 5-hour usage limit. Your quota will reset in 2 hours 13 minutes.",
    source: "by analogy with the weekly one; the limit itself: kimi-code#2121",
    seen: "2026-08",
  },
  {
    code: "usage-limit",
    begins: /^you(?: ha)?ve reached (?:your|kimi) monthly\b.{0,30}\blimit/u,
    detail: "monthly quota",
    status: 429,
    type: "rate_limit_reached_error",
    sample: "You've reached kimi monthly usage limit",
    source: "issue threads",
    seen: "2026-08",
  },
  {
    code: "usage-limit",
    begins: /^you(?: ha)?ve reached your usage limit(?! for this billing cycle)/u,
    detail: "quota for the current period",
    status: 429,
    type: "rate_limit_reached_error",
    sample: "You've reached your usage limit for this period",
    source: "docs",
    seen: "2026-08",
  },
  {
    code: "usage-limit",
    begins: /^you(?: ha)?(?:ve)? exceeded your current token quota/u,
    detail: "token quota or balance",
    status: 429,
    type: "exceeded_current_quota_error",
    sample: "You exceeded your current token quota, please check your account balance",
    source: "kimi-code kimi-errors.ts",
    seen: "2026-08",
  },
  {
    code: "usage-limit",
    begins: /^your account\b.{0,80}\bsuspended due to insufficient balance/u,
    detail: "token quota or balance",
    status: 429,
    type: "exceeded_current_quota_error",
    sample: "Your account is suspended due to insufficient balance, please recharge your account",
    source: "kimi-code kimi-errors.ts",
    seen: "2026-08",
  },
  {
    code: "account-action",
    begins: /^access terminated\b(?! error)/u,
    status: 403,
    type: "access_terminated_error",
    sample: "Access terminated. Review our Community Guidelines",
    source: "issue threads",
    seen: "2026-08",
  },
  {
    code: "no-membership",
    begins: /^we(?: a)?re unable to verify your membership/u,
    status: 402,
    type: "invalid_request_error",
    sample:
      "We're unable to verify your membership benefits at this time. Please ensure your membership is active.",
    source: "docs",
    seen: "2026-08",
  },
  {
    code: "not-in-plan",
    begins:
      /^your (?:current )?(?:subscription|plan|membership) does(?: not|nt) (?:have access to|include|support)\b/u,
    status: 403,
    type: "permission_error",
    sample: "Your current subscription does not have access to Kimi Code. Upgrade your plan.",
    source: "public test files of client 2.1.0",
    seen: "2026-09",
  },
  {
    code: "unknown-model",
    begins: /^not found the model\b/u,
    status: 404,
    type: "resource_not_found_error",
    sample: "Not found the model k9 or Permission denied",
    source: "issue threads",
    seen: "2026-08",
  },
  {
    code: "unknown-model",
    begins: /^(?:the |your )?model id\b.{0,80}\bdoes(?: not|nt) exist/u,
    status: 401,
    type: "authentication_error",
    sample: "Your model id does not exist, recognized as other:kimi-k3. Please set model id as `k3`.",
    source: "hermes-agent#105650; openclaw#113918",
    seen: "2026-11",
  },
  {
    code: "invalid-key",
    begins: /^the api key appears to be invalid/u,
    status: 401,
    type: "invalid_authentication_error",
    sample:
      "The API Key appears to be invalid or may have expired. Please verify your credentials and try again.",
    source: "docs",
    seen: "2026-08",
  },
  {
    code: "invalid-key",
    begins: /^invalid authentication/u,
    status: 401,
    type: "invalid_authentication_error",
    sample: "Invalid Authentication",
    source: "docs; openclaw#96721",
    seen: "2026-08",
  },
  {
    code: "context-overflow",
    begins: /^your request exceeded (?:the )?model token limit/u,
    status: 400,
    type: "invalid_request_error",
    sample: "Your request exceeded model token limit: 262144 (requested: 300000)",
    source: "docs; openclaw#9562",
    seen: "2026-08",
  },
  {
    code: "context-overflow",
    variant: "plan-window",
    begins:
      /^your (?:current )?(?:plan|subscription|membership) (?:only )?supports (?:only )?.{1,80}? up to \d/u,
    status: 401,
    type: "authentication_error",
    sample:
      "Your current plan supports only k3 up to 256K context. 1M context is available on higher-tier Kimi Code plans. Upgrade: https://www.kimi.com/code",
    source: "cc-switch#5865; kimi-code#2854",
    seen: "2026-11",
  },
  {
    code: "body-too-large",
    begins: /^total message size \d+ exceeds/u,
    status: 400,
    type: "invalid_request_error",
    sample: "total message size 10176584 exceeds limit 2097152",
    source: "docs; kimi-code#476",
    seen: "2026-08",
  },
  {
    code: "body-too-large",
    begins: /^request exceeds the maximum size/u,
    status: 413,
    sample: "Request exceeds the maximum size",
    source: "kimi-code errors.ts",
    seen: "2026-08",
  },
  {
    code: "content-filter",
    begins: /^the request was rejected because it was considered high risk/u,
    status: 400,
    type: "content_filter",
    sample: "The request was rejected because it was considered high risk",
    source: "docs",
    seen: "2026-08",
  },
  {
    code: "bad-request",
    variant: "image",
    begins: /^unsupported image (?:url|format|type)/u,
    status: 400,
    type: "invalid_request_error",
    sample: "unsupported image url",
    source: "docs",
    seen: "2026-08",
  },
  {
    code: "bad-request",
    variant: "tool-count",
    begins: /^a max(?:imum)? of \d+ tools can be supported/u,
    status: 400,
    type: "invalid_request_error",
    sample: "a max of 128 tools can be supported",
    source: "Kimi-K2#90",
    seen: "2026-08",
  },
  {
    code: "bad-request",
    variant: "tool-schema",
    begins: /^at path\b/u,
    status: 400,
    type: "invalid_request_error",
    sample: "At path 'properties.X': type is not defined",
    source: "issue threads",
    seen: "2026-08",
  },
  {
    code: "bad-request",
    variant: "tool-schema",
    begins: /^tools?\b.{0,40}\bparameters is not a valid\b/u,
    status: 400,
    type: "invalid_request_error",
    sample:
      "tools.function.parameters is not a valid moonshot flavored json schema, details: <At path 'root': type is not defined>",
    source: "kimi-cli#2531",
    seen: "2026-11",
  },
  {
    code: "bad-request",
    variant: "tool-name",
    begins: /^(?:function|tool) name\b.{0,200}?\bis invalid\b/u,
    status: 400,
    type: "invalid_request_error",
    sample:
      "function name is invalid, must start with a letter and can contain letters, numbers, underscores, and dashes",
    source: "kimi-cli#1773; QwenPaw#6557; openclaw#79179",
    seen: "2026-11",
  },
  {
    code: "bad-request",
    variant: "tool-name",
    begins: /^(?:function|tool) name\b.{0,200}?\bis duplicated\b/u,
    status: 400,
    type: "invalid_request_error",
    sample: "function name read is duplicated",
    source: "issue threads",
    seen: "2026-08",
  },
  {
    code: "bad-request",
    variant: "replay",
    begins: /^an assistant message with tool calls must be followed by tool messages/u,
    status: 400,
    type: "invalid_request_error",
    sample:
      "an assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'",
    source: "kimi-cli#1299",
    seen: "2026-11",
  },
  {
    code: "bad-request",
    variant: "replay",
    begins:
      /^(?:thinking is enabled but reasoning content is missing|tool call id\b.{0,80}\bis not found|text content is empty|the message at position \d+ )/u,
    status: 400,
    type: "invalid_request_error",
    sample: "thinking is enabled but reasoning_content is missing in assistant tool call message at index 3",
    source: "openclaw#82161",
    seen: "2026-08",
  },
  {
    code: "bad-request",
    variant: "temperature",
    begins: /^invalid temperature/u,
    status: 400,
    type: "invalid_request_error",
    sample: "invalid temperature: only 1 is allowed for this model",
    source: "issue threads",
    seen: "2026-08",
  },
  {
    code: "overloaded",
    begins: /^the engine is currently overloaded/u,
    status: 429,
    type: "engine_overloaded_error",
    sample: "The engine is currently overloaded, please try again later",
    source: "docs; kimi-cli#901",
    seen: "2026-08",
  },
  {
    code: "rate-limited",
    begins: /^(?:we(?: a)?re receiving too many requests|your account\b.{0,80}\bmax (?:rpm|tpm)\b)/u,
    status: 429,
    type: "rate_limit_reached_error",
    sample: "We're receiving too many requests at the moment. Please wait a moment and try again.",
    source: "docs; kimi-cli#1599",
    seen: "2026-08",
  },
  {
    code: "rate-limited",
    variant: "at-once",
    begins:
      /^(?:you(?: ha)?ve reached your concurren\w{1,4} request limit|your account\b.{0,80}\bmax concurrency\b)/u,
    status: 403,
    type: "permission_error",
    sample:
      "You've reached your concurrent request limit. Please wait for your ongoing requests to finish and try again.",
    source: "sub2api#6203, #6955, #6204; rosclaw#560",
    seen: "2026-11",
  },
  {
    code: "network",
    begins:
      /^(?:connection error|request timed out|fetch failed|socket hang up|terminated$|(?:(?:connect|read|write|getaddrinfo) )?e(?:conn|notfound|ai again|timedout|host|net|pipe)\w*)/u,
    status: null,
    sample: "Connection error.",
    source: "the HTTP clients of the hosts",
    seen: "2026-11",
  },
];
