import { KEY_PAGE } from "../api-key.ts";

/** A failure that the Kimi Code service reports and that a user can do something about. */
export type ServiceErrorCode = "invalid-key" | "client-refused" | "unknown-model";

/** A classified failure: `message` says what happened and the next command, and holds no secret. */
export interface ServiceError {
  readonly code: ServiceErrorCode;
  readonly message: string;
}

interface ServiceErrorRow {
  readonly code: ServiceErrorCode;
  /** Matched against the text that the host's adapter made of the answer: status and server message. */
  readonly pattern: RegExp;
  readonly explain: (context: ErrorContext) => string;
}

/** What an explanation may mention. */
export interface ErrorContext {
  /** The reference as the user knows it, for instance `kimi/kimi-code`. */
  readonly modelRef: string;
  readonly defaultModelRef: string;
}

/**
 * The service's refusals, by their text: the status alone does not tell a wrong key from a quota or a refused
 * client. Source of the texts: Kimi's error reference and the official clients' patterns, 2026-08.
 */
const ROWS: readonly ServiceErrorRow[] = [
  {
    code: "client-refused",
    pattern: /only available for Coding Agents/iu,
    explain: () =>
      "Kimi Code refused this client by its User-Agent (access_terminated_error); the key itself was not the reason. If you set a User-Agent under models.providers.kimi.headers, remove it: openclaw config unset models.providers.kimi.headers. If you did not, the service changed whom it admits: install the newest version of this plugin",
  },
  {
    code: "invalid-key",
    pattern: /API Key appears to be invalid|Invalid Authentication|invalid_authentication_error/iu,
    explain: () =>
      `Kimi Code did not accept the API key: it is wrong or has expired. Get a key (sk-kimi-…) from ${KEY_PAGE} and store it: openclaw onboard --auth-choice kimi-code-api-key (if it says that the replacement is inactive, run the activate command that it prints)`,
  },
  {
    code: "unknown-model",
    pattern: /Not found the model|resource_not_found_error/iu,
    explain: ({ modelRef, defaultModelRef }) =>
      `Kimi Code does not know the model ${modelRef}, or your plan does not include it. Choose another with /model ${defaultModelRef}, or list what there is: openclaw models list --provider kimi`,
  },
];

/** Recognizes one of the service's refusals in an error text, or returns `null` for any other text. */
export function explainServiceError(text: string, context: ErrorContext): ServiceError | null {
  const row = ROWS.find(({ pattern }) => pattern.test(text));
  return row === undefined ? null : { code: row.code, message: row.explain(context) };
}

/** Recognizes, in a text that the service or {@link explainServiceError} wrote, which failure it speaks of. */
export function serviceErrorCode(text: string): ServiceErrorCode | null {
  const own = OWN_TEXTS.find(([, pattern]) => pattern.test(text));
  return own?.[0] ?? ROWS.find(({ pattern }) => pattern.test(text))?.code ?? null;
}

const OWN_TEXTS: readonly (readonly [ServiceErrorCode, RegExp])[] = [
  ["client-refused", /Kimi Code refused this client/u],
  ["invalid-key", /Kimi Code did not accept the API key/u],
  ["unknown-model", /Kimi Code does not know the model/u],
];
