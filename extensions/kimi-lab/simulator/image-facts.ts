import sharp from "sharp";

import { nameColor } from "./color-names.ts";
import { turnImages, type Conversation, type ImagePart } from "./conversation.ts";
import { badRequest, type Fault } from "./faults.ts";
import { readBitmap, readHeif, type ContainedImage } from "./image-containers.ts";
import { sentences } from "./sentences.ts";

/** What decoding an image showed. */
export interface ImageFacts {
  readonly width: number;
  readonly height: number;
  readonly format: string;
  /** Undefined where no pixel was read. */
  readonly color: string | undefined;
}

export type InspectedImages =
  | { readonly kind: "seen"; readonly facts: ReadonlyMap<ImagePart, ImageFacts> }
  | { readonly kind: "refused"; readonly fault: Fault };

/** The formats that the service reads, by the decoder's names for them, and what each may be declared as. */
const formats: Readonly<Record<string, { readonly name: string; readonly mediaTypes: readonly string[] }>> = {
  png: { name: "PNG", mediaTypes: ["image/png"] },
  jpeg: { name: "JPEG", mediaTypes: ["image/jpeg", "image/jpg"] },
  gif: { name: "GIF", mediaTypes: ["image/gif"] },
  webp: { name: "WebP", mediaTypes: ["image/webp"] },
};

/** What formats may be declared as that the service reads since September 2026 (official client 2.1.0). */
const containedTypes: Readonly<Record<ContainedImage["format"], readonly string[]>> = {
  BMP: ["image/bmp"],
  HEIC: ["image/heic", "image/heif"],
  HEIF: ["image/heif", "image/heic"],
};

/** An image elsewhere. */
const REMOTE = /^https:\/\/./iu;
/** An uploaded file. */
const UPLOADED = /^ms:\/\/(?<id>.+)$/u;

/** Pixels looked at per image: enough for a majority, few enough for a photograph to be quick. */
const SAMPLED_PIXELS = 40_000;

/** What a conversation's images are looked at with. */
export interface ImageReader {
  /** Media types beside those of PNG, JPEG, GIF and WebP. */
  readonly furtherTypes: readonly string[];
  /** What was seen in an uploaded image of the account. */
  readonly findUpload: (id: string) => ImageFacts | undefined;
}

/**
 * Decodes every image of the conversation to its last pixel, so that a truncated one is refused. So is one that is
 * declared as something else: of this service that is not known, of others that take the same fields it is.
 * An uploaded one was looked at when it came. Web addresses, which official clients write (2026-08), are taken, and not
 * looked at: the simulator fetches nothing.
 */
export async function inspectImages(
  conversation: Conversation,
  { furtherTypes, findUpload }: ImageReader,
): Promise<InspectedImages> {
  const facts = new Map<ImagePart, ImageFacts>();
  for (const image of conversation.turns.flatMap(turnImages)) {
    if (image.source.kind === "url") {
      if (REMOTE.test(image.source.url)) continue;
      const id = UPLOADED.exec(image.source.url)?.groups?.["id"];
      const uploaded = id === undefined ? undefined : findUpload(id);
      if (uploaded === undefined) return refused(sentences.imageUrl());
      facts.set(image, uploaded);
      continue;
    }
    const { data, mediaType } = image.source;
    const seen = await lookAt(Buffer.from(data, "base64"), mediaType, furtherTypes);
    if (seen === undefined) return refused(sentences.imageFormat());
    facts.set(image, seen);
  }
  return { kind: "seen", facts };
}

function refused(message: string): InspectedImages {
  return { kind: "refused", fault: badRequest(message) };
}

/** What an image shows; undefined where the service would not read it as what it is declared. */
export async function lookAt(
  bytes: Buffer,
  mediaType: string,
  furtherTypes: readonly string[],
): Promise<ImageFacts | undefined> {
  const contained = readBitmap(bytes) ?? readHeif(bytes);
  if (contained === undefined) return await decode(bytes, mediaType);
  const { format, width, height, pixels } = contained;
  if (!furtherTypes.includes(mediaType) || !containedTypes[format].includes(mediaType)) return undefined;
  return { format, width, height, color: pixels && mainColor(pixels, 3) };
}

async function decode(bytes: Buffer, mediaType: string): Promise<ImageFacts | undefined> {
  try {
    const image = sharp(bytes, { failOn: "error" });
    const { format: decoder } = await image.metadata();
    const format = formats[decoder];
    if (format === undefined || !format.mediaTypes.includes(mediaType)) return undefined;
    const { data, info } = await image
      .flatten({ background: "#ffffff" })
      .toColorspace("srgb")
      .raw()
      .toBuffer({ resolveWithObject: true });
    return {
      width: info.width,
      height: info.height,
      format: format.name,
      color: mainColor(data, info.channels),
    };
  } catch {
    // Whatever stops the decoder, the service's answer is the same.
    return undefined;
  }
}

/** The colour name that most sampled pixels have. */
function mainColor(pixels: Buffer, channels: number): string {
  const count = pixels.length / channels;
  const stride = Math.max(1, Math.floor(count / SAMPLED_PIXELS));
  const votes = new Map<string, number>();
  const names = new Map<number, string>();
  for (let pixel = 0; pixel < count; pixel += stride) {
    const offset = pixel * channels;
    const red = pixels[offset] ?? 0;
    const green = pixels[offset + 1] ?? red;
    const blue = pixels[offset + 2] ?? red;
    const packed = (red << 16) | (green << 8) | blue;
    const name = names.get(packed) ?? nameColor([red, green, blue]);
    names.set(packed, name);
    votes.set(name, (votes.get(name) ?? 0) + 1);
  }
  return [...votes].reduce((best, vote) => (vote[1] > best[1] ? vote : best), ["black", 0])[0];
}
