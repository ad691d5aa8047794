import type { NativeCall } from "./native-call.ts";
import { writingBlock, type OutBlock } from "./out-message.ts";
import type { Block, Message, StopReason } from "./protocol.ts";
import type { Writing } from "./writing.ts";

/** The final block of each of the source's blocks, by its place in the source. */
type Matched = ReadonlyMap<number, Block>;

/**
 * Finds the final block of each of the source's blocks. The final message need not have them all, so a place in one is
 * not the same place in the other.
 */
export function matchBlocks<M extends Message>(
  sources: Iterable<Writing | NativeCall<M>>,
  content: readonly Block[],
): Matched {
  const matched = new Map<number, Block>();
  let next = 0;
  for (const source of Array.from(sources).toSorted((a, b) => a.sourceIndex - b.sourceIndex)) {
    const block = content[next];
    const fits =
      block?.type === "toolCall"
        ? source.type === "toolCall" && (block.id === source.call.id || block === source.call)
        : block?.type === source.type;
    if (block === undefined || !fits) continue;
    matched.set(source.sourceIndex, block);
    next += 1;
  }
  return matched;
}

/** The content of our final message: our blocks, with what the source's final blocks say of them. */
export function finalContent<M extends Message>(
  blocks: readonly OutBlock[],
  sources: ReadonlyMap<number, Writing | NativeCall<M>>,
  matched: Matched,
  content: readonly Block[],
): Block[] {
  const seen = new Set(matched.values());
  const ours = blocks.flatMap((block): Block[] => {
    if (block.sourceIndex === null) return block.type === "toolCall" ? [block.snapshot] : [];
    const last = matched.get(block.sourceIndex);
    if (block.type === "toolCall") {
      // Some adapters take a native call back whose message ended in another way than with calls (2026.9.6).
      return last?.type === "toolCall" ? [{ ...last, id: block.snapshot.id }] : [];
    }
    const source = sources.get(block.sourceIndex);
    const isAsItWas = source?.type !== "toolCall" && source?.isAsItWas === true && last !== undefined;
    return [isAsItWas ? last : writingBlock(block.type, block.text, last)];
  });
  return [...ours, ...content.filter((block) => !seen.has(block))];
}

/** A message stops for its calls if it has any, and only then (R11); how it was cut short stays as it is. */
export function resolveStopReason(stopReason: StopReason, content: readonly Block[]): StopReason {
  if (stopReason !== "stop" && stopReason !== "toolUse") return stopReason;
  return content.some((block) => block.type === "toolCall") ? "toolUse" : "stop";
}
