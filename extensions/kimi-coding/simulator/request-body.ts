import type { IncomingMessage } from "node:http";

/**
 * Largest body that is read. The service answers 413 beyond some size of its own, which is not documented;
 * it is above the limit that `messages` have.
 */
const MAX_BODY_BYTES = 16 * 1024 * 1024;

export type RequestBody =
  | { readonly kind: "none"; readonly bytes: 0 }
  | { readonly kind: "json"; readonly bytes: number; readonly value: unknown }
  | { readonly kind: "malformed"; readonly bytes: number }
  | { readonly kind: "tooLarge"; readonly bytes: number };

/**
 * Reads a body to its end and parses it. What exceeds the limit is read and dropped, so that the client
 * gets to see the answer.
 *
 * @throws when the client leaves before the end.
 */
export async function readBody(request: IncomingMessage): Promise<RequestBody> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  const stream: AsyncIterable<unknown> = request;
  for await (const chunk of stream) {
    if (!Buffer.isBuffer(chunk)) continue;
    bytes += chunk.length;
    if (bytes <= MAX_BODY_BYTES) chunks.push(chunk);
  }
  if (bytes === 0) return { kind: "none", bytes };
  if (bytes > MAX_BODY_BYTES) return { kind: "tooLarge", bytes };
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString("utf8"));
    return { kind: "json", bytes, value };
  } catch {
    return { kind: "malformed", bytes };
  }
}
