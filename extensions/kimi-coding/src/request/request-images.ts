import { isObject, type JsonObject } from "../kimi/index.ts";
import { REPLAY_NOTES } from "./replay-notes.ts";

/** An image whose bytes are in the request, in either dialect. */
export interface RequestImage {
  readonly base64: string;
  /** What the client says the bytes are. */
  readonly mediaType: string;
  /** Index of its message. */
  readonly message: number;
  /** Whether a tool returned it, not a user sent it. */
  readonly isToolResult: boolean;
}

/** What takes the place of an image: `null` leaves it. */
export type ReplaceImage = (image: RequestImage) => ImageChange | null;

/** Other bytes or another type for an image, the id of its upload, or a text in its place. */
export type ImageChange =
  | { readonly base64: string; readonly mediaType: string }
  | { readonly fileId: string }
  | { readonly text: string };

/**
 * The messages with every image that `replace` has something for replaced, in the order of the request; images
 * in tool results too. Images that are only pointed at (`https:`, `ms:`) are none of these. What holds no change
 * is the very value that came.
 */
export function replaceImages(messages: readonly unknown[], replace: ReplaceImage): readonly unknown[] {
  return mapUnlessSame(messages, (message, index) => {
    if (!isObject(message) || !Array.isArray(message["content"])) return message;
    const isToolResult = isToolOutput(messages, index);
    return withContent(message, message["content"], { message: index, isToolResult }, replace);
  });
}

function withContent(
  holder: JsonObject,
  content: readonly unknown[],
  place: Pick<RequestImage, "message" | "isToolResult">,
  replace: ReplaceImage,
): JsonObject {
  const replaced = mapUnlessSame(content, (part) => {
    if (!isObject(part)) return part;
    if (part["type"] === "tool_result" && Array.isArray(part["content"])) {
      return withContent(part, part["content"], { ...place, isToolResult: true }, replace);
    }
    const bytes = readPart(part);
    const change = bytes === null ? null : replace({ ...bytes, ...place });
    return change === null ? part : writePart(part, change);
  });
  return replaced === content ? holder : { ...holder, content: replaced };
}

/**
 * Whether a message holds what tools returned: as a tool's, or as one of the user. Of these there are two: a result
 * whose call is gone, under our note, and on chat completions the images of the results before it, which the hosts'
 * adapters put behind them: `Image(s) from tool result …` (`@openclaw/ai` 2026.9.6), `Attached image(s) from tool
 * result:` (pi-ai 0.73).
 */
export function isToolOutput(messages: readonly unknown[], index: number): boolean {
  const message = messages[index];
  if (!isObject(message)) return false;
  if (message["role"] === "tool" || isOrphanedResult(message)) return true;
  const before = messages[index - 1];
  const isBehindResult = isObject(before) && (before["role"] === "tool" || isOrphanedResult(before));
  return isBehindResult && /^(?:Attached )?image\(s\) from tool result/iu.test(firstText(message));
}

function isOrphanedResult(message: JsonObject): boolean {
  return message["role"] === "user" && firstText(message).startsWith(REPLAY_NOTES.orphanedResult);
}

/** What a message begins with; the empty text where that is not text. */
export function firstText({ content }: JsonObject): string {
  const first: unknown = Array.isArray(content) ? content[0] : undefined;
  const text = isObject(first) ? first["text"] : content;
  return typeof text === "string" ? text : "";
}

const DATA_URL = /^data:(?<mediaType>[^;,]*)(?:;[^,]*)?,/u;

function readPart(part: JsonObject): Pick<RequestImage, "base64" | "mediaType"> | null {
  if (part["type"] === "image_url") {
    const image = part["image_url"];
    const url = isObject(image) ? image["url"] : image;
    const header = typeof url === "string" ? DATA_URL.exec(url) : null;
    if (typeof url !== "string" || header === null) return null;
    return { base64: url.slice(header[0].length), mediaType: header.groups?.["mediaType"] ?? "" };
  }
  const source = part["type"] === "image" ? part["source"] : undefined;
  if (!isObject(source) || typeof source["data"] !== "string") return null;
  const mediaType = source["media_type"];
  return { base64: source["data"], mediaType: typeof mediaType === "string" ? mediaType : "" };
}

/** Fields beside the image stay, such as a cache breakpoint. */
function writePart({ type, image_url, source, ...rest }: JsonObject, change: ImageChange): JsonObject {
  if ("text" in change) return { type: "text", text: change.text, ...rest };
  if ("fileId" in change) return { type, ...reference(type, change.fileId), ...rest };
  const { base64, mediaType } = change;
  if (type === "image_url") {
    const url = `data:${mediaType};base64,${base64}`;
    return { type, image_url: isObject(image_url) ? { ...image_url, url } : url, ...rest };
  }
  const bytes = { media_type: mediaType, data: base64 };
  return { type, source: isObject(source) ? { ...source, ...bytes } : source, ...rest };
}

/** How a part names an image that was uploaded, on either dialect (official client 2.1.0). */
function reference(type: unknown, id: string): JsonObject {
  const url = `${UPLOADED}${id}`;
  return type === "image_url" ? { image_url: { url, id } } : { source: { type: "url", url } };
}

/** What the address of an uploaded file begins with. */
const UPLOADED = "ms://";

/** The mapped list, or the very list that came where every entry stayed. */
function mapUnlessSame(
  list: readonly unknown[],
  change: (entry: unknown, index: number) => unknown,
): readonly unknown[] {
  const mapped = list.map(change);
  return mapped.every((entry, index) => entry === list[index]) ? list : mapped;
}
