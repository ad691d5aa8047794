import { isObject, type JsonObject } from "../kimi/index.ts";
import { asList, idOf, isBlank, omit, withId, withoutBlankText } from "./messages.ts";
import type { PatchContext } from "./patch.ts";
import { REPLAY_NOTES } from "./replay-notes.ts";
import { createReasoningLookup } from "./replayed-reasoning.ts";
import { CHAT_ID_LIMITS } from "./tool-call-ids.ts";
import { ToolTurns, type ReplayEntry } from "./tool-turns.ts";

/** Fields that other services' clients keep reasoning in; the service's own is `reasoning_content`. */
const FOREIGN_REASONING_FIELDS: readonly string[] = ["reasoning", "reasoning_text", "reasoning_details"];
/**
 * Fields of an assistant message that stay as they are; `content`, `tool_calls` and `reasoning_content` are written anew.
 * Adapters name the field of a reasoning by its signature, which may be any text (pi-ai 0.73, `@openclaw/ai` 2026.9.6).
 */
const KEPT_FIELDS: ReadonlySet<string> = new Set(["role", "name", "partial", "cache_control"]);

/**
 * Gives the earlier messages of a `/chat/completions` body the form in which the service takes them back, with
 * nothing lost that was said. See `docs/reference/wire.md`, "Replay", for each rule and its source.
 */
export function patchChatReplay(body: JsonObject, context: PatchContext): JsonObject {
  const messages = asList(body["messages"]);
  if (messages === null) return body;
  const replay = new ChatReplay(context);
  for (const message of messages) replay.take(message);
  return { ...body, messages: replay.messages() };
}

class ChatReplay {
  readonly #entries: ReplayEntry<JsonObject>[] = [];
  readonly #toolTurns = new ToolTurns<JsonObject>(CHAT_ID_LIMITS);
  readonly #context: PatchContext;
  readonly #reasoningOfCalls: (ids: readonly string[]) => string;

  constructor(context: PatchContext) {
    this.#context = context;
    this.#reasoningOfCalls = createReasoningLookup(context.knownReasoning, CHAT_ID_LIMITS);
  }

  take(message: unknown): void {
    const role = isObject(message) ? message["role"] : undefined;
    if (!isObject(message)) this.#entries.push({ message });
    else if (role === "assistant") this.#takeAssistant(message);
    else if (role === "tool") this.#takeResult(message);
    else if (role === "user") this.#entries.push({ message: patchUser(message) });
    else if (role === "system" || role === "developer") this.#takeSystem(message);
    else this.#entries.push({ message });
  }

  messages(): unknown[] {
    const messages = this.#entries.flatMap(({ message, turn }) => [
      message,
      ...(turn?.completeResults(missingResult) ?? []),
    ]);
    return messages.length === 0 ? [{ role: "user", content: REPLAY_NOTES.emptyMessage }] : messages;
  }

  /** The service knows no `developer`. */
  #takeSystem(message: JsonObject): void {
    const content = withoutBlankText(message["content"]);
    if (content === undefined && !("tools" in message)) return;
    this.#entries.push({
      message: { ...omit(message, ["content"]), role: "system", ...(content !== undefined && { content }) },
    });
  }

  #takeAssistant(message: JsonObject): void {
    const { content: given, tool_calls: givenCalls } = message;
    const calls: readonly JsonObject[] = asList(givenCalls)?.filter(isObject) ?? [];
    const ids = calls.map(({ id }) => idOf(id));
    const mixed = typeof given === "string" ? this.#context.knownReasoning.byMixedText.get(given) : undefined;
    const content = withoutBlankText(mixed === undefined ? given : mixed.text);
    const reasoning = this.#reasoningOf(message, ids, mixed?.reasoning);
    if (content === undefined && calls.length === 0) return;
    const turn = calls.length > 0 ? this.#toolTurns.begin(ids) : undefined;
    this.#entries.push({
      message: {
        ...Object.fromEntries(Object.entries(message).filter(([name]) => KEPT_FIELDS.has(name))),
        ...(content !== undefined && { content }),
        ...(reasoning !== undefined && { reasoning_content: reasoning }),
        ...(turn && { tool_calls: calls.map((call, index) => withId(call, turn.calls[index]?.id)) }),
      },
      ...(turn && { turn }),
    });
  }

  /**
   * What is sent as the reasoning of a turn; `undefined` for nothing. With thinking on, the service refuses a turn
   * that called tools and has none; an empty text is taken where it is not known (official clients, 2026-08).
   */
  #reasoningOf(
    message: JsonObject,
    ids: readonly string[],
    mixedReasoning: string | undefined,
  ): string | undefined {
    const known = this.#reasoningOfCalls(ids);
    if (!this.#context.thinking) return undefined;
    const own = message["reasoning_content"];
    const foreign = FOREIGN_REASONING_FIELDS.map((name) => message[name]);
    // Adapters may have put an empty one where they had none (`requiresReasoningContentOnAssistantMessages`).
    const real = [own, known, mixedReasoning, ...foreign].find(
      (text) => typeof text === "string" && !isBlank(text),
    );
    if (typeof real === "string") return real;
    if (typeof own === "string") return own;
    return ids.length > 0 ? "" : undefined;
  }

  #takeResult(message: JsonObject): void {
    const content = withoutBlankText(message["content"]);
    const isAnswer = this.#toolTurns.answer(idOf(message["tool_call_id"]), (id) => ({
      ...message,
      tool_call_id: id,
      content: content ?? REPLAY_NOTES.emptyResult,
    }));
    if (isAnswer || content === undefined) return;
    this.#entries.push({ message: { role: "user", content: orphanedContent(content) } });
  }
}

function patchUser(message: JsonObject): JsonObject {
  return { ...message, content: withoutBlankText(message["content"]) ?? REPLAY_NOTES.emptyMessage };
}

function orphanedContent(content: unknown): unknown {
  const note = REPLAY_NOTES.orphanedResult;
  if (typeof content === "string") return `${note}\n${content}`;
  const parts = asList(content);
  return parts === null ? content : [{ type: "text", text: note }, ...parts];
}

function missingResult(id: string): JsonObject {
  return { role: "tool", tool_call_id: id, content: REPLAY_NOTES.missingResult };
}
