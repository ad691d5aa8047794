import { describe, expect, it } from "vitest";

import { terminalImage } from "./terminal-image.ts";

describe("an image of a terminal", () => {
  it("puts each piece of text in its line and column, with its colour", () => {
    const image = terminalImage("ok \u001B[31mred\u001B[0m\nnext\n\n", 20, "A screen");
    expect(image).toContain(">ok </text>");
    expect(image).toContain('x="39.2" y="28" textLength="25.2" fill="#bb0000">red</text>');
    expect(image).toContain('x="14" y="47" textLength="33.6" fill="#d8dee9">next</text>');
    expect(image).toContain('viewBox="0 0 196 66"');
  });

  it("shows what is reversed on the colour of its text", () => {
    const image = terminalImage("\u001B[7mon\u001B[0m", 10, "A screen");
    expect(image).toContain('width="16.8" height="19" fill="#d8dee9"/>');
    expect(image).toContain('fill="#1b1f27">on</text>');
  });

  it("keeps text from being read as markup", () => {
    expect(terminalImage("<a> & b", 10, "x < y")).toContain("&lt;a&gt; &amp; b");
    expect(terminalImage("<a> & b", 10, "x < y")).toContain("<title>x &lt; y</title>");
  });
});
