import type { JsonObject } from "../../kimi/index.ts";
import { isBlank } from "../index.ts";
import type { ImageBlock, TextBlock } from "./conversation.ts";

/** The content of a message on the wire. */
export type WireContent = string | readonly JsonObject[];

/**
 * Content in the form that the service takes: a string where there is one text and nothing else, else a list of parts
 * (official client, 2026-08); `undefined` where there is nothing to read. Blank text is left out, as the service
 * refuses it (`400 text content is empty`, official client, 2026-08). Every image is kept, as a data URL.
 */
export function wireContent(content: string | readonly (TextBlock | ImageBlock)[]): WireContent | undefined {
  const blocks = typeof content === "string" ? [{ type: "text" as const, text: content }] : content;
  const parts = blocks.flatMap(wirePart);
  const [first] = parts;
  if (first === undefined) return undefined;
  return parts.length === 1 && first.type === "text" ? first.text : parts;
}

type WirePart =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image_url"; readonly image_url: { readonly url: string } };

function wirePart(block: TextBlock | ImageBlock): WirePart[] {
  switch (block.type) {
    case "text":
      return isBlank(block.text) ? [] : [{ type: "text", text: wireText(block.text) }];
    case "image":
      return [{ type: "image_url", image_url: { url: `data:${block.mimeType};base64,${block.data}` } }];
    default:
      // A kind of block that a later host may have: nothing that this service reads.
      return [];
  }
}

/** A text that is valid UTF-8 once encoded: half a surrogate pair, as a cut can leave it, is refused by JSON readers. */
export function wireText(text: string): string {
  return text.toWellFormed();
}
