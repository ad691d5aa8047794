import { createHash } from "node:crypto";

import { toolCallsSoFar, type Conversation } from "./conversation.ts";
import type { Delta, DeltasReply, Frame, Interruption, MessageReply, ScriptedToolCall } from "./reply.ts";
import { estimateCachedTokens, estimatePromptTokens, estimateTextTokens } from "./tokens.ts";

/** Longest piece of text in one delta. */
const DELTA_CHARACTERS = 24;

/** Token counts of a reply; cached tokens are part of the prompt's. */
export interface TokenCounts {
  readonly prompt: number;
  readonly cached: number;
  readonly completion: number;
}

/** Cuts a whole answer into deltas: reasoning, then text, then one call after another. */
export function toDeltas(reply: MessageReply, conversation: Conversation): DeltasReply {
  const calls = reply.toolCalls ?? [];
  const madeBefore = toolCallsSoFar(conversation).length;
  const steps: Delta[] = [
    ...(reply.reasoning === undefined ? [] : textDeltas("reasoning", reply.reasoning)),
    ...(reply.text === undefined ? [] : textDeltas("text", reply.text)),
    ...calls.flatMap((call, index) =>
      callDeltas(call, index, call.id ?? toolCallId(conversation, call.name, madeBefore + index)),
    ),
  ];
  return {
    kind: "deltas",
    steps,
    finishReason: reply.finishReason ?? (calls.length > 0 ? "tool_calls" : "stop"),
  };
}

/**
 * Ends a reply where the request's limit ends it. Reasoning counts, too: what a small limit leaves may be a reply
 * without an answer (official client and field reports, 2026-08).
 */
export function limitOutput(reply: DeltasReply, maxOutputTokens: number | undefined): DeltasReply {
  if (maxOutputTokens === undefined) return reply;
  let written = "";
  const cut = reply.steps.findIndex((step) => {
    written += writtenText(step);
    return estimateTextTokens(written) > maxOutputTokens;
  });
  return cut === -1 ? reply : { ...reply, steps: reply.steps.slice(0, cut), finishReason: "length" };
}

/** Counts that depend on nothing but the request and the reply. */
export function countTokens(
  conversation: Conversation,
  steps: readonly (Delta | Frame | Interruption)[],
): TokenCounts {
  const written = steps.reduce((total, step) => total + writtenText(step), "");
  return {
    prompt: estimatePromptTokens(conversation),
    cached: estimateCachedTokens(conversation),
    completion: estimateTextTokens(written),
  };
}

function writtenText(step: Delta | Frame | Interruption): string {
  if (step.kind === "hold" || step.kind === "disconnect" || step.kind === "frame") return "";
  return step.kind === "toolCall" ? (step.name ?? "") + (step.arguments ?? "") : step.text;
}

/**
 * Ids as reported from the service (2026-08): `<name>:<n>` on chat completions, with n counting over the
 * conversation, and `tool_` with 24 characters on messages.
 */
function toolCallId(conversation: Conversation, name: string, position: number): string {
  if (conversation.dialect === "openai") return `${name}:${position}`;
  return `tool_${createHash("sha256").update(`${name}:${position}`).digest("hex").slice(0, 24)}`;
}

function textDeltas(kind: "reasoning" | "text", text: string): Delta[] {
  return pieces(text).map((piece) => ({ kind, text: piece }));
}

function callDeltas(call: ScriptedToolCall, index: number, id: string): Delta[] {
  const json = typeof call.arguments === "string" ? call.arguments : JSON.stringify(call.arguments);
  return [
    { kind: "toolCall", index, id, name: call.name, arguments: "" },
    ...pieces(json).map((piece): Delta => ({ kind: "toolCall", index, arguments: piece })),
  ];
}

/** Cuts between characters, never inside one; the empty text is one empty piece. */
function pieces(text: string): string[] {
  const characters = Array.from(text);
  const cut: string[] = [];
  for (let start = 0; start < characters.length; start += DELTA_CHARACTERS) {
    cut.push(characters.slice(start, start + DELTA_CHARACTERS).join(""));
  }
  return cut.length === 0 ? [""] : cut;
}
