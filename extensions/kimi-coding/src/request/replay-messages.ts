import { isObject, type JsonObject } from "../kimi/index.ts";
import { type KnownReasoning, NO_KNOWN_REASONING } from "./known-reasoning.ts";
import { asList, hasType, idOf, isBlank, omit, withId, withoutBlankText } from "./messages.ts";
import type { PatchContext } from "./patch.ts";
import { REPLAY_NOTES } from "./replay-notes.ts";
import { createReasoningLookup } from "./replayed-reasoning.ts";
import { MESSAGES_ID_LIMITS } from "./tool-call-ids.ts";
import { ToolTurns, type ReplayEntry } from "./tool-turns.ts";

/** What hosts write where a turn was reasoning alone, and they leave that out (2026.9.6 and 2026.5.7). */
const OMITTED_REASONING = "[assistant reasoning omitted]";

/**
 * Gives the earlier messages of a `/messages` body the form in which the service takes them back, with nothing lost
 * that was said. See `docs/reference/wire.md`, "Replay", for each rule and its source.
 */
export function patchMessagesReplay(body: JsonObject, context: PatchContext): JsonObject {
  const messages = asList(body["messages"]);
  if (messages === null) return body;
  const replay = new MessagesReplay(context);
  for (const message of messages) replay.take(message);
  return { ...withoutBlankSystem(body), messages: replay.messages() };
}

function withoutBlankSystem(body: JsonObject): JsonObject {
  if (!("system" in body)) return body;
  const system = withoutBlankText(body["system"]);
  return system === undefined ? omit(body, ["system"]) : { ...body, system };
}

class MessagesReplay {
  readonly #entries: ReplayEntry<JsonObject>[] = [];
  readonly #toolTurns = new ToolTurns<JsonObject>(MESSAGES_ID_LIMITS);
  readonly #context: PatchContext;
  readonly #known: KnownReasoning;
  readonly #reasoningOfCalls: (ids: readonly string[]) => string;

  constructor(context: PatchContext) {
    this.#context = context;
    this.#known = context.knownReasoning ?? NO_KNOWN_REASONING;
    this.#reasoningOfCalls = createReasoningLookup(this.#known);
  }

  take(message: unknown): void {
    const role = isObject(message) ? message["role"] : undefined;
    if (isObject(message) && role === "assistant") this.#takeAssistant(message);
    else if (isObject(message) && role === "user") this.#takeUser(message);
    else this.#entries.push({ message });
  }

  /** All messages; those of the user that follow each other are one, which is what the dialect takes them for. */
  messages(): unknown[] {
    const messages: unknown[] = [];
    // The blocks of the last message, where it is one of the user that was made here.
    let said: unknown[] | null = null;
    for (const { message, turn } of this.#entries) {
      const last = messages.at(-1);
      const blocks = userBlocks(message);
      if (blocks !== null && said === null) {
        said = userBlocks(last);
        if (said !== null && isObject(last)) messages.splice(-1, 1, { ...last, content: said });
      }
      if (blocks !== null && said !== null) {
        said.push(...blocks);
        continue;
      }
      messages.push(message);
      said = turn?.completeResults(missingResult) ?? null;
      if (said !== null) messages.push({ role: "user", content: said });
    }
    return messages.length === 0 ? [{ role: "user", content: REPLAY_NOTES.emptyMessage }] : messages;
  }

