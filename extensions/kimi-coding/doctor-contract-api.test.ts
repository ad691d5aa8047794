import { isDeepStrictEqual } from "node:util";
import { afterEach, describe, expect, it } from "vitest";
import { legacyConfigRules, normalizeCompatibilityConfig } from "./doctor-contract-api.ts";
import { OLD_SETUPS } from "./test-support/old-setups.ts";

const typed = [...process.argv];
afterEach(() => {
  process.argv = [...typed];
});

function repair(
  config: object,
  ...command: readonly string[]
): ReturnType<typeof normalizeCompatibilityConfig> {
  process.argv = ["node", "openclaw", ...command];
  return normalizeCompatibilityConfig({ cfg: structuredClone(config) });
}

/** The messages for a config, as a host collects them. */
function messages(config: object): readonly string[] {
  return legacyConfigRules
    .filter(({ path: [name = ""], match }) => match(Reflect.get(config, name)))
    .map(({ message }) => message);
}

describe("what openclaw doctor gets", () => {
  it.each(OLD_SETUPS)("is mended with --fix: $name", ({ config, changes, mended }) => {
    const { config: after, changes: shown } = repair(config, "doctor", "--fix");
    expect(shown).toStrictEqual(changes);
    for (const [name, value] of Object.entries(mended)) expect(Reflect.get(after, name)).toStrictEqual(value);
  });

  // A host writes what it gets for an invalid config, and only shows it for a valid one.
  it.each(OLD_SETUPS)("is without --fix what is only shown: $name", ({ config, changes, isRefused }) => {
    const { config: after, changes: shown } = repair(config, "doctor");
    expect(shown).toStrictEqual(isRefused ? [] : changes);
    expect(isDeepStrictEqual(after, config)).toBe(isRefused === true);
  });

  it.each(OLD_SETUPS)("is nothing as a gateway starts: $name", ({ config }) => {
    expect(repair(config, "gateway", "run")).toStrictEqual({ config, changes: [] });
  });

  it.each(OLD_SETUPS)(
    "is a text for a provider in an unknown form, and for no other: $name",
    ({ config }) => {
      const texts = messages(config);
      expect(texts.length > 0).toBe(JSON.stringify(config).includes('"type":"anthropic"'));
      for (const text of texts) expect(text).toContain('"models": { "providers": { "kimi": {');
    },
  );
});
