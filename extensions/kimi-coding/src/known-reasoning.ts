import { isObject } from "./json.ts";

/** The parts of an agent message that hold its reasoning and its tool calls. */
interface AssistantLike {
  readonly role: string;
  readonly content?: unknown;
}

/**
 * Maps the id of each tool call in a conversation to the reasoning of the same turn.
 *
 * Adapters rewrite ids for the Anthropic dialect, which takes only letters, digits, `_` and `-`, 64 of them: a call is
 * known under that id, too (pi-ai 0.73, `@openclaw/ai` 2026.9.6).
 */
export function reasoningByToolCallId(messages: readonly AssistantLike[]): Map<string, string> {
  const known = new Map<string, string>();
  for (const message of messages) {
    if (message.role !== "assistant" || !Array.isArray(message.content)) continue;
    const blocks: readonly unknown[] = message.content;
    const reasoning = blocks.map(thinkingText).join("");
    if (reasoning === "") continue;
    for (const block of blocks) {
      const id = toolCallId(block);
      if (id === null) continue;
      known.set(id, reasoning);
      known.set(id.replaceAll(/[^a-zA-Z0-9_-]/gu, "_").slice(0, 64), reasoning);
    }
  }
  return known;
}

/** The ids of all tool calls in a conversation, in their order. */
export function toolCallIds(messages: readonly AssistantLike[]): string[] {
  return messages.flatMap(({ role, content }) => {
    if (role !== "assistant" || !Array.isArray(content)) return [];
    const blocks: readonly unknown[] = content;
    return blocks.map(toolCallId).filter((id) => id !== null);
  });
}

function thinkingText(block: unknown): string {
  const { type, thinking } = fields(block);
  return type === "thinking" && typeof thinking === "string" ? thinking : "";
}

function toolCallId(block: unknown): string | null {
  const { type, id } = fields(block);
  return type === "toolCall" && typeof id === "string" ? id : null;
}

function fields(block: unknown): Readonly<Record<string, unknown>> {
  return isObject(block) ? block : {};
}
