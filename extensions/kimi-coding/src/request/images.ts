import { isObject, type JsonObject } from "../kimi/index.ts";
import type { ImageFlaw } from "./image-flaw.ts";
import { imageFormat, READABLE_FORMATS } from "./image-format.ts";
import { base64Length, IMAGE_LIMITS, type ImageLimits } from "./image-limits.ts";
import { nameOf, oversizedImages, tooLargeImages, tooManyImages, unreadableImage } from "./image-refusal.ts";
import type { PatchContext } from "./patch.ts";
import {
  firstText,
  isToolOutput,
  replaceImages,
  type RequestImage,
  type ImageChange,
} from "./request-images.ts";

/** Of the limit that binds, the part by which older images give way: see {@link makeRoom}. */
const STEPS = 4;

/** What becomes of an image. One that is kept gets the media type of its bytes. */
type Fate = "kept" | "unreadable" | "too-large" | "crowded-out";

/** What is known of a request's images beside the body. */
export interface ImageFacts extends Pick<PatchContext, "unanswered"> {
  /** Those of the official client where nothing else is known of the endpoint. */
  readonly limits?: ImageLimits;
  /** What is wrong with images, beside their format, by their base64. */
  readonly flaws?: ReadonlyMap<string, ImageFlaw>;
}

/**
 * Fits the images whose bytes are in a request of either dialect to what the service accepts: its formats, and its
 * sizes.
 *
 * Over the size, the oldest images give way to notes in the text, and so does an image that the service cannot read,
 * or that is too large by itself. An image of the messages that are to be answered never does: the request is then not
 * sent. What tools returned gives way last; the model reads the note and can act on it. Text is never left out, so a
 * request whose text alone is over the size stays over it.
 *
 * @throws KimiError `image-refused`: its text is for the user.
 */
export function patchImages(
  body: JsonObject,
  { unanswered, limits = IMAGE_LIMITS, flaws = NO_FLAWS }: ImageFacts,
): JsonObject {
  const messages = body["messages"];
  if (!Array.isArray(messages)) return body;
  const images = listImages(messages);
  if (images.length === 0) return body;
  const asked = askedMessages(messages, unanswered ?? Number.POSITIVE_INFINITY);
  const isAsked = (image: RequestImage) => asked.has(image.message) && !image.isToolResult;

  const own = images.filter(isAsked);
  const refused = own.findIndex((image) => !isReadable(image, flaws));
  if (refused !== -1) throw unreadableImage(own, refused, flaws);
  const oversized = own.filter((image) => isTooLarge(image, limits));
  if (oversized.length > 0) throw oversizedImages(own, oversized, limits.imageBytes);
  const known = images.map((image): Fate => {
    if (!isReadable(image, flaws)) return "unreadable";
    return isTooLarge(image, limits) ? "too-large" : "kept";
  });
  const text = textBytes(body, messages, known);
  // Each file fills its last characters for itself.
  const mediaRoom = base64Length(limits.mediaBytes) + 4 * images.length;
  const room = Math.min(mediaRoom, limits.messageBytes - text);
  const excess = keptLength(images, known) - room;
  if (excess <= 0) return withMessages(body, messages, known);

  const lastAnswer = messages.findLastIndex(isAnswer);
  const step = Math.floor(Math.min(base64Length(limits.mediaBytes), limits.messageBytes) / STEPS);
  const fitting = makeRoom(images, known, excess, { lastAnswer, isAsked, step });
  const grown = textBytes(body, messages, fitting) - text;
  const left = keptLength(images, fitting) + grown - room;
  if (left > 0) refuseTooLarge(own, left, limits, body, messages);
  return withMessages(body, messages, fitting);
}

const NO_FLAWS: ReadonlyMap<string, ImageFlaw> = new Map();

function listImages(messages: readonly unknown[]): readonly RequestImage[] {
  const images: RequestImage[] = [];
  replaceImages(messages, (image) => {
    images.push(image);
    return null;
  });
  return images;
}

/** 2026.9.6 sends what it wants to tell the model of its own behind the user's message, as a user message that begins so. */
const HOST_CONTEXT = "<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>";

/** How 2026.9.6 writes a turn that failed, on either dialect (2026-11). */
const FAILED_TURN = "[This turn failed before it completed";

/**
 * The messages that are to be answered: the last ones of the user, as many as have none, but those of the host. A
 * message follows another without an answer where the host lets users steer a turn (2026.9.6), or where a turn failed.
 */
