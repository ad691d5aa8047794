import * as fc from "fast-check";
import "../../../test-support/fixed-seed.ts";
import { describe, expect, it } from "vitest";
import { REPLAY_NOTES } from "../index.ts";
import { chatMessages } from "./chat-messages.ts";
import type { Conversation } from "./conversation.ts";

const text = fc.constantFrom("", " ", "said", "Wort für Wort", "\ud83d");
const id = fc.constantFrom("a", "b", "read:0", "");
const textBlock = text.map((said) => ({ type: "text" as const, text: said }));
const image = fc.constant({ type: "image" as const, data: "aGk=", mimeType: "image/png" });
const block = fc.oneof(
  textBlock,
  text.map((thinking) => ({ type: "thinking" as const, thinking })),
  id.map((callId) => ({ type: "toolCall" as const, id: callId, name: "read", arguments: {} })),
);
const message: fc.Arbitrary<Conversation["messages"][number]> = fc.oneof(
  fc.record({
    role: fc.constant("user" as const),
    content: fc.array(fc.oneof(textBlock, image), { maxLength: 3 }),
  }),
  fc.record({
    role: fc.constant("assistant" as const),
    content: fc.array(block, { maxLength: 4 }),
    stopReason: fc.constantFrom("stop", "toolUse", "error", "aborted"),
  }),
  fc.record({
    role: fc.constant("toolResult" as const),
    toolCallId: id,
    content: fc.array(fc.oneof(textBlock, image), { maxLength: 2 }),
  }),
);
const messages = fc.array(message, { maxLength: 12 });

describe("chatMessages", () => {
  it("gives the same bytes to the same beginning of a conversation, up to the first call without a result", () => {
    fc.assert(
      fc.property(messages, messages, (said, after) => {
        const before: typeof said = [{ role: "user", content: "begin" }, ...said];
        const short = chatMessages({ messages: before }, true).map((each) => JSON.stringify(each));
        const long = chatMessages({ messages: [...before, ...after] }, true).map((each) =>
          JSON.stringify(each),
        );
        const open = short.findIndex((each) => each.includes(REPLAY_NOTES.missingResult));
        const settled = short.slice(0, open === -1 ? short.length : open);
        expect(long.slice(0, settled.length)).toStrictEqual(settled);
      }),
    );
  });
});
