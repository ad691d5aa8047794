import { describe, expect, it } from "vitest";
import { takeOut } from "./take-out.ts";

const SETUP = "kimi:setup-7a870a84";
const all = { profileId: undefined };

/** A config of a user with two providers, as far as it has to do with models. */
function config() {
  return {
    agents: {
      defaults: {
        workspace: "kimi/notes",
        model: {
          primary: `kimi/kimi-code@${SETUP}`,
          fallbacks: ["kimi-coding/k3", "other/big", "other/small"],
        },
        models: { "kimi/kimi-code": {}, "other/big": { alias: "big" } },
        modelPolicy: { allow: ["Kimi/kimi-code", "other/big"] },
        imageModel: { primary: "kimi/kimi-code" },
        subagents: { model: "kimi-code/k3" },
        heartbeat: { every: "30m", model: "kimi/kimi-code" },
      },
      entries: { main: { name: "kimi/main", model: "kimi/kimi-code" }, second: { model: "other/big" } },
    },
    tools: {
      allow: ["kimi/tool"],
      web: { search: { provider: "kimi-code", enabled: true }, fetch: { provider: "kimi-code" } },
      media: {
        image: {
          models: [
            { provider: "kimi", model: "kimi-code" },
            { provider: "other", model: "big" },
          ],
        },
      },
    },
    channels: { modelByChannel: { telegram: { "42": "kimi/kimi-code", "43": "other/big" } } },
    auth: {
      profiles: {
        "kimi:default": { provider: "kimi", mode: "api_key" },
        [SETUP]: { provider: "kimi", mode: "api_key" },
        "other:default": { provider: "other", mode: "api_key" },
      },
      order: { kimi: ["kimi:default", SETUP], other: ["other:default"] },
    },
    models: { providers: { kimi: { baseUrl: "http://127.0.0.1/", apiKey: "sk-kimi-secret", models: [] } } },
    plugins: { entries: { kimi: { enabled: true } } },
  };
}

describe("what needs the plugin", () => {
  it("is taken out, and nothing else", () => {
    const before = config();
    const taken = takeOut(before, all);
    const after = taken.config;
    expect(before).toStrictEqual(config());
    expect(after).toStrictEqual({
      agents: {
        defaults: {
          workspace: "kimi/notes",
          model: { primary: "other/big", fallbacks: ["other/small"] },
          models: { "other/big": { alias: "big" } },
          modelPolicy: { allow: ["other/big"] },
          heartbeat: { every: "30m" },
        },
        entries: { main: { name: "kimi/main" }, second: { model: "other/big" } },
      },
      tools: {
        allow: ["kimi/tool"],
        web: { search: { enabled: true } },
        media: { image: { models: [{ provider: "other", model: "big" }] } },
      },
      channels: { modelByChannel: { telegram: { "43": "other/big" } } },
      auth: {
        profiles: { "other:default": { provider: "other", mode: "api_key" } },
        order: { other: ["other:default"] },
      },
      models: before.models,
      plugins: before.plugins,
    });
  });

  it("is told line by line, without a secret", () => {
    const { lines } = takeOut(config(), all);
    expect(lines).toContain("tools.web.search.provider: kimi-code");
    expect(lines).toContain(`agents.defaults.model.primary: kimi/kimi-code@${SETUP}`);
    expect(lines).toContain("agents.defaults.model.primary: becomes your fallback other/big");
    expect(lines).toContain("agents.defaults.models.kimi/kimi-code");
    expect(lines).toContain("auth.profiles.kimi:default");
    expect(lines).toHaveLength(16);
    expect(lines.join()).not.toContain("secret");
  });

  it.each([
    { name: "an empty config", value: {} },
    {
      name: "empty settings",
      value: { agents: { defaults: { model: {}, models: {} } }, auth: { profiles: {} } },
    },
    { name: "another search", value: { tools: { web: { search: { provider: "kimi" } } } } },
    {
      name: "sections of another shape",
      value: { agents: [], tools: null, auth: { profiles: [], order: 1 } },
    },
  ])("is not there in $name", ({ value }) => {
    expect(takeOut(value, all)).toStrictEqual({ config: value, lines: [] });
  });
});

describe("what is not the plugin's", () => {
  it.each([
    {
      name: "an agent that has nothing but a model",
      before: { agents: { entries: { kid: { model: "kimi/kimi-code" }, main: { name: "Main" } } } },
      after: { agents: { entries: { kid: {}, main: { name: "Main" } } } },
      lines: ["agents.entries.kid.model: kimi/kimi-code"],
    },
    {
      name: "an agent's heartbeat",
      before: { agents: { list: [{ id: "kid", heartbeat: { model: "kimi/k3" } }] } },
      after: { agents: { list: [{ id: "kid", heartbeat: {} }] } },
      lines: ["agents.list.heartbeat.model: kimi/k3"],
    },
    {
      name: "a list of fallbacks without any",
      before: { agents: { defaults: { model: { primary: "kimi/kimi-code", fallbacks: [] } } } },
      after: { agents: { defaults: { model: { fallbacks: [] } } } },
      lines: ["agents.defaults.model.primary: kimi/kimi-code"],
    },
    {
      name: "a list of fallbacks with nothing but our models",
      before: { agents: { defaults: { model: { primary: "kimi/kimi-code", fallbacks: ["kimi/k3"] } } } },
      after: { agents: { defaults: { model: { fallbacks: [] } } } },
      lines: ["agents.defaults.model.primary: kimi/kimi-code", "agents.defaults.model.fallbacks: kimi/k3"],
    },
    {
      name: "an entry with our name in a section of another kind",
      before: { browser: { profiles: { a: { provider: "kimi" } }, order: { kimi: ["a"] }, media: {} } },
      after: { browser: { profiles: { a: { provider: "kimi" } }, order: { kimi: ["a"] }, media: {} } },
      lines: [],
    },
  ])("stays: $name", ({ before, after, lines }) => {
    expect(takeOut(before, all)).toStrictEqual({ config: after, lines });
  });
});

describe("one profile", () => {
  it("leaves no order without a key, and no image model that is tied to it", () => {
    const image = { models: [{ provider: "kimi", model: "kimi-code", profile: SETUP }] };
    const before = { auth: { order: { kimi: [SETUP], other: [] } }, tools: { media: { image } } };
    expect(takeOut(before, { profileId: SETUP }).config).toStrictEqual({
      auth: { order: { other: [] } },
      tools: { media: { image: { models: [{ provider: "kimi", model: "kimi-code" }] } } },
    });
  });

  it("is taken out, and models that name it stay without it", () => {
    const before = config();
    const { config: after, lines } = takeOut(before, { profileId: SETUP });
    expect(lines).toStrictEqual([
      `agents.defaults.model.primary: kimi/kimi-code@${SETUP} becomes kimi/kimi-code`,
      `auth.profiles.${SETUP}`,
      `auth.order.kimi: ${SETUP}`,
    ]);
    const { [SETUP]: _, ...profiles } = before.auth.profiles;
    expect(after).toStrictEqual({
      ...before,
      agents: {
        ...before.agents,
        defaults: {
          ...before.agents.defaults,
          model: { ...before.agents.defaults.model, primary: "kimi/kimi-code" },
        },
      },
      auth: { profiles, order: { ...before.auth.order, kimi: ["kimi:default"] } },
    });
  });

  it("of another provider stays", () => {
    expect(takeOut(config(), { profileId: "other:default" })).toStrictEqual({ config: config(), lines: [] });
  });
});
