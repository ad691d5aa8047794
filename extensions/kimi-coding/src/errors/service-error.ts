import { parseErrorText } from "./error-text.ts";
import {
  CODES_BY_STATUS,
  CODES_BY_TYPE,
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
 * one type stand for several failures (403, `access_terminated_error`); only then its type, only then the status.
 */
export function classifyServiceError({ text, status, type }: Failure): ServiceError | null {
  const said = parseErrorText(text);
  const row = SERVICE_ERRORS.find(({ begins }) => begins.test(said.message));
  const code =
    row?.code ?? CODES_BY_TYPE[said.type ?? type ?? ""] ?? CODES_BY_STATUS[said.status ?? status ?? 0];
  if (code === undefined) return null;
  return {
    code,
    detail: row?.detail ?? null,
    again: timeToTryAgain(said.message, said.retryAfterSeconds),
  };
}
