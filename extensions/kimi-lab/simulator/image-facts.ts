import sharp from "sharp";

import { nameColor } from "./color-names.ts";
import { turnImages, type Conversation, type ImagePart, type ImageSource } from "./conversation.ts";
import { badRequest, type Fault } from "./faults.ts";

/** What decoding a picture showed. */
export interface ImageFacts {
  readonly width: number;
  readonly height: number;
  readonly format: string;
  readonly color: string;
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

/** A picture elsewhere, or a file that was uploaded to the service. */
const REMOTE = /^(?:https|ms):\/\/./iu;

/** Pixels looked at per picture: enough for a majority, few enough for a photograph to be quick. */
const SAMPLED_PIXELS = 40_000;

/**
 * Decodes every picture of the conversation to its last pixel, so that a truncated one is refused. So is one that is
 * declared as something else: of this service that is not known, of others that take the same fields it is.
 * Addresses that official clients write (2026-08) are taken, and not looked at: the simulator fetches nothing.
 */
export async function inspectImages(conversation: Conversation): Promise<InspectedImages> {
  const facts = new Map<ImagePart, ImageFacts>();
  for (const image of conversation.turns.flatMap(turnImages)) {
    if (image.source.kind === "url") {
      if (!REMOTE.test(image.source.url)) return refused("unsupported image url");
      continue;
    }
    const seen = await decode(image.source);
    if (seen === undefined) return refused("unsupported image format");
    facts.set(image, seen);
  }
  return { kind: "seen", facts };
}

function refused(message: string): InspectedImages {
  return { kind: "refused", fault: badRequest(message) };
}

async function decode(source: Extract<ImageSource, { kind: "base64" }>): Promise<ImageFacts | undefined> {
  try {
    const image = sharp(Buffer.from(source.data, "base64"), { failOn: "error" });
    const { format: decoder } = await image.metadata();
    const format = formats[decoder];
    if (format === undefined || !format.mediaTypes.includes(source.mediaType)) return undefined;
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
