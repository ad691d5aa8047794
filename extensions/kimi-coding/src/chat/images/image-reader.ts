import { createHash } from "node:crypto";
import { IMAGE_LIMITS, type ImageFlaw, imageFormat } from "../../request/index.ts";
import { convertImage } from "./convert-image.ts";
import { findFlaw } from "./find-flaw.ts";

/** An image as it can be sent within a request. */
export interface InlineImage {
  readonly base64: string;
  readonly mediaType: string;
}

/** What was seen of an image's bytes, and what the host made of them; `undefined` for what was not looked for yet. */
interface Seen {
  readonly flaw?: ImageFlaw | null;
  readonly converted?: InlineImage | null;
}

/** What is kept: facts about more images than a conversation has, and converted images up to this size together. */
const MAX_FACTS = 2000;
const MAX_CONVERTED_LENGTH = 64 * 1024 * 1024;

/** By a hash of the base64, the one that was noted last at the end. */
const seen = new Map<string, Seen>();

/** Formats that a host may be able to convert, by the names of `imageFormat`; what is drawn anew (SVG) is not. */
const CONVERTIBLE = /^(?:BMP|HEI[CF]|AVIF|TIFF)$/u;

/** What is wrong with an image beside its format, or `null`. Looked at once: the same images come with each turn. */
export function flawOf(base64: string): ImageFlaw | null {
  const key = keyOf(base64);
  const known = seen.get(key)?.flaw;
  if (known !== undefined) return known;
  const flaw = findFlaw(Buffer.from(base64, "base64"), imageFormat(base64)?.name);
  note(key, { flaw });
  return flaw;
}

/** Notes that the service does not read an image. */
export function noteRefused(base64: string): void {
  note(keyOf(base64), { flaw: "refused" });
}

/**
 * The image in a format that the service reads within a request, and not larger than one may be there: the host
 * converts it where it can, once. `null` where it cannot.
 */
export async function convertedImage(base64: string): Promise<InlineImage | null> {
  const format = imageFormat(base64);
  if (format?.mediaType === undefined && !CONVERTIBLE.test(format?.name ?? "")) return null;
  const key = keyOf(base64);
  const known = seen.get(key)?.converted;
  if (known !== undefined) return known;
  const result = await convertImage(Buffer.from(base64, "base64"));
  const isSmall = result !== null && result.bytes.length <= IMAGE_LIMITS.imageBytes;
  const converted = isSmall ? { base64: result.bytes.toString("base64"), mediaType: result.mediaType } : null;
  note(key, { converted });
  return converted;
}

function keyOf(base64: string): string {
  return createHash("sha256").update(base64, "latin1").digest("hex");
}

function note(key: string, more: Seen): void {
  const merged = { ...seen.get(key), ...more };
  seen.delete(key);
  seen.set(key, merged);
  let length = [...seen.values()].reduce((sum, { converted }) => sum + (converted?.base64.length ?? 0), 0);
  for (const [oldest, { converted }] of seen) {
    if (seen.size <= MAX_FACTS && length <= MAX_CONVERTED_LENGTH) break;
    seen.delete(oldest);
    length -= converted?.base64.length ?? 0;
  }
}
