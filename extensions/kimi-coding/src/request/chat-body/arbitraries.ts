import * as fc from "fast-check";
import { anyText, callId, words } from "../arbitraries.ts";
import type { Conversation } from "./conversation.ts";

const textBlock = anyText.map((text) => ({ type: "text" as const, text }));
/** The first bytes of a PNG, and a number. */
const image = fc.integer({ min: 0, max: 99 }).map((number) => ({
  type: "image" as const,
  data: `iVBORw0KGgoA${String(number).padStart(4, "0")}`,
  mimeType: "image/png",
}));
const assistantBlock = fc.oneof(
  fc.constantFrom("", " ", "hm", "because").map((thinking) => ({ type: "thinking" as const, thinking })),
  fc
    .tuple(callId, words)
    .map(([id, path]) => ({ type: "toolCall" as const, id, name: "read", arguments: { path } })),
);
const seen = fc.array(fc.oneof(textBlock, image), { maxLength: 3 });

/** A message with this reason at the end of each turn: of the right shape, with whatever missing or empty. */
function message(stopReason: fc.Arbitrary<string>): fc.Arbitrary<Conversation["messages"][number]> {
  return fc.oneof(
    fc.record({ role: fc.constant("user" as const), content: fc.oneof(anyText, seen) }),
    fc.record({
      role: fc.constant("assistant" as const),
      content: fc
        .tuple(fc.array(textBlock, { maxLength: 1 }), fc.array(assistantBlock, { maxLength: 4 }))
        .map((parts) => parts.flat()),
      stopReason,
    }),
    fc.record({ role: fc.constant("toolResult" as const), toolCallId: callId, content: seen }),
  );
}

/** Conversations as hosts hand them on, their messages in any order. */
export const conversations: fc.Arbitrary<Conversation["messages"]> = fc.array(
  message(fc.constantFrom("stop", "toolUse", "error", "aborted")),
  { maxLength: 12 },
);

/** As {@link conversations}, without a turn that failed, whose words are not sent. */
export const wholeConversations: fc.Arbitrary<Conversation["messages"]> = fc.array(
  message(fc.constantFrom("stop", "toolUse")),
  { maxLength: 12 },
);