function askedMessages(messages: readonly unknown[], unanswered: number): ReadonlySet<number> {
  const asked = new Set<number>();
  let left = unanswered;
  for (let index = messages.length - 1; index >= 0 && left > 0; index -= 1) {
    const message = messages[index];
    if (!isObject(message)) continue;
    if (isAnswer(message) && !firstText(message).startsWith(FAILED_TURN)) break;
    if (message["role"] !== "user" || isToolOutput(messages, index)) continue;
    left -= 1;
    if (!firstText(message).startsWith(HOST_CONTEXT)) asked.add(index);
  }
  return asked;
}

function isAnswer(message: unknown): boolean {
  return isObject(message) && message["role"] === "assistant";
}

function isReadable({ base64 }: RequestImage, flaws: ReadonlyMap<string, ImageFlaw>): boolean {
  return !flaws.has(base64) && imageFormat(base64)?.mediaType !== undefined;
}

function isTooLarge({ base64 }: RequestImage, { imageBytes }: ImageLimits): boolean {
  return base64.length > base64Length(imageBytes);
}

/** UTF-8 bytes of a request's JSON without the bytes of its images, as far as the service may count them. */
function textBytes(
  { system, tools }: JsonObject,
  messages: readonly unknown[],
  fates: readonly Fate[],
): number {
  const blank = applyFates(messages, fates, (image) => ({ ...image, base64: "" }));
  return jsonBytes({ messages: blank, system, tools });
}

function keptLength(images: readonly RequestImage[], fates: readonly Fate[]): number {
  return images.reduce(
    (total, { base64 }, index) => total + (fates[index] === "kept" ? base64.length : 0),
    0,
  );
}

/**
 * Lets the oldest images give way until `excess` bytes are free, or none is left that may. They do so in steps, not one
 * by one: the start of a conversation then stays the same for many turns, and with it what the service has cached.
 */
function makeRoom(
  images: readonly RequestImage[],
  fates: readonly Fate[],
  excess: number,
  place: {
    readonly lastAnswer: number;
    readonly isAsked: (image: RequestImage) => boolean;
    /** In characters of base64. */
    readonly step: number;
  },
): readonly Fate[] {
  const rounded = Math.ceil(excess / place.step) * place.step;
  let freed = 0;
  return images.map((image, index) => {
    const fate = fates[index] ?? "kept";
    const gain = image.base64.length - noteFor(image, "crowded-out").length;
    // What the model has not seen yet gives way no further than it must.
    const needed = image.message < place.lastAnswer ? rounded : excess;
    if (fate !== "kept" || gain <= 0 || freed >= needed || place.isAsked(image)) return fate;
    freed += gain;
    return "crowded-out";
  });
}

function withMessages(body: JsonObject, messages: readonly unknown[], fates: readonly Fate[]): JsonObject {
  const fitted = applyFates(messages, fates, (image) => image);
  return fitted === messages ? body : { ...body, messages: fitted };
}

function applyFates(
  messages: readonly unknown[],
  fates: readonly Fate[],
  keep: (image: RequestImage) => RequestImage,
): readonly unknown[] {
  let index = -1;
  return replaceImages(messages, (image): ImageChange | null => {
    index += 1;
    const fate = fates[index] ?? "kept";
    if (fate !== "kept") return { text: noteFor(image, fate) };
    const mediaType = imageFormat(image.base64)?.mediaType ?? image.mediaType;
    const kept = keep(image);
    const isAsItCame = kept === image && mediaType === image.mediaType;
    return isAsItCame ? null : { base64: kept.base64, mediaType };
  });
}

const REASONS = {
  unreadable: `Kimi Code reads only ${READABLE_FORMATS}`,
  "too-large": "Kimi Code does not accept an image of that size",
  "crowded-out": "the request had no room for it",
} as const satisfies Record<Exclude<Fate, "kept">, string>;

/** What the model reads in place of an image: the same in every turn. */
function noteFor(image: RequestImage, fate: Exclude<Fate, "kept">): string {
  return `[image left out: ${nameOf(image)}; ${REASONS[fate]}]`;
}

/** Refuses images that are `excess` bytes too large. Where the text is, they are not at fault: the service says so. */
function refuseTooLarge(
  asked: readonly RequestImage[],
  excess: number,
  { mediaBytes, messageBytes }: ImageLimits,
  { system, tools }: JsonObject,
  messages: readonly unknown[],
): void {
  const room = asked.reduce((total, { base64 }) => total + base64.length, -excess);
  if (room < 0 || asked.length === 0) return;
  const fixed = jsonBytes([system, tools, messages.filter(isInstruction)]);
  // The media have a limit of their own, which no text takes from.
  if (room >= base64Length(mediaBytes)) throw tooManyImages(asked, mediaBytes);
  const said = messageBytes - room - fixed;
  throw tooLargeImages(asked, { messageBytes, room, fixed, said });
}

function isInstruction(message: unknown): boolean {
  return isObject(message) && message["role"] === "system";
}

function jsonBytes(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
