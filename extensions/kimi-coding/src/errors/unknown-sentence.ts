import type { ServiceErrorCode, Variant } from "./service-error-table.ts";

/** What is known of an answer whose sentence is not in the table. */
interface UnknownAnswer {
  /** The words of its sentence (`wordsOf`). */
  readonly words: string;
  readonly type: string | undefined;
  readonly status: number | undefined;
}

/** What an unknown sentence is taken for. */
interface Guess {
  readonly code: ServiceErrorCode;
  readonly variant?: Variant;
}

/** What an `error.type` says where the sentence is not known. Types that several failures share are left out. */
const CODES_BY_TYPE: Readonly<Record<string, ServiceErrorCode>> = {
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

/**
 * Types and statuses of a refused access. None says by itself that a key is bad: plans, models and too many requests are
 * refused with each of them (reports of autumn 2026).
 */
const ACCESS_TYPES: ReadonlySet<string> = new Set([
  "invalid_authentication_error",
  "authentication_error",
  "permission_error",
  "access_terminated_error",
]);
const ACCESS_STATUSES: ReadonlySet<number> = new Set([401, 403]);

/** Statuses of which a sentence about a quota is one. */
const QUOTA_STATUSES: ReadonlySet<number> = new Set([403, 429]);

/**
 * Words of a used-up quota where the sentence is not known: "quota will reset" and limits by the week (openclaw#142524,
 * 2026-09); quota, balance, recharge and arrears (kimi-code kimi-errors.ts, 2026-08).
 */
const QUOTA_WORDS =
  /\b(?:quota|insufficient balance|recharge|in arrears|(?:usage|daily|weekly|monthly|(?:\d{1,2}|five|seven) (?:hour|day)) (?:usage )?limit)\b/u;

/** Words of too many requests at a time. */
const AT_ONCE_WORDS =
  /\b(?:concurren(?:t|cy|tly)|(?:simultaneous|parallel|ongoing) requests|requests? (?:are )?(?:in progress|at the same time|in parallel))\b/u;

const KEY =
  "(?:api ?keys?|keys?|tokens?|credentials?|authentication|authorization(?: header)?|sign in|login)";
const KEY_ADJECTIVES =
  "(?: (?:your|the|this|an?|kimi|code|api|access|auth|bearer|provided|or|expired|refresh)){0,5}";
const BAD =
  "(?:invalid|incorrect|wrong|expired|revoked|missing|malformed|disabled|deleted|unknown|unrecognized)";
const BAD_KEY_WORDS = new RegExp(
  `\\b(?:${BAD}${KEY_ADJECTIVES} ${KEY}|(?:no|could not verify|failed to verify)${KEY_ADJECTIVES} (?:api ?key|token|credentials?|authorization)|${KEY}(?: (?:you|provided|is|are|was|were|has|have|been|had|may|be|seems?|appears?|to|either|already|no longer|or)){0,6} (?:${BAD}|not valid|not found|not recognized|not exist|does(?: not|nt) exist|valid no more|no longer valid|rejected)|verify your credentials|(?:please )?(?:log|sign) in again)\\b`,
  "u",
);
/** Words of something else than a key: with one of them, no sentence says that the key is bad. */
const OTHER_CAUSE_WORDS =
  /\b(?:plans?|subscriptions?|memberships?|models?|quota|limits?|upgrade|tier|context|concurren\w{1,4}|region|country|clients?|user agent)\b/u;

/** What a status says where neither sentence nor type is known. A 404 says nothing by itself. */
const CODES_BY_STATUS: Readonly<Record<number, ServiceErrorCode>> = {
  400: "bad-request",
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

/** The failure of a sentence that is not in the table. */
export function guessUnknown({ words, type = "", status = 0 }: UnknownAnswer): Guess | null {
  const byType = Object.hasOwn(CODES_BY_TYPE, type) ? CODES_BY_TYPE[type] : undefined;
  const isAccess = ACCESS_STATUSES.has(status) || (status === 0 && ACCESS_TYPES.has(type));
  // The type that quotas share with rates, or none that is known.
  const mayBeQuota = byType === undefined || byType === "rate-limited";
  if (mayBeQuota && (isAccess || status === 429) && AT_ONCE_WORDS.test(words)) {
    return { code: "rate-limited", variant: "at-once" };
  }
  if (mayBeQuota && QUOTA_STATUSES.has(status) && QUOTA_WORDS.test(words)) return { code: "usage-limit" };
  if (byType !== undefined) return { code: byType };
  if (isAccess) {
    const isBadKey = BAD_KEY_WORDS.test(words) && !OTHER_CAUSE_WORDS.test(words);
    return { code: isBadKey ? "invalid-key" : "access-refused" };
  }
  const byStatus = CODES_BY_STATUS[status];
  return byStatus === undefined ? null : { code: byStatus };
}
