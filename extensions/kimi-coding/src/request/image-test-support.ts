import { ANTHROPIC_DIALECT, OPENAI_DIALECT } from "../kimi/index.ts";

const HEADERS = {
  PNG: "\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0",
  JPEG: "\xFF\xD8\xFF\xE0\0\x10JFIF\0\x01\x01\x01\0H\0",
  GIF: "GIF89a\x01\0\x01\0\x80\0\0\0\0\0\0\0",
  WebP: "RIFF\x24\0\0\0WEBPVP8 \0\0",
  BMP: "BM\x36\x03\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0",
  HEIC: "\0\0\0\x24ftypheic\0\0\0\0mi",
} as const;

export const READABLE_FORMATS = ["PNG", "JPEG", "GIF", "WebP"] as const;
export const UNREADABLE_FORMATS = ["BMP", "HEIC"] as const;

/** The beginning of an image of that format, in base64 of `length` characters: the header at least. */
export function base64Of(format: keyof typeof HEADERS, length = 0): string {
  return btoa(HEADERS[format]).padEnd(length, "A");
}

/** How a dialect says what these tests are about. */
export interface Wire {
  readonly api: string;
  readonly image: (base64: string, mediaType?: string) => object;
  /** A call of a tool with what it returned, images among it: several messages on one dialect. */
  readonly toolRound: (id: string, images: readonly object[]) => object[];
}

/** Both dialects, as the hosts' adapters write them. */
export const wires: readonly [Wire, Wire] = [
  {
    api: OPENAI_DIALECT,
    image: (base64, mediaType = "image/png") => ({
      type: "image_url",
      image_url: { url: `data:${mediaType};base64,${base64}` },
    }),
    toolRound: (id, images) => [
      { role: "assistant", content: null, reasoning_content: "", tool_calls: [{ id, type: "function" }] },
      { role: "tool", tool_call_id: id, content: "(see attached image)" },
      { role: "user", content: [says("Image(s) from tool result #1 (read):"), ...images] },
    ],
  },
  {
    api: ANTHROPIC_DIALECT,
    image: (base64, mediaType = "image/png") => ({
      type: "image",
      source: { type: "base64", media_type: mediaType, data: base64 },
    }),
    toolRound: (id, images) => [
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "" },
          { type: "tool_use", id, name: "read", input: {} },
        ],
      },
      {
        role: "user",
        content: [{ type: "tool_result", tool_use_id: id, content: [says("done"), ...images] }],
      },
    ],
  },
];

export function says(text: string): object {
  return { type: "text", text };
}
