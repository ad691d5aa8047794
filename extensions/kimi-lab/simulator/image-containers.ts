/**
 * Images of formats that the decoder of the simulator does not read, as far as they tell of themselves. `pixels` are
 * rows of red, green, blue where they were read.
 */
export interface ContainedImage {
  readonly format: "BMP" | "HEIC" | "HEIF";
  readonly width: number;
  readonly height: number;
  readonly pixels?: Buffer;
}

const BMP_HEADER_BYTES = 54;
const BMP_CHANNELS = { 24: 3, 32: 4 } as const;

/** A bitmap without compression, of 24 or 32 bits a pixel; undefined for any other, and for one that arrived in part. */
export function readBitmap(bytes: Buffer): ContainedImage | undefined {
  if (bytes.length < BMP_HEADER_BYTES || bytes.toString("latin1", 0, 2) !== "BM") return undefined;
  const [start, width, signedHeight] = [bytes.readUInt32LE(10), bytes.readInt32LE(18), bytes.readInt32LE(22)];
  const [bits, compression] = [bytes.readUInt16LE(28), bytes.readUInt32LE(30)];
  const height = Math.abs(signedHeight);
  if ((bits !== 24 && bits !== 32) || compression !== 0 || width <= 0 || height === 0) return undefined;
  const channels = BMP_CHANNELS[bits];
  // Each row fills whole words.
  const stride = Math.ceil((width * channels) / 4) * 4;
  if (bytes.length < start + stride * height) return undefined;
  const pixels = Buffer.alloc(width * height * 3);
  for (let index = 0; index < width * height; index += 1) {
    const from = start + Math.floor(index / width) * stride + (index % width) * channels;
    pixels.set([bytes[from + 2] ?? 0, bytes[from + 1] ?? 0, bytes[from] ?? 0], index * 3);
  }
  return { format: "BMP", width, height, pixels };
}

/** The brands that official client 2.1.0 reads as either, of those that the container may name as its own. */
const heifBrands: Readonly<Record<string, "HEIC" | "HEIF">> = {
  heic: "HEIC",
  hevc: "HEIC",
  heix: "HEIF",
  heif: "HEIF",
  mif1: "HEIF",
  msf1: "HEIF",
};

/** The size that a HEIC or HEIF names in its first `ispe` box; its pixels are not decoded. */
export function readHeif(bytes: Buffer): ContainedImage | undefined {
  const format =
    bytes.toString("latin1", 4, 8) === "ftyp" ? heifBrands[bytes.toString("latin1", 8, 12)] : undefined;
  const size = bytes.indexOf("ispe", 12, "latin1");
  if (format === undefined || size === -1 || bytes.length < size + 16) return undefined;
  return { format, width: bytes.readUInt32BE(size + 8), height: bytes.readUInt32BE(size + 12) };
}
