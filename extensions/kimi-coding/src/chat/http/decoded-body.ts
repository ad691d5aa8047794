import { pipeline, type Readable, type Transform } from "node:stream";
import { constants, createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

/** Words are handed on as they come: what a service has flushed, it wants to be read. */
const GZIP = { flush: constants.Z_SYNC_FLUSH } as const;
const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: () => createGunzip(GZIP),
  "x-gzip": () => createGunzip(GZIP),
  deflate: () => createInflate(GZIP),
  br: () => createBrotliDecompress({ flush: constants.BROTLI_OPERATION_FLUSH }),
};

/**
 * A body as it was before a proxy compressed it, although `identity` was asked for; `null` where it is not compressed.
 * It ends with `body`, and takes it down with it. What it fails with has a code of zlib.
 */
export function decodedBody(body: Readable, encoding: string | undefined): Readable | null {
  if (encoding === undefined) return null;
  const decoder = DECODERS[encoding.trim().toLowerCase()];
  if (decoder === undefined) return null;
  // A failure reaches the reader of what is returned.
  return pipeline(body, decoder(), () => undefined);
}
