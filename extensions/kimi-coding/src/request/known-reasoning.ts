import { isObject, type JsonObject } from "../kimi/index.ts";
import { MESSAGES_ID_LIMITS } from "./tool-call-ids.ts";

/** The parts of an agent message that hold its reasoning and its tool calls. */
interface AssistantLike {
  readonly role: string;
  readonly content?: unknown;
  readonly stopReason?: unknown;
}

/** A turn whose reasoning a host wrote into its text. */
interface MixedTurn {
  readonly reasoning: string;
  /** What the turn said beside its reasoning, as the host would have written it. */
  readonly text: string;
  /** Of the turn's pieces of text, in order, whether each is reasoning. */
  readonly isReasoning: readonly boolean[];
}

/** What a conversation tells about the reasoning of its earlier turns. */
export interface KnownReasoning {
  /**
   * By the id of a tool call as the dialect takes it: the reasoning of each turn that made a call of that id, in order;
   * empty where none.
   */
  readonly byCallId: ReadonlyMap<string, readonly string[]>;
  /** By the text that a host makes of a whole turn, reasoning included, where that is not another turn's text. */
  readonly byMixedText: ReadonlyMap<string, MixedTurn>;
}

/** Nothing is known of any turn. */
export const NO_KNOWN_REASONING: KnownReasoning = { byCallId: new Map(), byMixedText: new Map() };

/** What adapters put between the pieces of a turn when they make one text of it. */
const SEPARATORS = ["\n", ""] as const;

/**
 * Reads the reasoning out of a conversation, to be found again in the `/messages` body that an adapter makes of it.
 *
 * Adapters leave out failed turns that called tools; they rewrite ids; and they make text of reasoning that has no
 * signature or is another model's (pi-ai 0.73, `@openclaw/ai` 2026.9.6).
 */
export function readKnownReasoning(messages: readonly AssistantLike[]): KnownReasoning {
  const byCallId = new Map<string, string[]>();
  const byMixedText = new Map<string, MixedTurn>();
  const plainTexts = new Set<string>();
  for (const { role, content, stopReason } of messages) {
    if (role !== "assistant" || stopReason === "error" || stopReason === "aborted") continue;
    const blocks = blocksOf(content);
    const reasoning = blocks.map(thinkingText).join("");
    for (const alias of blocks.flatMap(callAliases)) {
      const known = byCallId.get(alias);
      if (known === undefined) byCallId.set(alias, [reasoning]);
      else known.push(reasoning);
    }
    const pieces = blocks.filter((block) => pieceText(block).trim() !== "");
    for (const separator of SEPARATORS) {
      const text = join(pieces.map(plainText), separator);
      const isReasoning = pieces.map((block) => thinkingText(block) !== "");
      if (isReasoning.includes(true)) {
        const mixed = join(pieces.map(pieceText), separator);
        byMixedText.set(mixed, { reasoning, text, isReasoning });
      }
      plainTexts.add(text);
    }
  }
  for (const text of plainTexts) byMixedText.delete(text);
  return { byCallId, byMixedText };
}

function join(pieces: readonly string[], separator: string): string {
  return pieces.filter((piece) => piece !== "").join(separator);
}

/** The ids of all tool calls in a conversation, in their order. */
export function toolCallIds(messages: readonly AssistantLike[]): string[] {
  return messages.flatMap(({ role, content }) =>
    role === "assistant"
      ? blocksOf(content)
          .map(toolCallId)
          .filter((id) => id !== null)
      : [],
  );
}

/**
 * The ids under which adapters send a call, if the block is one: as the dialect takes it, and the first part of an id
 * that has two, as calls of the Responses API have.
 */
function callAliases(block: JsonObject): string[] {
  const id = toolCallId(block);
  if (id === null) return [];
  const { fit } = MESSAGES_ID_LIMITS;
  const [firstPart = "", ...others] = id.split("|", 2);
  const first = others.length === 0 ? [] : [fit(firstPart).slice(0, 40)];
  return [...new Set([fit(id), ...first])];
}

function blocksOf(content: unknown): readonly JsonObject[] {
  if (typeof content === "string") return [{ type: "text", text: content }];
  return Array.isArray(content) ? content.filter(isObject) : [];
}

/** The reasoning of a block; what is redacted is none. */
function thinkingText({ type, thinking, redacted }: JsonObject): string {
  return type === "thinking" && redacted !== true && typeof thinking === "string" ? thinking : "";
}

function plainText({ type, text }: JsonObject): string {
  return type === "text" && typeof text === "string" ? text : "";
}

/** What a block says or thinks; a block does one of them. */
function pieceText(block: JsonObject): string {
  return thinkingText(block) + plainText(block);
}

function toolCallId({ type, id }: JsonObject): string | null {
  return type === "toolCall" && typeof id === "string" ? id : null;
}
