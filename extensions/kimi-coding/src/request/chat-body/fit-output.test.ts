import { describe, expect, it } from "vitest";
import { fitOutput } from "./fit-output.ts";

const user = (content: unknown) => [{ role: "user", content }];
const image = { type: "image_url", image_url: { url: `data:image/png;base64,${"A".repeat(900_000)}` } };

describe("fitOutput", () => {
  it.each([
    { name: "leaves a limit that there is room for", messages: user("hi"), tokens: 32_768 },
    { name: "counts an image by itself and not by its bytes", messages: user([image]), tokens: 32_768 },
    { name: "asks for what is left", messages: user("word ".repeat(144_000)), tokens: 22_132 },
    { name: "counts other scripts by the character", messages: user("字".repeat(250_000)), tokens: 12_132 },
    {
      name: "asks for an answer where nothing is left",
      messages: user("word ".repeat(300_000)),
      tokens: 4096,
    },
  ])("$name", ({ messages, tokens }) => {
    expect(fitOutput(32_768, 262_144, { messages, tools: [] })).toBe(tokens);
  });

  it("raises no limit", () => {
    expect(fitOutput(100, 262_144, { messages: user("word ".repeat(300_000)), tools: [] })).toBe(100);
  });
});
