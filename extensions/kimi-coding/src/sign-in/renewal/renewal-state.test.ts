import { describe, expect, it } from "vitest";
import type { ReadResult, StoredLogin } from "../index.ts";
import { RenewalState } from "./renewal-state.ts";

function login(refreshToken: string): StoredLogin {
  return { id: "one", issuer: "https://auth.kimi.com", accessToken: "a", refreshToken, dueAt: 1 };
}

describe("the renewal that runs", () => {
  it("is there from its beginning to its end", async () => {
    const state = new RenewalState();
    expect(state.running).toBeNull();
    const { promise, resolve } = Promise.withResolvers<ReadResult>();
    const running = state.run(() => promise);
    expect(state.running).toBe(running);
    resolve({ kind: "absent" });
    expect(await running).toStrictEqual({ kind: "absent" });
    expect(state.running).toBeNull();
  });

  it("is over when it has failed, and its failure reaches the caller", async () => {
    const state = new RenewalState();
    await expect(state.run(() => Promise.reject(new Error("no lock")))).rejects.toThrow("no lock");
    expect(state.running).toBeNull();
  });
});

describe("the sign-in service", () => {
  it("is left alone for 30 s after a failure that passes, and not before", () => {
    const state = new RenewalState();
    expect(state.isPaused(0)).toBe(false);
    state.pause(1000);
    expect(state.isPaused(30_999)).toBe(true);
    expect(state.isPaused(31_000)).toBe(false);
  });
});

describe("a refresh token", () => {
  it("that has ended stays so, and says nothing of another one", () => {
    const state = new RenewalState();
    state.end("spent");
    state.end("copy");
    expect(["spent", "copy", "other"].map((token) => state.hasEnded(token))).toStrictEqual([
      true,
      true,
      false,
    ]);
  });
});

describe("a renewed sign-in that could not be stored", () => {
  it("is kept until it is stored", () => {
    const state = new RenewalState();
    expect(state.unsavedAfter(login("old"))).toBeNull();
    state.keep(login("old"), login("new"));
    expect(state.hasUnsaved).toBe(true);
    expect(state.unsavedAfter(login("old"))).toStrictEqual(login("new"));
    state.forget();
    expect(state.hasUnsaved).toBe(false);
    expect(state.unsavedAfter(login("old"))).toBeNull();
  });

  it("is forgotten when the store holds something newer", () => {
    const state = new RenewalState();
    state.keep(login("old"), login("new"));
    expect(state.unsavedAfter(login("newer"))).toBeNull();
    expect(state.hasUnsaved).toBe(false);
    expect(state.unsavedAfter(login("old"))).toBeNull();
  });
});
