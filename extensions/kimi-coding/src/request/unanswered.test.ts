import { describe, expect, it } from "vitest";
import { countUnanswered } from "./unanswered.ts";

const user = { role: "user", content: "hi" };
const answer = { role: "assistant", content: [], stopReason: "stop" };
const refusal = "⚠️ Kimi Code cannot read the image of your message (BMP, 1 KB). Kimi Code reads PNG.";
const tooLarge =
  "The image of your message (PNG, 2 MB) is too large: Kimi Code accepts requests of 2 MB. Save it as JPEG.";
const failed = { role: "assistant", content: [], stopReason: "error" };

describe("countUnanswered", () => {
  it.each([
    { name: "an empty conversation", messages: [], expected: 0 },
    { name: "one message", messages: [user], expected: 1 },
    { name: "messages behind an answer", messages: [user, answer, user, user], expected: 2 },
    {
      name: "an answer that calls tools",
      messages: [user, { ...answer, stopReason: "toolUse" }],
      expected: 0,
    },
    {
      name: "what is said while tools run",
      messages: [user, { ...answer, stopReason: "toolUse" }, { role: "toolResult", content: [] }, user],
      expected: 1,
    },
    {
      name: "a turn that failed",
      messages: [user, { ...failed, errorMessage: "500 fault" }, user],
      expected: 2,
    },
    {
      name: "a turn that was aborted",
      messages: [user, { ...answer, stopReason: "aborted" }, user],
      expected: 2,
    },
    { name: "a refused image", messages: [user, { ...failed, errorMessage: refusal }, user], expected: 1 },
    {
      name: "an image that is too large",
      messages: [user, { ...failed, errorMessage: tooLarge }, user],
      expected: 1,
    },
    {
      name: "a refusal in the text of a failed turn",
      messages: [
        user,
        { ...failed, content: [null, { type: "text", text: refusal }], errorMessage: "failed" },
        user,
      ],
      expected: 1,
    },
    { name: "a user who quotes a refusal", messages: [user, { ...user, content: refusal }], expected: 2 },
  ])("counts the messages of the user without an answer: $name", ({ messages, expected }) => {
    expect(countUnanswered(messages)).toBe(expected);
  });
});
