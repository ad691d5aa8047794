const MEBIBYTE = 1024 * 1024;

/** Bytes that the images within a request may have. Images that were uploaded do not count. */
export interface ImageLimits {
  /** Of one image, as a file. */
  readonly imageBytes: number;
  /** Of all images, as files. */
  readonly mediaBytes: number;
  /** Of the JSON of messages, instructions and tools, images in base64; infinite where the service stated none. */
  readonly messageBytes: number;
}

/** What the official client keeps to (2.1.0, 2026-09). */
export const IMAGE_LIMITS: ImageLimits = {
  imageBytes: 5 * MEBIBYTE,
  mediaBytes: 20 * MEBIBYTE,
  messageBytes: Number.POSITIVE_INFINITY,
};

/**
 * The limits of an endpoint that has refused a request with a number (`400 total message size N exceeds limit
 * 2097152`, field report, 2026-08). How it counts is not documented: a twentieth is left for another spelling of the
 * same JSON.
 */
export function statedLimits(messageBytes: number): ImageLimits {
  return { ...IMAGE_LIMITS, messageBytes: Math.floor(messageBytes * 0.95) };
}

/** Characters of base64 that hold a file of so many bytes. */
export function base64Length(bytes: number): number {
  return Math.ceil(bytes / 3) * 4;
}
