import { jsonText } from "./json-text.ts";
import type { Block, Message, StreamEvent } from "./protocol.ts";

/** The events that would have brought a block of a message, had its source sent them. */
export function blockEvents<M extends Message>(
  block: Block,
  contentIndex: number,
  partial: M,
): StreamEvent<M>[] {
  const at = { contentIndex, partial };
  switch (block.type) {
    case "text":
      return [
        { ...at, type: "text_start" },
        { ...at, type: "text_delta", delta: block.text },
        { ...at, type: "text_end", content: block.text },
      ];
    case "thinking":
      return [
        { ...at, type: "thinking_start" },
        { ...at, type: "thinking_delta", delta: block.thinking },
        { ...at, type: "thinking_end", content: block.thinking },
      ];
    case "toolCall":
      return [
        { ...at, type: "toolcall_start" },
        { ...at, type: "toolcall_delta", delta: jsonText(block.arguments, { sorted: false }) },
        { ...at, type: "toolcall_end", toolCall: block },
      ];
    default:
      return block satisfies never;
  }
}
