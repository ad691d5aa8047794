/** Why an image cannot be read, beside its format: as its bytes show it, or as the service said when it was uploaded. */
export type ImageFlaw = "empty" | "cut" | "too-many-pixels" | "refused";

/**
 * Megapixels beyond which an image is not sent. The service's own limit is not documented; the official client sends
 * images of 2000 x 2000 pixels (2026-08), and decoders stop at about this many by default (libvips and Pillow, 2026-11).
 */
export const MAX_MEGAPIXELS = 178;
