import sharp from "sharp";

import type { Conversation, ImagePart, Turn } from "./conversation.ts";
import type { ServiceOptions, Simulator } from "./simulator.ts";

/** The service as it is since September 2026. */
export const today = { version: "2026-09" } as const satisfies ServiceOptions;

/** A plain question to the default model; overrides replace whole fields. */
export function buildConversation(overrides: Partial<Conversation> = {}): Conversation {
  return {
    dialect: "openai",
    model: "kimi-for-coding",
    stream: true,
    thinking: undefined,
    effort: undefined,
    reasoningEffort: undefined,
    temperature: undefined,
    maxOutputTokens: undefined,
    turns: [userSays("hello")],
    tools: [],
    messagesBytes: 100,
    ...overrides,
  };
}

export function userSays(text: string, index = 0): Turn {
  return { role: "user", index, parts: [{ kind: "text", text }] };
}

/** An assistant turn that calls tools; `reasoning` undefined means that the message has none. */
export function assistantCalls(ids: readonly string[], reasoning?: string, index = 1): Turn {
  const toolCalls = ids.map((id) => ({ id, name: "read" }));
  return { role: "assistant", index, parts: [], reasoning, toolCalls };
}

export function toolReturns(toolCallId: string, text: string, index = 2): Turn {
  return { role: "tool", index, parts: [{ kind: "text", text }], toolCallId };
}

export interface ImageOptions {
  readonly width?: number;
  readonly height?: number;
  readonly background?: string;
  readonly format?: "png" | "jpeg" | "gif" | "webp" | "avif" | "tiff";
}

/** An image of one colour, as base64. */
export async function drawImage(options: ImageOptions = {}): Promise<string> {
  const { width = 64, height = 48, background = "#ff0000", format = "png" } = options;
  const image = sharp({ create: { width, height, channels: 3, background } });
  return (await image.toFormat(format).toBuffer()).toString("base64");
}

/** A JPEG of 1400x1000 pixels and about a megabyte, unless told otherwise: blue with a grain that does not compress. */
export async function drawPhotograph({ width = 1400, height = 1000 } = {}): Promise<string> {
  const channels = 3;
  const pixels = Buffer.alloc(width * height * channels);
  // A linear congruential generator, so that every run draws the same image.
  let seed = 1;
  for (let offset = 0; offset < pixels.length; offset += channels) {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    pixels.set([20 + (seed >>> 26), 50 + ((seed >>> 20) & 63), 150 + ((seed >>> 14) & 63)], offset);
  }
  const image = sharp(pixels, { raw: { width, height, channels } });
  return (await image.jpeg({ quality: 89, chromaSubsampling: "4:4:4" }).toBuffer()).toString("base64");
}

/** The start of a HEIC or the like, as base64: its brand and its size, and no pixel. */
export function drawHeif({ brand = "heic", width = 640, height = 480 } = {}): string {
  const bytes = Buffer.alloc(44);
  for (const [offset, box] of [
    [0, 24],
    [24, 20],
    [36, width],
    [40, height],
  ] as const) {
    bytes.writeUInt32BE(box, offset);
  }
  bytes.write(`ftyp${brand}`, 4, "latin1");
  bytes.write("ispe", 28, "latin1");
  return bytes.toString("base64");
}

/** A BMP of 16x16 pixels, as base64: a format that the service reads only since September 2026. */
export function drawBitmap(): string {
  const [headerBytes, edge] = [54, 16];
  const bitmap = Buffer.alloc(headerBytes + edge * edge * 3);
  bitmap.write("BM");
  for (const [offset, value] of [
    [2, bitmap.length],
    [10, headerBytes],
    [14, 40],
    [18, edge],
    [22, edge],
  ] as const) {
    bitmap.writeUInt32LE(value, offset);
  }
  bitmap.writeUInt16LE(1, 26);
  bitmap.writeUInt16LE(24, 28);
  return bitmap.toString("base64");
}

export function imagePart(data: string, mediaType = "image/png"): ImagePart {
  return { kind: "image", source: { kind: "base64", mediaType, data } };
}

export interface CallOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Calls an endpoint as an accepted agent with the right key, unless the headers say otherwise. */
export async function call(
  simulator: Simulator,
  path: string,
  body: object | string,
  { method = "POST", headers = {} }: CallOptions = {},
): Promise<Response> {
  return await fetch(`${simulator.baseUrl}${path}`, {
    method,
    headers: {
      "user-agent": "claude-code/0.1.0",
      authorization: `Bearer ${simulator.key}`,
      "content-type": "application/json",
      ...headers,
    },
    ...(method !== "GET" && { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
}

/** The JSON of every `data:` line; `[DONE]` stays text. */
export function parseEventStream(text: string): unknown[] {
  return text
    .split("\n")
    .filter((line) => line.startsWith("data: "))
    .map((line) => line.slice("data: ".length))
    .map((data): unknown => (data === "[DONE]" ? data : JSON.parse(data)));
}

/** The smallest request that both inference endpoints take. */
export function ask(overrides: object = {}): object {
  return { model: "kimi-for-coding", messages: [{ role: "user", content: "hello" }], ...overrides };
}

export function openAiError(type: string, message: string): object {
  return { error: { type, message } };
}

/** The Anthropic envelope without its `request_id`, for partial comparison. */
export function anthropicError(type: string, message: string): object {
  return { type: "error", error: { type, message } };
}
