import { type ImageFlaw, MAX_MEGAPIXELS } from "../../request/index.ts";

interface Facts {
  /** Whether the file has its end. */
  readonly isWhole: boolean;
  /** Width times height, as far as the file says so. */
  readonly pixels: number;
}

/** What can be seen of a file without decoding it, by the name of its format. Other formats are for the service. */
const READERS: Readonly<Record<string, (bytes: Buffer) => Facts>> = {
  PNG: readPng,
  JPEG: readJpeg,
  WebP: readWebp,
};

/**
 * What is wrong with the bytes of an image beside its format: before it is sent, as one bad image makes the service
 * refuse all of a request, and does not say which image it was. Reads headers, and looks for the end.
 */
export function findFlaw(bytes: Buffer, formatName: string | undefined): ImageFlaw | null {
  if (bytes.length === 0) return "empty";
  const facts = READERS[formatName ?? ""]?.(bytes);
  if (facts === undefined) return null;
  if (!facts.isWhole) return "cut";
  return facts.pixels > MAX_MEGAPIXELS * 1_000_000 ? "too-many-pixels" : null;
}

/** W3C PNG: the header is the first chunk, and IEND the last one; bytes behind it do no harm. */
function readPng(bytes: Buffer): Facts {
  const hasHeader = bytes.length >= 24;
  return {
    isWhole: hasHeader && bytes.lastIndexOf("IEND", undefined, "latin1") > 0,
    pixels: hasHeader ? bytes.readUInt32BE(16) * bytes.readUInt32BE(20) : 0,
  };
}

/**
 * ITU T.81: segments up to the scan, one of them the frame with the size; the end of image stands behind the scan. A
 * thumbnail has an end of its own, in a segment.
 */
function readJpeg(bytes: Buffer): Facts {
  let pixels = 0;
  let at = 2;
  while (at + 9 < bytes.length && bytes[at] === 0xff) {
    const marker = bytes[at + 1] ?? 0;
    if (marker === 0xda) return { isWhole: bytes.lastIndexOf("\xFF\xD9", undefined, "latin1") > at, pixels };
    if (isFrame(marker)) pixels = bytes.readUInt16BE(at + 5) * bytes.readUInt16BE(at + 7);
    // A marker may be filled up with bytes of its first half.
    at += marker === 0xff ? 1 : 2 + bytes.readUInt16BE(at + 2);
  }
  return { isWhole: false, pixels };
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
}

/** RIFF: the size of what follows stands in the header. */
function readWebp(bytes: Buffer): Facts {
  return { isWhole: bytes.length >= 12 && bytes.readUInt32LE(4) + 8 <= bytes.length, pixels: 0 };
}
