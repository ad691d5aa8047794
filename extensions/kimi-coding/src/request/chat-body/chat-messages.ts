import type { JsonObject } from "../../kimi/index.ts";
import { CHAT_ID_LIMITS, isBlank, REPLAY_NOTES, type ReplayEntry, ToolTurns } from "../index.ts";
import type { AssistantBlock, AssistantTurn, Conversation, ToolResult } from "./conversation.ts";
import { wireContent, wireText, type WireContent } from "./message-content.ts";
import { withoutHostMarks } from "./system-prompt.ts";

/**
 * The messages of a `/chat/completions` body, made of a conversation in one pass. What a message becomes depends on
 * what is before it and not on what comes after, so that the same prefix has the same bytes in each turn and the
 * service's cache holds; the one exception is a tool result that comes late and takes the place of its note.
 *
 * `docs/reference/wire.md`, "Replay", has each rule and its source. Nothing that was said is lost.
 */
export function chatMessages(
  conversation: Conversation,
  isThinking: boolean,
  toWire: (toolName: string) => string = (name) => name,
): readonly unknown[] {
  const writer = new MessageWriter(isThinking, toWire);
  const system = withoutHostMarks(conversation.systemPrompt ?? "");
  if (!isBlank(system)) writer.add({ role: "system", content: wireText(system) });
  for (const message of conversation.messages) {
    switch (message.role) {
      case "user":
        writer.add({ role: "user", content: wireContent(message.content) ?? REPLAY_NOTES.emptyMessage });
        break;
      case "assistant":
        writer.addTurn(message);
        break;
      case "toolResult":
        writer.addResult(message);
        break;
      default:
        // A role that a later host may have: nothing that this service reads.
        break;
    }
  }
  return writer.messages();
}

class MessageWriter {
  readonly #entries: ReplayEntry<JsonObject>[] = [];
  readonly #toolTurns = new ToolTurns<JsonObject>(CHAT_ID_LIMITS);
  readonly #isThinking: boolean;
  readonly #toWire: (toolName: string) => string;

  constructor(isThinking: boolean, toWire: (toolName: string) => string) {
    this.#isThinking = isThinking;
    this.#toWire = toWire;
  }

  add(message: JsonObject): void {
    this.#entries.push({ message });
  }

  addTurn({ content, stopReason }: AssistantTurn): void {
    if (stopReason === "error" || stopReason === "aborted") {
      if (saysSomething(content)) this.add({ role: "assistant", content: REPLAY_NOTES.failedTurn });
      return;
    }
    const text = textOf(content);
    const calls = content.filter((block) => block.type === "toolCall");
    // A turn with neither is refused: `the message at position N with role 'assistant' must not be empty`.
    if (text === undefined && calls.length === 0) return;
    const reasoning = this.#isThinking ? reasoningOf(content) : undefined;
    const turn = calls.length > 0 ? this.#toolTurns.begin(calls.map(({ id }) => id)) : undefined;
    const message = {
      role: "assistant",
      ...(text !== undefined && { content: text }),
      ...(reasoning !== undefined && { reasoning_content: reasoning }),
      ...(turn !== undefined && {
        tool_calls: calls.map(({ name, arguments: args }, index) => ({
          type: "function",
          id: turn.calls[index]?.id,
          function: { name: this.#toWire(name), arguments: wireText(JSON.stringify(args)) },
        })),
      }),
    };
    this.#entries.push(turn === undefined ? { message } : { message, turn });
  }

  addResult({ toolCallId, content }: ToolResult): void {
    const wire = wireContent(content);
    const isAnswer = this.#toolTurns.answer(toolCallId, (id) =>
      toolMessage(id, wire ?? REPLAY_NOTES.emptyResult),
    );
    if (isAnswer || wire === undefined) return;
    this.add({ role: "user", content: orphanedContent(wire) });
  }

  messages(): readonly unknown[] {
    if (this.#entries.length === 0) return [{ role: "user", content: REPLAY_NOTES.emptyMessage }];
    return this.#entries.flatMap(({ message, turn }) => [
      message,
      ...(turn?.completeResults((id) => toolMessage(id, REPLAY_NOTES.missingResult)) ?? []),
    ]);
  }
}

function toolMessage(id: string, content: WireContent): JsonObject {
  return { role: "tool", tool_call_id: id, content };
}

/** The text of a turn, its blocks joined; `undefined` for a blank one. */
function textOf(content: readonly AssistantBlock[]): string | undefined {
  const text = content.map((block) => (block.type === "text" ? block.text : "")).join("");
  return isBlank(text) ? undefined : wireText(text);
}

function saysSomething(content: readonly AssistantBlock[]): boolean {
  return textOf(content) !== undefined && !content.some(({ type }) => type === "toolCall");
}

/**
 * What is sent as the reasoning of a turn; `undefined` for nothing. With thinking on, the service refuses a turn that
 * called tools and has none; an empty text is taken where it is not known (official clients, 2026-08).
 */
function reasoningOf(content: readonly AssistantBlock[]): string | undefined {
  const reasoning = content
    .map((block) => (block.type === "thinking" && block.redacted !== true ? block.thinking : ""))
    .join("");
  if (!isBlank(reasoning)) return wireText(reasoning);
  return content.some(({ type }) => type === "toolCall") ? "" : undefined;
}

function orphanedContent(content: WireContent): WireContent {
  const note = REPLAY_NOTES.orphanedResult;
  if (typeof content === "string") return `${note}\n${content}`;
  return [{ type: "text", text: note }, ...content];
}
