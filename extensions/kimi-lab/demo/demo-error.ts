/** A failure that ends the demo: what failed, and on its own line what to do next. */
export class DemoError extends Error {
  override readonly name = "DemoError";
  readonly next: string | undefined;

  constructor(message: string, options: { readonly next?: string; readonly cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.next = options.next;
  }
}
