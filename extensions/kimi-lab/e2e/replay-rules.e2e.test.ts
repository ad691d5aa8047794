import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { parseChatRequest } from "../simulator/chat-request.ts";
import type { Conversation } from "../simulator/conversation.ts";
import { parseMessagesRequest } from "../simulator/messages-request.ts";
import { modelRows } from "../simulator/models.ts";
import { validate } from "../simulator/validate.ts";
import {
  ANTHROPIC_DIALECT,
  buildChatBody,
  isObject,
  type JsonObject,
  knownReasoning,
  messagesMessages,
  OPENAI_DIALECT,
  patchRequest,
  REPLAY_NOTES,
  wholeConversations,
} from "openclaw-kimi-coding/test-api";

/** Messages as they are given to what sends them, and as they leave. */
interface Sent {
  readonly given: readonly unknown[];
  readonly body: unknown;
}
const wireModelId = "kimi-for-coding";
const dialects: readonly {
  readonly api: string;
  readonly sent: fc.Arbitrary<Sent>;
  readonly parse: (body: unknown) => Conversation | undefined;
}[] = [
  {
    api: OPENAI_DIALECT,
    sent: fc.tuple(wholeConversations, fc.boolean()).map(([messages, isThinking]) => ({
      given: messages,
      body: buildChatBody(
        { messages },
        {
          wireModelId,
          thinking: { type: isThinking ? "enabled" : "disabled", effort: undefined },
          outputTokens: 32_768,
          contextTokens: 262_144,
          cacheKey: undefined,
        },
      ),
    })),
    parse: parseChatRequest,
  },
  {
    api: ANTHROPIC_DIALECT,
    sent: fc.tuple(messagesMessages, fc.boolean(), knownReasoning).map(([messages, thinking, known]) => ({
      given: messages,
      body: patchRequest(
        { messages },
        { api: ANTHROPIC_DIALECT, wireModelId, thinking, knownReasoning: known },
      ),
    })),
    parse: parseMessagesRequest,
  },
];

describe.each(dialects)("any conversation on $api", ({ sent, parse }) => {
  it("leaves in a form that the service takes", () => {
    fc.assert(
      fc.property(sent, ({ body }) => {
        const conversation = parse(body);
        expect(conversation && { fault: validate(conversation, modelRows[wireModelId]) }).toStrictEqual({
          fault: undefined,
        });
      }),
      { numRuns: 1000 },
    );
  });

  it("keeps every text, argument and image as often as it was there", () => {
    fc.assert(
      fc.property(sent, ({ given, body }) => {
        const kept = piecesOf(body);
        const lost = [...piecesOf(given)].filter(([piece, count]) => (kept.get(piece) ?? 0) < count);
        expect(lost).toStrictEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it("answers each call after its turn, under an id of its own", () => {
    fc.assert(
      fc.property(sent, ({ body }) => {
        const turns = parse(body)?.turns ?? [];
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
    else if (key === "arguments" && typeof value === "string") visit(JSON.parse(value), key);
    else if (isObject(value) && !isEncrypted(value))
      Object.entries(value).forEach(([key, item]) => visit(item, key));
    else if (typeof value === "string" && PIECE_KEYS.has(key) && value.trim() !== "")
      add(withoutNote(value).replace(/^data:image\/png;base64,/u, ""));
  };
  visit(body, "");
  return counts;
}

const PIECE_KEYS: ReadonlySet<string> = new Set(["content", "text", "path", "url", "data"]);

function isEncrypted({ type }: JsonObject): boolean {
  return type === "redacted_thinking" || type === "reasoning.encrypted";
}

function withoutNote(text: string): string {
  const note = `${REPLAY_NOTES.orphanedResult}\n`;
  return text.startsWith(note) ? text.slice(note.length) : text;
}
