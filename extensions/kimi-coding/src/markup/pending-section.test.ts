import { describe, expect, it } from "vitest";
import { PendingSection } from "./pending-section.ts";
import { SB } from "./test-support.ts";

describe("a pending section", () => {
  it("is all of its text where it is not a section, and its noise where it is one", () => {
    const section = new PendingSection();
    section.addMarker(" ", SB);
    section.addMarker("\n", SB);
    expect(section.hasText).toBe(false);
    section.addText("noise");
    expect(section).toMatchObject({ hasText: true, markers: 2 });
    expect(section.whole()).toBe(` ${SB}\n${SB}noise`);
    expect(section.noise()).toBe("noise");
  });

  it("holds 1,024 code units of noise, and no more", () => {
    const section = new PendingSection();
    expect(section.countNoise(1000)).toBe(false);
    expect(section.countNoise(24)).toBe(false);
    expect(section.countNoise(1)).toBe(true);
  });
});
