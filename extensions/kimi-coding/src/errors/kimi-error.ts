/** The closed set of failures that this plugin itself raises. */
export type KimiErrorCode =
  /** What was given as an API key cannot be one of the Kimi host. */
  | "key-refused"
  /** No API key was given where one is needed. */
  | "key-missing"
  /** A picture that the user has just sent is none that the service takes. */
  | "picture-refused";

/**
 * A failure of this plugin: `message` says what failed and then what to do next, and holds neither a secret nor
 * bytes of a response.
 */
export class KimiError extends Error {
  readonly code: KimiErrorCode;

  constructor(code: KimiErrorCode, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "KimiError";
    this.code = code;
  }
}
