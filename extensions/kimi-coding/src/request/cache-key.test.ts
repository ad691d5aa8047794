import { describe, expect, it } from "vitest";
import { deepFreeze } from "../../test-support/values.ts";
import { ANTHROPIC_DIALECT, OPENAI_DIALECT } from "../kimi/index.ts";
import { patchCacheKey } from "./cache-key.ts";
import { NO_KNOWN_REASONING } from "./known-reasoning.ts";

function patched(body: object, api: string, cacheKey: string | undefined): object {
  return patchCacheKey(deepFreeze({ ...body }), {
    api,
    wireModelId: "kimi-for-coding",
    thinking: true,
    cacheKey,
    knownReasoning: NO_KNOWN_REASONING,
  });
}

describe("patchCacheKey", () => {
  it("marks the conversation in the field that the dialect has for it", () => {
    expect(patched({}, OPENAI_DIALECT, "abc")).toStrictEqual({ prompt_cache_key: "abc" });
    expect(patched({}, ANTHROPIC_DIALECT, "abc")).toStrictEqual({ metadata: { user_id: "abc" } });
  });

  it("replaces what the adapter wrote there, and leaves what is beside it", () => {
    expect(patched({ prompt_cache_key: "session-1" }, OPENAI_DIALECT, "abc")).toStrictEqual({
      prompt_cache_key: "abc",
    });
    const metadata = { user_id: "session-1", other: 1 };
    expect(patched({ metadata }, ANTHROPIC_DIALECT, "abc")).toStrictEqual({
      metadata: { user_id: "abc", other: 1 },
    });
  });

  it("adds nothing where there is no conversation", () => {
    expect(patched({ stream: true }, OPENAI_DIALECT, undefined)).toStrictEqual({ stream: true });
    expect(patched({ stream: true }, ANTHROPIC_DIALECT, undefined)).toStrictEqual({ stream: true });
  });
});
