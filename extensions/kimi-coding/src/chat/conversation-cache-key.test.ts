import { describe, expect, it } from "vitest";
import { conversationCacheKey } from "./conversation-cache-key.ts";

describe("conversationCacheKey", () => {
  it("is the same for a session each time, and another for another one", () => {
    const key = conversationCacheKey("session-1");
    expect(conversationCacheKey("session-1")).toBe(key);
    expect(conversationCacheKey("session-2")).not.toBe(key);
  });

  it("shows nothing of the session", () => {
    expect(conversationCacheKey("agent:main:telegram:49170")).toMatch(/^[0-9a-f]{32}$/u);
  });

  it("does not change from one version to the next", () => {
    expect(conversationCacheKey("session-1")).toBe("ed024ec7a235dc78b4a18a9df1d14d0b");
  });

  it.each([undefined, "", "  "])("is absent for the session %j", (sessionId) => {
    expect(conversationCacheKey(sessionId)).toBeUndefined();
  });
});
