import { isObject, type JsonObject } from "../kimi/index.ts";
import { imageFormat, READABLE_FORMATS } from "./image-format.ts";
import { nameOf, tooLargeImages, unreadableImage } from "./image-refusal.ts";
import type { PatchContext } from "./patch.ts";
import {
  firstText,
  isToolOutput,
  replaceImages,
  type RequestImage,
  type ImageChange,
} from "./request-images.ts";

/**
 * Bytes of a request up to which its images are sent. The service refuses beyond 2,097,152
 * (`400 total message size N exceeds limit 2097152`, field report, 2026-08). How it counts is not documented: here
 * the system prompt and the tools count, too, and the rest is room for another spelling of the same JSON.
 */
export const BUDGET_BYTES = 2_000_000;

/**
 * Older images give way in steps of this size, not one by one: the start of a conversation then stays the same for
 * many turns, and with it what the service has cached of it.
 */
const STEP_BYTES = BUDGET_BYTES / 4;

/** What becomes of a image. One that is kept gets the media type of its bytes. */
type Fate = "kept" | "unreadable" | "crowded-out";

/**
 * Fits the images of a request of either dialect to what the service takes: its formats, and its size.
 *
 * Over the size, the oldest images give way to notes in the text, and so does a image of another format. A
 * image of the messages that are to be answered never does: the request is then not sent. What tools returned
 * gives way last; the model reads the note and can act on it. Text is never left out, so a request whose text alone
 * is over the size stays over it.
 *
 * @throws KimiError `image-refused`: its text is for the user.
 */
export function patchImages(body: JsonObject, { unanswered }: Pick<PatchContext, "unanswered">): JsonObject {
  const messages = body["messages"];
  if (!Array.isArray(messages)) return body;
  const images = listImages(messages);
  if (images.length === 0) return body;
  const asked = askedMessages(messages, unanswered ?? Number.POSITIVE_INFINITY);
  const isAsked = (image: RequestImage) => asked.has(image.message) && !image.isToolResult;

  const own = images.filter(isAsked);
  const refused = own.findIndex((image) => !isReadable(image));
  if (refused !== -1) throw unreadableImage(own, refused);
  const readable = images.map((image): Fate => (isReadable(image) ? "kept" : "unreadable"));
  const bytes = bytesWith(body, messages, images, readable);
  if (bytes <= BUDGET_BYTES) return withMessages(body, messages, readable);

  const lastAnswer = messages.findLastIndex(isAnswer);
  const fitting = makeRoom(images, readable, bytes - BUDGET_BYTES, { lastAnswer, isAsked });
  const left = bytesWith(body, messages, images, fitting);
  if (left > BUDGET_BYTES) refuseTooLarge(own, left - BUDGET_BYTES, body, messages);
  return withMessages(body, messages, fitting);
}

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

function isReadable({ base64 }: RequestImage): boolean {
  return imageFormat(base64)?.mediaType !== undefined;
}

/** UTF-8 bytes of a request's JSON, as far as the service may count them. The bytes of images are not serialized. */
function bytesWith(
  { system, tools }: JsonObject,
  messages: readonly unknown[],
  images: readonly RequestImage[],
  fates: readonly Fate[],
): number {
  const blank = applyFates(messages, fates, (image) => ({ ...image, base64: "" }));
  const text = jsonBytes({ messages: blank, system, tools });
  return images.reduce(
    (total, { base64 }, index) => total + (fates[index] === "kept" ? base64.length : 0),
    text,
  );
}

/** Lets the oldest images give way until `excess` bytes are free, or none is left that may. */
function makeRoom(
  images: readonly RequestImage[],
  fates: readonly Fate[],
  excess: number,
  place: { readonly lastAnswer: number; readonly isAsked: (image: RequestImage) => boolean },
): readonly Fate[] {
  const rounded = Math.ceil(excess / STEP_BYTES) * STEP_BYTES;
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
  "crowded-out": "the request had no room for it",
} as const satisfies Record<Exclude<Fate, "kept">, string>;

/** What the model reads in place of a image: the same in every turn. */
function noteFor(image: RequestImage, fate: Exclude<Fate, "kept">): string {
  return `[image left out: ${nameOf(image)}; ${REASONS[fate]}]`;
}

/** Refuses images that are `excess` bytes too large. Where the text is, they are not at fault: the service says so. */
function refuseTooLarge(
  asked: readonly RequestImage[],
  excess: number,
  { system, tools }: JsonObject,
  messages: readonly unknown[],
): void {
  const room = asked.reduce((total, { base64 }) => total + base64.length, -excess);
  if (room < 0 || asked.length === 0) return;
  const fixed = jsonBytes([system, tools, messages.filter(isInstruction)]);
  const said = BUDGET_BYTES - room - fixed;
  throw tooLargeImages(asked, { room, fixed, said }, room < BUDGET_BYTES / 2);
}

function isInstruction(message: unknown): boolean {
  return isObject(message) && message["role"] === "system";
}

function jsonBytes(value: unknown): number {
  return new TextEncoder().encode(JSON.stringify(value)).length;
}
