/** The closed set of failures that this plugin itself raises. */
export type KimiErrorCode =
  /** What was given as an API key cannot be one of the Kimi host. */
  | "key-refused"
  /** The endpoint that is configured is one of another product, to which no key of a subscription is sent. */
  | "key-misplaced"
  /** No API key was given where one is needed. */
  | "key-missing"
  /** An image that the user has just sent is none that the service takes. */
  | "image-refused"
  /** The service wants to be spoken to about a model in a way that this plugin does not speak. */
  | "model-unspoken"
  /** The service did not describe an image. */
  | "image-unread"
  /** A video is none that the service, or the model, takes. */
  | "video-refused"
  /** The sign-in service to be used is none that a token may be sent to. */
  | "issuer-refused"
  /** The sign-in service named a page that is not Kimi's. */
  | "verification-refused"
  /** The user, or their account, declined the sign-in. */
  | "sign-in-denied"
  /** Nobody approved the sign-in in time. */
  | "sign-in-expired"
  /** The sign-in was broken off here. */
  | "sign-in-cancelled"
  /** The sign-in service gave an answer that makes no sense of a sign-in. */
  | "sign-in-failed"
  /** The sign-in service cannot be reached, or has no time; the sign-in itself is as good as before. */
  | "sign-in-unavailable"
  /** None of Kimi's own clients has a sign-in that can be used. */
  | "client-unusable"
  /** The stored sign-in has ended: only a new one helps. */
  | "sign-in-ended"
  /** The service did not take the credential of a request that is not a chat. */
  | "credential-refused"
  /** A search, a page or a file of the subscription could not be had. */
  | "web-failed"
  /** An address is none that may be read through the service. */
  | "address-refused";

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
