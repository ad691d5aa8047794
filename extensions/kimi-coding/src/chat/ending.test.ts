import { describe, expect, it } from "vitest";
import { brokenEnding, EMPTY, isSecondTry, tellsUsage, type EndedMessage } from "./ending.ts";
import { MALFORMED, UNFINISHED } from "./response/index.ts";

const said = { type: "text" as const, text: "Half a sen" };
const thought = { type: "thinking" as const, thinking: "Let me think." };
const call = { type: "toolCall" as const, id: "a", name: "read", arguments: {} };
const asked = { tellsUsage: true, keepsId: true, isSecondTry: () => false };
const askedAgain = { ...asked, isSecondTry: () => true };

function ended(overrides: Partial<EndedMessage> = {}): EndedMessage {
  return { content: [said], stopReason: "stop", usage: { output: 7 }, responseId: "msg_1", ...overrides };
}

describe("tellsUsage", () => {
  it.each([
    { usage: { output: 7 }, expected: true },
    { usage: { output: 0 }, expected: false },
    { usage: undefined, expected: false },
  ])("takes $usage for $expected", ({ usage, expected }) => {
    expect(tellsUsage({ usage })).toBe(expected);
  });
});

describe("brokenEnding", () => {
  it.each([
    { name: "a text", message: ended({ usage: { output: 0 } }) },
    { name: "a call", message: ended({ content: [call], stopReason: "toolUse", usage: { output: 0 } }) },
    { name: "reasoning", message: ended({ content: [thought], usage: { output: 0 } }) },
  ])("finds $name without a finish reason by the usage that would have come with it", ({ message }) => {
    expect(brokenEnding(message, asked)).toBe(UNFINISHED);
    expect(brokenEnding(message, { ...asked, tellsUsage: false })).toBeNull();
  });

  it.each([
    { name: "a finished answer", message: ended() },
    { name: "one up to the limit", message: ended({ stopReason: "length" }) },
    {
      name: "one up to the limit, which is a finish reason, without its usage",
      message: ended({ stopReason: "length", usage: { output: 0 } }),
    },
    { name: "a call", message: ended({ content: [call], stopReason: "toolUse" }) },
    { name: "nothing but reasoning, for which the host asks again", message: ended({ content: [thought] }) },
    { name: "a failure without its usage", message: ended({ stopReason: "error", usage: undefined }) },
    { name: "an abort without its usage", message: ended({ stopReason: "aborted", usage: undefined }) },
    { name: "an abort", message: ended({ stopReason: "aborted", usage: { output: 0 } }) },
    {
      name: "a failure of another kind",
      message: ended({ stopReason: "error", errorMessage: "terminated" }),
    },
    {
      name: "a failure whose text is about a position in JSON further on",
      message: ended({ stopReason: "error", errorMessage: `400 ${"x".repeat(90)} in JSON at position 3` }),
    },
    {
      name: "a refusal of the service that is about JSON",
      message: ended({ stopReason: "error", errorMessage: "400 Unexpected token in JSON at position 3" }),
    },
    { name: "a failure without a text", message: ended({ stopReason: "error" }) },
  ])("leaves $name", ({ message }) => {
    expect(brokenEnding(message, asked)).toBeNull();
    expect(brokenEnding(message, askedAgain)).toBeNull();
  });

  it("leaves the first answer without a word to the host, and explains the second", () => {
    for (const output of [0, 7]) {
      const message = ended({ content: [], usage: { output } });
      expect(brokenEnding(message, asked)).toBeNull();
      expect(brokenEnding(message, askedAgain)).toBe(EMPTY);
    }
  });

  it("has the host send the same request again where no answer has begun, and not ask in other words", () => {
    const nothing = ended({ content: [], usage: { output: 0 }, responseId: undefined });
    expect(brokenEnding(nothing, asked)).toBe(UNFINISHED);
    expect(brokenEnding(nothing, askedAgain)).toBe(UNFINISHED);
    expect(brokenEnding(nothing, { ...asked, keepsId: false })).toBeNull();
  });

  it.each([
    "Unterminated string in JSON at position 17 (line 1 column 18)",
    "Expected ',' or '}' after property value in JSON at position 9",
    "Unexpected end of JSON input",
    'Could not parse Anthropic SSE event content_block_delta: Unterminated string; data={"type"; raw=event',
    "Error reading response: malformed server-sent event JSON.",
    "OpenClaw transport error: malformed_streaming_fragment",
  ])("says in other words, without bytes of the answer, that a frame was malformed: %s", (errorMessage) => {
    expect(brokenEnding(ended({ stopReason: "error", errorMessage }), asked)).toBe(MALFORMED);
  });

  it("gives failures of streams the words by which 2026.9.6 knows to try again", () => {
    for (const text of [UNFINISHED, MALFORMED]) {
      expect(text).toMatch(/^[\w -]*stream ended without finish reason$/u);
    }
  });
});

describe("isSecondTry", () => {
  const again =
    "[Sat 10:00] The previous attempt did not produce a user-visible answer. Continue from the current state and produce the visible answer now.";
  const hello = { role: "user", content: "hello" };
  const answer = { role: "assistant", content: [said] };

  it.each([
    { name: "as a text", messages: [hello, { role: "user", content: again }] },
    { name: "in parts", messages: [answer, { role: "user", content: [{ type: "text", text: again }] }] },
    {
      name: "before something else of the host's",
      messages: [answer, { role: "user", content: again }, hello],
    },
  ])("sees that the host asks again, $name", ({ messages }) => {
    expect(isSecondTry(messages)).toBe(true);
  });

  it.each([
    { name: "nothing is said", messages: [] },
    { name: "the user asks", messages: [answer, hello] },
    { name: "the host asked again earlier", messages: [{ role: "user", content: again }, answer, hello] },
    { name: "a tool says so", messages: [hello, { role: "toolResult", content: again }] },
    { name: "there is an image", messages: [{ role: "user", content: [{ type: "image", data: again }] }] },
    { name: "a message has no content", messages: [{ role: "user" }] },
  ])("sees nothing of it where $name", ({ messages }) => {
    expect(isSecondTry(messages)).toBe(false);
  });
});
