import { parseErrorText } from "./error-text.ts";
import { type NamedCause, namedCause } from "./named-cause.ts";
import { wordsOf } from "./sentence-words.ts";
import {
  SERVICE_ERRORS,
  type ServiceErrorCode,
  type ServiceErrorRow,
  type Variant,
} from "./service-error-table.ts";
import { timeToTryAgain } from "./try-again.ts";
import { guessUnknown } from "./unknown-sentence.ts";

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
  /** Which of the failures of its code it is, where that plays a part. */
  readonly variant: Variant | null;
  /** What distinguishes it from others of its code, as a phrase for the user. */
  readonly detail: string | null;
  /** When to try again, as a phrase: `at …` or `in …`. */
  readonly again: string | null;
  /** What the service's sentence names. */
  readonly named: NamedCause;
  /** HTTP status, where one is known. */
  readonly status: number | null;
}

/**
 * Tells which failure it is, or returns `null`. What the service's sentence begins with decides, as one status and
 * one type stand for several failures (403, `access_terminated_error`); only then its type, then words about a quota or
 * a key, and last the status.
 */
export function classifyServiceError({ text, status, type }: Failure): ServiceError | null {
  const said = parseErrorText(text);
  const row = rowOf(said.layers);
  const knownStatus = said.status ?? status;
  const guess =
    row ??
    guessUnknown({
      words: isPage(said.message) ? "" : wordsOf(said.message),
      type: said.type ?? type,
      status: knownStatus,
    });
  if (guess === null) return null;
  const named = namedCause(said.message);
  const isUnread = row === undefined && guess.code === "bad-request" && named.sentence === null;
  const { code, variant = isUnread ? "unread" : null } = guess;
  const isOfNoModel = row === undefined && code === "unknown-model" && said.layers.every(namesNoModel);
  return {
    code,
    variant,
    detail: row?.detail ?? (isOfNoModel ? NO_MODEL_NAMED : null),
    again: timeToTryAgain(said.message, said.retryAfterSeconds),
    named,
    status: knownStatus ?? null,
  };
}

/**
 * Whether a refusal may be of a credential that can be had anew: it says that the credential is bad, or it is a 401 that
 * says nothing at all, as RFC 6750 allows for a token that has expired.
 */
export function refusesCredential(failure: Failure): boolean {
  const error = classifyServiceError(failure);
  if (error === null) return false;
  if (error.code === "invalid-key") return true;
  return error.code === "access-refused" && error.status === 401 && error.named.sentence === null;
}

/** A web page is no sentence of the service, whatever it says. */
function isPage(message: string): boolean {
  return message.startsWith("<");
}

/** The row whose sentence it is, whatever wrappers are around that; the outermost counts. */
function rowOf(layers: readonly string[]): ServiceErrorRow | undefined {
  for (const layer of layers) {
    const words = wordsOf(layer);
    const row = SERVICE_ERRORS.find(({ begins }) => begins.test(words));
    if (row !== undefined) return row;
  }
  return undefined;
}

/** What distinguishes an answer of the type of an unknown model that names none: a wrong base URL is answered so, too. */
const NO_MODEL_NAMED = "the base URL does not belong to Kimi Code";

function namesNoModel(message: string): boolean {
  return !/\bmodel\b/iu.test(message);
}
