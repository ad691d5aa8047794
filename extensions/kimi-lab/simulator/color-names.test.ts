import { describe, expect, it } from "vitest";

import { nameColor, type Rgb } from "./color-names.ts";

const rows: readonly { readonly name: string; readonly rgb: Rgb }[] = [
  { name: "red", rgb: [220, 30, 30] },
  { name: "green", rgb: [40, 160, 60] },
  { name: "blue", rgb: [30, 60, 200] },
  { name: "yellow", rgb: [250, 230, 40] },
  { name: "orange", rgb: [240, 140, 20] },
  { name: "purple", rgb: [120, 30, 150] },
  { name: "pink", rgb: [255, 150, 190] },
  { name: "brown", rgb: [120, 70, 30] },
  { name: "black", rgb: [8, 8, 12] },
  { name: "white", rgb: [250, 250, 248] },
  { name: "gray", rgb: [128, 130, 126] },
  { name: "cyan", rgb: [20, 230, 240] },
];

describe("nameColor", () => {
  it.each(rows)("calls $rgb $name", ({ name, rgb }) => {
    expect(nameColor(rgb)).toBe(name);
  });
});
