/** A format as a file's first bytes show it; one that the service reads has a media type. */
export interface ImageFormat {
  /** As users know it. */
  readonly name: string;
  readonly mediaType?: string;
  /** The type as which `/files` accepts it, where a request may only refer to it (official client 2.1.0, 2026-09). */
  readonly uploadType?: string;
}

interface Signature extends ImageFormat {
  /** Byte offset of `bytes`, 0 by default. */
  readonly offset?: number;
  /** One character per byte. */
  readonly bytes: string;
}

/** The formats that the service reads, for texts that say so (official client, 2026-08). */
export const READABLE_FORMATS = "PNG, JPEG, GIF and WebP";

const READABLE: readonly Signature[] = [
  { name: "PNG", mediaType: "image/png", bytes: "\x89PNG\r\n\x1A\n" },
  { name: "JPEG", mediaType: "image/jpeg", bytes: "\xFF\xD8\xFF" },
  { name: "GIF", mediaType: "image/gif", bytes: "GIF8" },
  { name: "WebP", mediaType: "image/webp", offset: 8, bytes: "WEBP" },
];

/** Those that clients send all the same, so that a refusal can name them. */
const UNREADABLE: readonly Signature[] = [
  { name: "BMP", uploadType: "image/bmp", bytes: "BM" },
  { name: "TIFF", bytes: "II*\0" },
  { name: "TIFF", bytes: "MM\0*" },
  { name: "ICO", bytes: "\0\0\x01\0" },
  { name: "SVG", bytes: "<svg" },
  { name: "SVG", bytes: "<?xml" },
  { name: "AVIF", offset: 4, bytes: "ftypavif" },
  { name: "AVIF", offset: 4, bytes: "ftypavis" },
  { name: "HEIC", uploadType: "image/heic", offset: 4, bytes: "ftypheic" },
  { name: "HEIC", uploadType: "image/heic", offset: 4, bytes: "ftyphevc" },
  { name: "HEIF", uploadType: "image/heif", offset: 4, bytes: "ftyphe" },
  { name: "HEIF", uploadType: "image/heif", offset: 4, bytes: "ftypmif1" },
  { name: "HEIF", uploadType: "image/heif", offset: 4, bytes: "ftypmsf1" },
];

/** Base64 characters that hold every signature; a multiple of four. */
const HEADER_CHARACTERS = 24;

/** Recognizes an image's format by its first bytes; `null` for bytes of no known format. Reads only these. */
export function imageFormat(base64: string): ImageFormat | null {
  const bytes = decode(base64.slice(0, HEADER_CHARACTERS));
  return [...READABLE, ...UNREADABLE].find((row) => bytes.startsWith(row.bytes, row.offset)) ?? null;
}

/** One character per byte; an empty text for what is not base64. */
function decode(base64: string): string {
  try {
    return atob(base64);
  } catch {
    return "";
  }
}
