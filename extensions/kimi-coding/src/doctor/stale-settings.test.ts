import { describe, expect, it } from "vitest";
import { OLD_SETUPS } from "../../test-support/old-setups.ts";
import { applyEdits } from "./config-edit.ts";
import { renderReport } from "./report.ts";
import { findStaleSettings, type StaleSetting } from "./stale-settings.ts";

const changesOf = (found: readonly StaleSetting[]) => found.flatMap(({ changes }) => changes);

/** The config after all changes that are found; what was given stays as it was. */
function mend(config: object): { readonly mended: object; readonly found: readonly StaleSetting[] } {
  const before = structuredClone(config);
  const found = findStaleSettings(config);
  expect(config).toStrictEqual(before);
  const mended = structuredClone(config);
  applyEdits(
    mended,
    found.flatMap(({ edits }) => edits),
  );
  return { mended, found };
}

function block(settings: object, id = "kimi"): object {
  return { models: { providers: { [id]: settings } } };
}

function modelSettings(models: object): object {
  return { agents: { defaults: { models } } };
}

/** A config that names a model wherever that is done, and a name like it elsewhere. */
function naming(ref: string): object {
  return {
    agents: {
      defaults: {
        model: { primary: "other/x", fallbacks: ["other/x", ref] },
        imageModel: ref,
        workspace: "kimi/k2p5",
      },
      list: [{ id: "a", model: ref, subagents: { model: ref }, tools: { allow: ["kimi/k2p5"] } }],
    },
    channels: { modelByChannel: { discord: { "123": ref } } },
    hooks: { gmail: { model: ref } },
    plugins: { entries: { other: { config: { model: "kimi/k2p5" } } } },
  };
}

