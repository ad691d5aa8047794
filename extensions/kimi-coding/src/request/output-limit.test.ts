import { describe, expect, it } from "vitest";
import { deepFreeze } from "../../test-support/values.ts";
import { ANTHROPIC_DIALECT, OPENAI_DIALECT } from "../kimi/index.ts";
import { NO_KNOWN_REASONING } from "./known-reasoning.ts";
import { patchOutputLimit, withRoomForAnswer } from "./output-limit.ts";
import type { PatchContext } from "./patch.ts";

function patched(body: object, overrides: Partial<PatchContext> = {}): object {
  return patchOutputLimit(deepFreeze({ ...body }), {
    api: OPENAI_DIALECT,
    wireModelId: "kimi-for-coding",
    thinking: true,
    knownReasoning: NO_KNOWN_REASONING,
    ...overrides,
  });
}

describe("withRoomForAnswer", () => {
  it.each([
    { name: "raises a small limit", limit: 300, model: 32_768, expected: 16_000 },
    { name: "raises no limit above what the model can write", limit: 300, model: 1234, expected: 1234 },
    { name: "leaves a limit above what the model can write", limit: 5000, model: 1234, expected: 5000 },
    { name: "leaves a limit that is large enough", limit: 20_000, model: 32_768, expected: 20_000 },
  ])("$name", ({ limit, model, expected }) => {
    expect(withRoomForAnswer(limit, model)).toBe(expected);
  });
});

describe("patchOutputLimit", () => {
  it.each([
    { name: "the newer name", body: { max_completion_tokens: 9 }, expected: 9 },
    { name: "the older name", body: { max_tokens: 7 }, expected: 7 },
    { name: "both names", body: { max_tokens: 7, max_completion_tokens: 9 }, expected: 9 },
    { name: "a null beside it", body: { max_tokens: 7, max_completion_tokens: null }, expected: 7 },
  ])("states the limit once on chat completions, given $name", ({ body, expected }) => {
    expect(patched({ ...body, stream: true })).toStrictEqual({
      stream: true,
      max_completion_tokens: expected,
    });
  });

  it.each([
    { name: "its own name", body: { max_tokens: 7 }, expected: 7 },
    { name: "the other dialect's", body: { max_completion_tokens: 9 }, expected: 9 },
    { name: "both names", body: { max_tokens: 7, max_completion_tokens: 9 }, expected: 7 },
  ])("states the limit once on messages, given $name", ({ body, expected }) => {
    expect(patched(body, { api: ANTHROPIC_DIALECT })).toStrictEqual({ max_tokens: expected });
  });

  it("states none where there is none", () => {
    expect(patched({ stream: true })).toStrictEqual({ stream: true });
    expect(patched({ max_tokens: null })).toStrictEqual({});
  });

  it("raises a limit that leaves no room for an answer where nobody did before", () => {
    const limit = { max_completion_tokens: 4096 };
    expect(patched(limit, { modelMaxTokens: 32_768 })).toStrictEqual({ max_completion_tokens: 16_000 });
    expect(patched(limit, { modelMaxTokens: 32_768, thinking: false })).toStrictEqual(limit);
    expect(patched(limit)).toStrictEqual(limit);
  });
});
