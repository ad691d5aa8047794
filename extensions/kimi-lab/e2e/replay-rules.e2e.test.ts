import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { parseChatRequest } from "../simulator/chat-request.ts";
import type { Conversation } from "../simulator/conversation.ts";
import { parseMessagesRequest } from "../simulator/messages-request.ts";
import { modelRows } from "../simulator/models.ts";
import { validate } from "../simulator/validate.ts";
import {
  ANTHROPIC_DIALECT,
  chatMessages,
  isObject,
  type JsonObject,
  knownReasoning,
  messagesMessages,
  OPENAI_DIALECT,
  patchRequest,
  REPLAY_NOTES,
} from "openclaw-kimi-coding/test-api";

const context = fc.record({
  wireModelId: fc.constant("kimi-for-coding"),
  thinking: fc.boolean(),
  knownReasoning,
});
const dialects: readonly {
  readonly api: string;
  readonly messages: fc.Arbitrary<readonly unknown[]>;
  readonly parse: (body: unknown) => Conversation | undefined;
}[] = [
  { api: OPENAI_DIALECT, messages: chatMessages, parse: parseChatRequest },
  { api: ANTHROPIC_DIALECT, messages: messagesMessages, parse: parseMessagesRequest },
];

describe.each(dialects)("any conversation on $api", ({ api, messages, parse }) => {
  it("leaves in a form that the service takes", () => {
    fc.assert(
      fc.property(messages, context, (messages, context) => {
        const conversation = parse(patchRequest({ messages }, { api, ...context }));
        expect(conversation && { fault: validate(conversation, modelRows["kimi-for-coding"]) }).toStrictEqual(
          {
            fault: undefined,
          },
        );
      }),
      { numRuns: 1000 },
    );
  });

  it("keeps every text, argument and image as often as it was there", () => {
    fc.assert(
      fc.property(messages, context, (messages, context) => {
        const kept = piecesOf(patchRequest({ messages }, { api, ...context }));
        const lost = [...piecesOf({ messages })].filter(([piece, count]) => (kept.get(piece) ?? 0) < count);
        expect(lost).toStrictEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it("answers each call after its turn, under an id of its own", () => {
    fc.assert(
      fc.property(messages, context, (messages, context) => {
        const turns = parse(patchRequest({ messages }, { api, ...context }))?.turns ?? [];
        const calls = turns.flatMap((turn) => (turn.role === "assistant" ? turn.toolCalls : []));
        const results = turns.flatMap((turn) => (turn.role === "tool" ? [turn.toolCallId] : []));
        expect(results.toSorted()).toStrictEqual(calls.map(({ id }) => id).toSorted());
        expect(new Set(results).size).toBe(results.length);
      }),
    );
  });
});

/** What a body says, each with the number of times: texts, arguments of calls and images, but no reasoning. */
function piecesOf(body: unknown): Map<string, number> {
  const counts = new Map<string, number>();
  const add = (piece: string) => counts.set(piece, (counts.get(piece) ?? 0) + 1);
  const visit = (value: unknown, key: string): void => {
    if (Array.isArray(value)) value.forEach((item) => visit(item, key));
    else if (isObject(value) && !isEncrypted(value))
      Object.entries(value).forEach(([key, item]) => visit(item, key));
    else if (typeof value === "string" && PIECE_KEYS.has(key) && value.trim() !== "") add(withoutNote(value));
  };
  visit(body, "");
  return counts;
}

const PIECE_KEYS: ReadonlySet<string> = new Set(["content", "text", "arguments", "path", "url", "data"]);

function isEncrypted({ type }: JsonObject): boolean {
  return type === "redacted_thinking" || type === "reasoning.encrypted";
}

function withoutNote(text: string): string {
  const note = `${REPLAY_NOTES.orphanedResult}\n`;
  return text.startsWith(note) ? text.slice(note.length) : text;
}
