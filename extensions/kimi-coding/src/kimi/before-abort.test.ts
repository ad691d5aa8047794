import { describe, expect, it } from "vitest";
import { beforeAbort } from "./before-abort.ts";

const never = new Promise<never>(() => {});

describe("beforeAbort", () => {
  it("hands on what comes, and how it fails", async () => {
    const { signal } = new AbortController();
    await expect(beforeAbort(Promise.resolve(1), signal)).resolves.toBe(1);
    await expect(beforeAbort(Promise.reject(new Error("no")), signal)).rejects.toThrow("no");
  });

  it("throws the reason of a signal that is aborted first, or was before", async () => {
    const user = new AbortController();
    const waiting = beforeAbort(never, user.signal);
    user.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    await expect(beforeAbort(never, user.signal)).rejects.toThrow("enough");
  });

  it("leaves alone what fails later", async () => {
    const late = Promise.withResolvers<never>();
    const waiting = beforeAbort(late.promise, AbortSignal.abort(new Error("enough")));
    await expect(waiting).rejects.toThrow("enough");
    late.reject(new Error("late"));
    await expect(late.promise).rejects.toThrow("late");
  });
});
