import * as fc from "fast-check";
import "../../../test-support/fixed-seed.ts";
import { describe, expect, it } from "vitest";
import { isObject } from "../../kimi/index.ts";
import { REPLAY_NOTES } from "../index.ts";
import { conversations } from "./arbitraries.ts";
import { chatMessages } from "./chat-messages.ts";

describe("chatMessages", () => {
  it("gives the same bytes to the same beginning of a conversation, up to the first call without a result", () => {
    fc.assert(
      fc.property(conversations, conversations, (said, after) => {
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

  it("leaves no tool turn without reasoning where thinking is on, and no reasoning where it is off", () => {
    fc.assert(
      fc.property(conversations, fc.boolean(), (messages, isThinking) => {
        const kinds = chatMessages({ messages }, isThinking)
          .filter(isObject)
          .filter(({ tool_calls: calls, reasoning_content: reasoning }) => calls ?? reasoning)
          .map(({ reasoning_content: reasoning }) => typeof reasoning);
        expect(new Set(kinds)).not.toContain(isThinking ? "undefined" : "string");
      }),
    );
  });
});
