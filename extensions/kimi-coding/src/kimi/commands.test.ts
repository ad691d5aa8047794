import { describe, expect, it } from "vitest";
import { activateCommand, removeCommand } from "./commands.ts";

describe("a command with the name of a profile", () => {
  it.each([
    { profileId: "kimi:default", word: "kimi:default" },
    { profileId: "kimi:a.b+c@example.com", word: "kimi:a.b+c@example.com" },
    { profileId: "kimi:my work", word: "'kimi:my work'" },
    { profileId: "kimi:$HOME", word: "'kimi:$HOME'" },
    { profileId: "kimi:Ann's", word: String.raw`'kimi:Ann'\''s'` },
    { profileId: "", word: "''" },
  ])("has $profileId as the one word $word", ({ profileId, word }) => {
    expect(removeCommand(profileId)).toBe(`openclaw kimi remove ${word} --yes`);
    expect(activateCommand(profileId)).toBe(`openclaw models auth activate ${word}`);
  });

  it("names none where everything is removed", () => {
    expect(removeCommand(undefined)).toBe("openclaw kimi remove --yes");
  });
});
