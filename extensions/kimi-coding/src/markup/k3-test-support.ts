import { readFileSync } from "node:fs";
import { z } from "zod";
import type { DeclaredTool } from "./call-header.ts";
import { K3Parser } from "./k3-parser.ts";
import type { K3Segment } from "./k3-text.ts";
import type { ParsedCall } from "./open-call.ts";
import { vectorSchema } from "./test-support.ts";

/**
 * The worked examples of K3's markup. Read as they are: as a module, `__proto__` in an expected call would be no key.
 */
export const k3Vectors = z
  .array(vectorSchema.extend({ dialect: z.literal("k3") }))
  .parse(JSON.parse(readFileSync(new URL("tool-call-markup-k3.vectors.json", import.meta.url), "utf8")));

/** K3's special tokens. */
export const [O, C, S, E] = ["<|open|>", "<|close|>", "<|sep|>", "<|end_of_msg|>"] as const;

/** An open tag: its name, with its attributes as they are written. */
export function open(tag: string): string {
  return O + tag + S;
}

export function close(name: string): string {
  return C + name + S;
}

export const [TOOLS_OPEN, TOOLS_CLOSE, CALL_CLOSE] = [open("tools"), close("tools"), close("call")] as const;
export const THINK_CLOSE = close("think");
export const RESPONSE_OPEN = open("response");
export const RESPONSE_CLOSE = close("response");
export const MESSAGE_CLOSE = close("message");

/** A call's open tag. */
export function callOpen(name: string, index = 1): string {
  return open(`call tool="${name}" index="${index}"`);
}

/** An argument, with its body as it is written. */
export function argument(key: string, type: string, body: string): string {
  return argumentOpen(key, type) + body + close("argument");
}

export function argumentOpen(key: string, type: string): string {
  return open(`argument key="${key}" type="${type}"`);
}

/** A call with these children. */
export function call(name: string, ...children: readonly string[]): string {
  return callOpen(name) + children.join("") + CALL_CLOSE;
}

export function section(...calls: readonly string[]): string {
  return TOOLS_OPEN + calls.join("") + TOOLS_CLOSE;
}

/** What a parser made of a text. */
export interface K3Outcome {
  /** Texts, calls and `null` for the beginning of the answer, in their order; neighbouring texts are one. */
  readonly blocks: readonly (string | ParsedCall | null)[];
  readonly text: string;
  /** What stands before the beginning of the answer. */
  readonly thinking: string;
  readonly calls: readonly ParsedCall[];
  readonly markersKept: number;
  readonly work: number;
}

/** Runs a parser over a text that arrives in these chunks. */
export function parseK3(chunks: readonly string[], tools: readonly DeclaredTool[] = []): K3Outcome {
  const parser = new K3Parser({ tools });
  const segments = [...chunks.flatMap((chunk) => parser.feed(chunk)), ...parser.finish()];
  return { ...collectK3(segments), work: parser.work, markersKept: parser.markersKept };
}

function textOf(blocks: K3Outcome["blocks"]): string {
  return blocks.map((block) => (typeof block === "string" ? block : "")).join("");
}

/** Puts segments together, as their reader would. */
export function collectK3(segments: readonly K3Segment[]): Omit<K3Outcome, "work" | "markersKept"> {
  const blocks: (string | ParsedCall | null)[] = [];
  for (const segment of segments) {
    const last = blocks.at(-1);
    if (segment.kind === "answer") blocks.push(null);
    else if (segment.kind === "call") blocks.push(segment.call);
    else if (typeof last === "string") blocks.splice(-1, 1, last + segment.text);
    else blocks.push(segment.text);
  }
  const answer = blocks.indexOf(null);
  return {
    blocks,
    text: textOf(blocks),
    thinking: textOf(answer === -1 ? blocks : blocks.slice(0, answer)),
    calls: blocks.filter((block) => block !== null && typeof block !== "string"),
  };
}
