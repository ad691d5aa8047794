import { parseErrorText } from "./error-text.ts";
import {
  CODES_BY_STATUS,
  CODES_BY_TYPE,
  QUOTA_STATUSES,
  QUOTA_WORDS,
  SERVICE_ERRORS,
  type ServiceErrorCode,
} from "./service-error-table.ts";
import { timeToTryAgain } from "./try-again.ts";

/** What is known of a failed request. */
export interface Failure {
  /** What the host's adapter made of the answer, or of the lack of one. */
  readonly text: string;
  /** HTTP status, where the host gives it beside the text. */
  readonly status?: number | undefined;
  /** `error.type` of the answer, where the host gives it beside the text. */
  readonly type?: string | undefined;
}

/** A failure that is one of the closed set. */
export interface ServiceError {
  readonly code: ServiceErrorCode;
  /** What distinguishes it from others of its code, as a phrase for the user. */
  readonly detail: string | null;
  /** When to try again, as a phrase: `at …` or `in …`. */
  readonly again: string | null;
}

/**
 * Tells which failure it is, or returns `null`. What the service's sentence begins with decides, as one status and
 * one type stand for several failures (403, `access_terminated_error`); only then its type, then words about a quota,
 * and last the status.
 */
export function classifyServiceError({ text, status, type }: Failure): ServiceError | null {
  const said = parseErrorText(text);
  const row = SERVICE_ERRORS.find(({ begins }) => begins.test(said.message));
  const code = row?.code ?? codeOfUnknown(said.message, said.type ?? type, said.status ?? status);
  if (code === undefined) return null;
  return {
    code,
    detail: row?.detail ?? (code === "unknown-model" && saysNoModel(said.message) ? NO_MODEL_NAMED : null),
    again: timeToTryAgain(said.message, said.retryAfterSeconds),
  };
}

/** What distinguishes an answer of the type of an unknown model that names none: a wrong base URL is answered so, too. */
const NO_MODEL_NAMED = "the base URL does not belong to Kimi Code";

function saysNoModel(message: string): boolean {
  return !/\bmodel\b/iu.test(message);
}

/** The failure of a sentence that is not in the table. */
function codeOfUnknown(
  message: string,
  type: string | undefined,
  status: number | undefined,
): ServiceErrorCode | undefined {
  const byType = type !== undefined && Object.hasOwn(CODES_BY_TYPE, type) ? CODES_BY_TYPE[type] : undefined;
  // The type that quotas share with rates, or none that is known.
  const mayBeQuota = byType === undefined || byType === "rate-limited";
  if (mayBeQuota && QUOTA_STATUSES.has(status ?? 0) && QUOTA_WORDS.test(message)) return "usage-limit";
  return byType ?? CODES_BY_STATUS[status ?? 0];
}