  #takeAssistant(message: JsonObject): void {
    const rest = omit(message, ["reasoning_content"]);
    const content = withoutBlankText(message["content"]);
    const blocks = asList(content)?.filter(isObject);
    if (blocks === undefined) {
      if (content === undefined || content === OMITTED_REASONING) return;
      this.#entries.push({ message: { ...rest, content } });
      return;
    }
    const ids = blocks.filter(isCall).map(({ id }) => idOf(id));
    const spoken = this.#withReasoning(blocks, ids);
    if (spoken.every(isThinking)) return;
    const turn = ids.length > 0 ? this.#toolTurns.begin(ids) : undefined;
    const calls = turn?.calls.values();
    const renamed = spoken.map((block) => (isCall(block) ? withId(block, calls?.next().value?.id) : block));
    this.#entries.push({ message: { ...rest, content: renamed }, ...(turn && { turn }) });
  }

  /**
   * The blocks of a turn with its reasoning in the form in which the service takes it back (official client, 2026-08):
   * as thinking blocks without a signature, one at least where tools were called and thinking is on. What others have
   * encrypted is nothing to the service, and what hosts write in the place of reasoning was never said.
   */
  #withReasoning(blocks: readonly JsonObject[], ids: readonly string[]): readonly JsonObject[] {
    const known = this.#reasoningOfCalls(ids);
    const plain = blocks.filter((block) => !isOthersReasoning(block));
    const isThought = plain.some((block) => isThinking(block) && !isBlank(block["thinking"]));
    // Empty thoughts alone stand for one that an adapter has lost, and hide none that is known.
    const own = known === "" || isThought ? plain : plain.filter((block) => !isThinking(block));
    const thought = own.some(isThinking) ? own.map(withoutSignature) : this.#unmix(own);
    if (!this.#context.thinking) return thought.filter((block) => !isThinking(block));
    if (thought.some(isThinking) || (known === "" && ids.length === 0)) return thought;
    return [{ type: "thinking", thinking: known }, ...thought];
  }

  /** Makes thinking again of text that hosts made of it, as it had no signature or was another model's. */
  #unmix(blocks: readonly JsonObject[]): readonly JsonObject[] {
    const texts = blocks.filter(isText).map(({ text }) => text);
    const mixed = this.#known.byMixedText.get(texts.join("\n"));
    if (mixed?.isReasoning.length !== texts.length) return blocks;
    const flags = mixed.isReasoning.values();
    return blocks.map((block) =>
      isText(block) && flags.next().value === true ? { type: "thinking", thinking: block["text"] } : block,
    );
  }

  #takeUser(message: JsonObject): void {
    const content = withoutBlankText(message["content"]);
    const blocks = asList(content);
    if (blocks === null) {
      this.#entries.push({ message: { ...message, content: content ?? REPLAY_NOTES.emptyMessage } });
      return;
    }
    const kept = blocks.flatMap((block) =>
      isObject(block) && isResult(block) ? this.#takeResult(block) : [block],
    );
    if (kept.length > 0) this.#entries.push({ message: { ...message, content: kept } });
  }

  /** Puts a result after its call; returns what is said in its place where the call is unknown. */
  #takeResult(block: JsonObject): unknown[] {
    const content = withoutBlankText(block["content"]);
    const isAnswer = this.#toolTurns.answer(idOf(block["tool_use_id"]), (id) => ({
      ...block,
      tool_use_id: id,
      content: content ?? REPLAY_NOTES.emptyResult,
    }));
    return isAnswer || content === undefined ? [] : orphanedContent(content);
  }
}

function isCall(block: JsonObject): boolean {
  return block["type"] === "tool_use";
}
function isResult(block: JsonObject): boolean {
  return block["type"] === "tool_result";
}
function isThinking(block: JsonObject): boolean {
  return block["type"] === "thinking";
}
function isText(block: JsonObject): boolean {
  return block["type"] === "text";
}

function isOthersReasoning(block: JsonObject): boolean {
  return hasType(block, "redacted_thinking") || (isText(block) && block["text"] === OMITTED_REASONING);
}

function withoutSignature(block: JsonObject): JsonObject {
  return isThinking(block) ? omit(block, ["signature"]) : block;
}

function userBlocks(message: unknown): unknown[] | null {
  return isObject(message) && message["role"] === "user" ? toBlocks(message["content"]) : null;
}

function toBlocks(content: unknown): unknown[] | null {
  if (typeof content === "string") return [{ type: "text", text: content }];
  const blocks = asList(content);
  return blocks === null ? null : [...blocks];
}

function orphanedContent(content: unknown): unknown[] {
  return [{ type: "text", text: REPLAY_NOTES.orphanedResult }, ...(toBlocks(content) ?? [])];
}

function missingResult(id: string): JsonObject {
  return { type: "tool_result", tool_use_id: id, content: REPLAY_NOTES.missingResult, is_error: true };
}