describe("settings from before this plugin", () => {
  it.each(OLD_SETUPS)("are found and mended in $name", ({ config, changes, mended }) => {
    const { mended: after, found } = mend(config);
    expect(changesOf(found)).toStrictEqual(changes);
    for (const [name, value] of Object.entries(mended)) {
      expect(Reflect.get(after, name)).toStrictEqual(value);
    }
    expect(findStaleSettings(after)).toStrictEqual([]);
  });

  it.each(OLD_SETUPS)("are shown without a secret in $name", ({ config }) => {
    const report = renderReport(config, findStaleSettings(config), false);
    expect(report).not.toContain("$KEY");
    expect(report).not.toContain("${");
    expect(report).toMatch(/Nothing was changed\. .*\nopenclaw kimi doctor --fix$/u);
  });

  it("are found wherever the name of a model stands, and nowhere else", () => {
    expect(mend(naming("kimi/k2p5")).mended).toStrictEqual(naming("kimi/kimi-code"));
  });

  it.each([
    { name: "no config", config: {} },
    { name: "what is not a config", config: null },
    {
      name: "what onboarding writes today",
      config: {
        agents: { defaults: { model: { primary: "kimi/kimi-code" } } },
        auth: { profiles: { "kimi:default": { provider: "kimi", mode: "api_key" } } },
      },
    },
    { name: "the Anthropic dialect by choice", config: block({ api: "anthropic-messages", models: [] }) },
    { name: "the global region", config: block({ baseUrl: "https://api.kimi.ai/coding/v1/", models: [] }) },
    {
      name: "a row with settings of one's own",
      config: block({ models: [{ id: "k2p5", name: "Mine", contextWindow: 262_144, headers: { a: "b" } }] }),
    },
    {
      name: "a limit of one's own",
      config: block({ models: [{ id: "kimi-code", name: "Mine", maxTokens: 1234, input: ["text"] }] }),
    },
    {
      name: "a model with this very window",
      config: block({
        models: [{ id: "k3-256k", name: "K3", contextWindow: 262_144, input: ["text", "image"] }],
      }),
    },
    {
      name: "a model that nobody knows",
      config: block({ models: [{ id: "k9", name: "K9", contextWindow: 262_144 }] }),
    },
    { name: "an accepted User-Agent", config: block({ headers: { "User-Agent": "claude-code/0.1.0" } }) },
    {
      name: "other providers, also in a list",
      config: {
        agents: { defaults: { model: "moonshot/kimi-k2.5", workspace: "kimi-code/src" } },
        models: { providers: [{ id: "moonshot", baseUrl: "https://api.moonshot.cn/v1" }] },
        model: "openai/gpt-5.4",
      },
    },
  ])("are not found in $name", ({ config }) => {
    expect(findStaleSettings(config)).toStrictEqual([]);
  });

  it("keeps what a list of providers says of others", () => {
    const other = { id: "mine", baseUrl: "http://127.0.0.1:1/v1" };
    const { mended } = mend({ providers: [{ id: "kimi", apiKey: "k" }, other] });
    expect(mended).toStrictEqual({
      providers: [other],
      models: { providers: { kimi: { models: [], apiKey: "k" } } },
    });
    const list = { models: { providers: [{ id: "kimi" }, other] } };
    expect(findStaleSettings(list)).toStrictEqual([]);
  });

  it("keeps the keys of two entries of a list, and leaves two of one name to the user", () => {
    const { mended } = mend({
      providers: [
        { id: "kimi", apiKey: "k" },
        { id: "kimi-coding", apiKey: "c" },
      ],
    });
    const providers = { kimi: { models: [], apiKey: "k" }, "kimi-coding": { models: [], apiKey: "c" } };
    expect(mended).toStrictEqual({ models: { providers } });
    const twice = {
      providers: [
        { id: "kimi", apiKey: "k" },
        { id: "kimi", apiKey: "c" },
      ],
    };
    expect(mend(twice).mended).toStrictEqual(twice);
  });

  it("keeps what is set for two older names of a model", () => {
    const older = { "kimi-coding/k2p5": { alias: "k", params: { a: 1 } }, "kimi/k2p5": { alias: "other" } };
    expect(mend(modelSettings(older)).mended).toStrictEqual(
      modelSettings({ "kimi/kimi-code": { alias: "k", params: { a: 1 } } }),
    );
    expect(mend(modelSettings({ ...older, "kimi/kimi-code": { alias: "new" } })).mended).toStrictEqual(
      modelSettings({ "kimi/kimi-code": { alias: "new", params: { a: 1 } } }),
    );
  });

  it.each([
    { name: "a text", config: { model: "kimi/k2p5", agents: "mine" } },
    { name: "a list", config: { models: { "kimi/k2p5": { alias: "k" } }, agents: { defaults: ["mine"] } } },
    { name: "a list of providers", config: { providers: [{ id: "kimi" }], models: { providers: [1] } } },
  ])("does not write over $name that is in the way", ({ config }) => {
    const { mended, found } = mend(config);
    expect(mended).toStrictEqual(config);
    expect(found.map(({ edits }) => edits)).toStrictEqual([[]]);
  });

  it("does not judge an address that is in a variable", () => {
    expect(findStaleSettings(block({ baseUrl: "${KIMI_URL}", models: [] }))).toStrictEqual([]);
  });

  it("keeps what already stands in the right place", () => {
    const { mended } = mend({
      providers: [{ id: "kimi", apiKey: "old" }],
      models: { "kimi/k2p5": { alias: "old" }, providers: { kimi: { apiKey: "new", models: [] } } },
      model: "kimi/k3",
      agents: {
        defaults: {
          model: { primary: "kimi/kimi-code" },
          models: { "kimi/kimi-code": { alias: "new" } },
        },
      },
    });
    expect(mended).toStrictEqual({
      models: { providers: { kimi: { apiKey: "new", models: [] } } },
      agents: {
        defaults: {
          model: { primary: "kimi/kimi-code" },
          models: { "kimi/kimi-code": { alias: "new" } },
        },
      },
    });
  });

  it("keeps the command-line clients of others", () => {
    const other = { command: "other" };
    const { mended } = mend({ agents: { defaults: { cliBackends: { other, kimi: { command: "kimi" } } } } });
    expect(mended).toStrictEqual({ agents: { defaults: { cliBackends: { other } } } });
  });

  it("finds references of agents in a list, and of image models", () => {
    const { mended } = mend({
      agents: {
        defaults: { imageModel: "kimi-code/K2P6", modelPolicy: { allow: ["kimi/k3[1m]", "a/b"] } },
        list: [{ id: "main", model: { primary: "kimi/kimi-k3" } }],
      },
    });
    expect(mended).toStrictEqual({
      agents: {
        defaults: { imageModel: "kimi/kimi-code", modelPolicy: { allow: ["kimi/k3", "a/b"] } },
        list: [{ id: "main", model: { primary: "kimi/k3" } }],
      },
    });
  });

  it("leaves a proxy on this computer to the user, with the command", () => {
    const config = block({ baseUrl: "http://localhost:8787/v1" });
    const { mended, found } = mend(config);
    expect(mended).toStrictEqual(config);
    const report = renderReport(config, found, false);
    expect(report.split("\n")).toContain(
      "openclaw config set models.providers.kimi.baseUrl https://api.kimi.com/coding/v1",
    );
    expect(report).toMatch(/Nothing was changed\.$/u);
  });
});

describe("the report", () => {
  it("says that other files were not searched where the config includes some", () => {
    const config = { models: { $include: "./models.json5" } };
    expect(renderReport(config, [], false)).toMatch(/^The files .* were not searched\.\n\nNo old settings/u);
  });

  it.each([
    { name: "an address", config: block({ baseUrl: "https://me:pass-word@api.moonshot.cn/v1?k=pass-word" }) },
    { name: "a setting in the wrong place", config: { models: { "kimi/k2p5": "sk-kimi-pass-word" } } },
    { name: "a list", config: { providers: [{ id: "kimi" }, "sk-kimi-pass-word"] } },
  ])("does not show a secret in $name", ({ config }) => {
    const found = findStaleSettings(config);
    expect(found).not.toHaveLength(0);
    expect(renderReport(config, found, false)).not.toContain("pass-word");
  });

  it("says what to do where nothing was found, and after the changes", () => {
    expect(renderReport({}, [], false)).toBe(
      "No old settings of Kimi Code were found.\nTo try a chat:\nopenclaw kimi status",
    );
    const found = findStaleSettings({ agents: { defaults: { model: "kimi/k2p5" } } });
    expect(renderReport({}, found, true)).toMatch(/were changed\.\nTo try a chat:\nopenclaw kimi status$/u);
  });
});
