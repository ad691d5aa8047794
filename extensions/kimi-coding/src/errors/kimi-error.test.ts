import { describe, expect, it } from "vitest";
import { KimiError } from "./kimi-error.ts";

describe("KimiError", () => {
  it("is an error with a code, a text and a cause", () => {
    const cause = new Error("below");
    const error = new KimiError("key-missing", "No key. Get one.", { cause });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: "KimiError",
      code: "key-missing",
      message: "No key. Get one.",
      cause,
    });
  });

  it("has no cause where there was none", () => {
    expect("cause" in new KimiError("key-refused", "No.")).toBe(false);
  });
});
