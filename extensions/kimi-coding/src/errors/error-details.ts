/** What the service or the adapter says of a failure beside its text. */
interface ErrorDetails {
  readonly errorCode?: unknown;
  readonly errorType?: unknown;
  readonly errorBody?: unknown;
}

/** A failed message with nothing of its failure but the text: the rest would make hosts say texts of their own. */
export function withoutErrorDetails<M extends ErrorDetails>(message: M): Omit<M, keyof ErrorDetails> {
  const { errorCode: _code, errorType: _type, errorBody: _body, ...rest } = message;
  return rest;
}
