import type { TokenCounts } from "./compose.ts";
import type { Delta, Ending, FinishReason } from "./reply.ts";

/** What every frame of one answer repeats. */
export interface ReplyHeading {
  readonly id: string;
  readonly model: string;
  readonly createdAt: Date;
  readonly tokens: TokenCounts;
}

/** Turns deltas into the SSE frames of one dialect. Call `start` once, `feed` per delta, `finish` once. */
export interface ReplyEncoder {
  start(): string[];
  feed(delta: Delta): string[];
  /** `whole` by default. */
  finish(reason: FinishReason, ending?: Ending): string[];
}

/** Which of the frames at the end of an answer are sent. */
export const endings = {
  whole: { hasReason: true, hasMark: true },
  "no-finish-reason": { hasReason: false, hasMark: true },
  "no-mark": { hasReason: true, hasMark: false },
  none: { hasReason: false, hasMark: false },
} as const satisfies Record<Ending, { readonly hasReason: boolean; readonly hasMark: boolean }>;

/** A reply as a whole, as a non-streaming answer needs it. */
export interface FoldedReply {
  readonly reasoning: string | undefined;
  readonly text: string | undefined;
  readonly toolCalls: readonly FoldedToolCall[];
}

interface FoldedToolCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** Joins deltas; reasoning and text stay undefined when no delta brought any. */
export function foldDeltas(deltas: readonly Delta[]): FoldedReply {
  const join = (kind: "reasoning" | "text") => {
    const texts = deltas.flatMap((delta) => (delta.kind === kind ? [delta.text] : []));
    return texts.length === 0 ? undefined : texts.join("");
  };
  const calls = deltas.filter((delta) => delta.kind === "toolCall");
  const byIndex = Map.groupBy(calls, (delta) => delta.index);
  const toolCalls = [...byIndex.values()].map((group) => ({
    id: group.map((delta) => delta.id ?? "").join(""),
    name: group.map((delta) => delta.name ?? "").join(""),
    arguments: group.map((delta) => delta.arguments ?? "").join(""),
  }));
  return { reasoning: join("reasoning"), text: join("text"), toolCalls };
}
