import { describe, expect, it } from "vitest";
import { parseClaim } from "./claim.ts";

describe("parseClaim", () => {
  it("reads what was written", () => {
    expect(parseClaim('{"pid":12,"until":34}')).toStrictEqual({ pid: 12, until: 34 });
  });

  it.each([
    { name: "nothing", text: "" },
    { name: "a list", text: "[12,34]" },
    { name: "a process group", text: '{"pid":-12,"until":34}' },
    { name: "no process", text: '{"pid":0,"until":34}' },
    { name: "half a process", text: '{"pid":1.5,"until":34}' },
    { name: "no end", text: '{"pid":12}' },
  ])("takes $name for no claim", ({ text }) => {
    expect(parseClaim(text)).toBeNull();
  });
});
