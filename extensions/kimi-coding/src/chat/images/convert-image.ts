/** An image in a format that the service reads. */
interface Converted {
  readonly bytes: Buffer;
  readonly mediaType: "image/jpeg";
}

/** Pixels of the longer side of an image that is converted: as the official client sends at most (2026-08). */
const MAX_SIDE = 2000;
const QUALITY = 90;

/**
 * Converts an image with what the host has; `null` where it cannot. 2026.9.6 does so with ImageMagick, `sips` or ffmpeg
 * where one is installed, older hosts with `sharp`, which reads TIFF and AVIF (`openclaw/plugin-sdk/media-runtime`, tried
 * 2026-11).
 */
export async function convertImage(bytes: Buffer): Promise<Converted | null> {
  try {
    // Loaded for the first image of such a format: a subpath of many parts, which a later host may not have.
    const host = await import("openclaw/plugin-sdk/media-runtime");
    if (!("resizeToJpeg" in host)) return null;
    const converted = await host.resizeToJpeg({
      buffer: bytes,
      maxSide: MAX_SIDE,
      quality: QUALITY,
      withoutEnlargement: true,
    });
    return { bytes: converted, mediaType: "image/jpeg" };
  } catch {
    return null;
  }
}
