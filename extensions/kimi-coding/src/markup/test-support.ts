import { z } from "zod";
import type { DeclaredTool } from "./call-header.ts";
import { K2_DIALECT } from "./dialect.ts";
import type { ParsedCall } from "./open-call.ts";
import { MarkupParser, type Segment } from "./parser.ts";
import vectorFile from "./tool-call-markup.vectors.json" with { type: "json" };

const callSchema = z.strictObject({
  name: z.string(),
  arguments: z.record(z.string(), z.unknown()),
  rawArguments: z.string().optional(),
  nativeId: z.string().optional(),
});

/** The form of a worked example. */
export const vectorSchema = z.strictObject({
  id: z.string(),
  tier: z.enum(["core", "extended"]),
  finish: z.enum(["stop", "length", "toolUse", "error"]),
  tools: z.array(z.strictObject({ name: z.string(), parameters: z.unknown() })).optional(),
  thinkingChunks: z.array(z.string()).optional(),
  upstreamToolCalls: z.array(callSchema).optional(),
  chunks: z.array(z.string()),
  expected: z.strictObject({
    text: z.string(),
    toolCalls: z.array(callSchema),
    stopReason: z.string(),
    note: z.string(),
    thinking: z.string().optional(),
    blocks: z
      .array(
        z.union([
          z.strictObject({ type: z.literal("text"), text: z.string() }),
          z.strictObject({ type: z.literal("toolCall"), index: z.number() }),
        ]),
      )
      .optional(),
  }),
});

/** A worked example of the policy; the format is described in `docs/reference/tool-call-markup.md`. */
export type Vector = z.infer<typeof vectorSchema>;

export const vectors: readonly Vector[] = z.array(vectorSchema).parse(vectorFile);

/** The markers of the K2 dialect in their first spelling. */
export const [SB, SE, CB, AB, CE, IM_END] = [
  "<|tool_calls_section_begin|>",
  "<|tool_calls_section_end|>",
  "<|tool_call_begin|>",
  "<|tool_call_argument_begin|>",
  "<|tool_call_end|>",
  "<|im_end|>",
] as const;

/** The ways in which a text may arrive that need no randomness: as given, whole, and one code unit at a time. */
export const cuts = [
  { name: "as given", cut: (chunks: readonly string[]): readonly string[] => chunks },
  { name: "whole", cut: (chunks: readonly string[]): readonly string[] => [chunks.join("")] },
  {
    name: "one code unit at a time",
    cut: (chunks: readonly string[]): readonly string[] => chunks.join("").split(""),
  },
] as const;

/** What a parser made of a text. */
export interface Outcome {
  /** Texts and calls in their order; neighbouring texts are one. */
  readonly blocks: readonly (string | ParsedCall)[];
  readonly text: string;
  readonly calls: readonly ParsedCall[];
  readonly work: number;
}

/** Runs a parser over a text that arrives in these chunks. */
export function parse(chunks: readonly string[], tools: readonly DeclaredTool[] = []): Outcome {
  const parser = new MarkupParser({ dialect: K2_DIALECT, tools });
  const segments = [...chunks.flatMap((chunk) => parser.feed(chunk)), ...parser.finish()];
  return { ...collectSegments(segments), work: parser.work };
}

/** Puts segments together, as their reader would. */
export function collectSegments(segments: readonly Segment[]): Omit<Outcome, "work"> {
  const blocks: (string | ParsedCall)[] = [];
  for (const segment of segments) {
    const last = blocks.at(-1);
    if (segment.kind === "call") blocks.push(segment.call);
    else if (typeof last === "string") blocks.splice(-1, 1, last + segment.text);
    else blocks.push(segment.text);
  }
  return {
    blocks,
    text: blocks.map((block) => (typeof block === "string" ? block : "")).join(""),
    calls: blocks.filter((block) => typeof block !== "string"),
  };
}
