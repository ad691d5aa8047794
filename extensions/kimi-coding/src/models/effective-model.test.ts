import { describe, expect, it } from "vitest";
import {
  buildBlock,
  buildRowFields,
  deepFreeze,
  TEST_ALIASES,
  TEST_PROVIDER_IDS,
} from "../../test-support/values.ts";
import {
  ANTHROPIC_DIALECT,
  DEFAULT_BASE_URL,
  isModality,
  OPENAI_DIALECT,
  USER_AGENT,
} from "../kimi/index.ts";
import {
  GENERIC_FILL,
  isKnownDialect,
  orderBlocks,
  resolveEffectiveModel,
  type ConfiguredProvider,
  type ConfiguredRow,
} from "./effective-model.ts";

type Params = Parameters<typeof resolveEffectiveModel>[0];

function resolve(blocks: readonly ConfiguredProvider[], overrides: Partial<Params> = {}) {
  return resolveEffectiveModel(
    deepFreeze({
      modelId: "kimi-code",
      blocks,
      userAgent: USER_AGENT,
      defaults: buildRowFields(),
      aliases: TEST_ALIASES,
      fillsOf: () => [],
      ...overrides,
    }),
  );
}

const ours = {
  ...buildRowFields(),
  api: OPENAI_DIALECT,
  baseUrl: DEFAULT_BASE_URL,
  headers: { "User-Agent": USER_AGENT },
};
/** What hosts write into a row that states nothing but its id and name. */
const filled: ConfiguredRow = {
  id: "kimi-code",
  name: "Kimi Code",
  input: ["text"],
  reasoning: false,
  contextWindow: 200_000,
  maxTokens: 8192,
};

describe("orderBlocks", () => {
  const kimi = { baseUrl: "http://kimi" };
  const code = { baseUrl: "http://code" };
  const coding = { baseUrl: "http://coding" };

  it.each([
    { name: "gives nothing for an empty config", providers: {}, reference: "kimi", ids: [] },
    {
      name: "puts the main block first for a reference to it",
      providers: { "kimi-coding": coding, "kimi-code": code, kimi },
      reference: "kimi",
      ids: ["kimi", "kimi-code", "kimi-coding"],
    },
    {
      name: "puts the block of the reference first",
      providers: { kimi, "kimi-code": code, "kimi-coding": coding },
      reference: "kimi-coding",
      ids: ["kimi-coding", "kimi", "kimi-code"],
    },
    {
      name: "reads block names and the reference in any letter case",
      providers: { KIMI: kimi, " Kimi-Coding ": coding },
      reference: " KIMI-coding",
      ids: ["kimi-coding", "kimi"],
    },
    {
      name: "leaves out blocks of other providers",
      providers: { openai: code, kimi, "kimi-cod": coding },
      reference: "kimi",
      ids: ["kimi"],
    },
    {
      name: "leaves out the block of a reference that is not ours",
      providers: { openai: code, kimi },
      reference: "openai",
      ids: ["kimi"],
    },
    {
      name: "leaves out a block without a value",
      providers: { kimi: undefined },
      reference: "kimi",
      ids: [],
    },
  ])("$name", ({ providers, reference, ids }) => {
    const blocks = orderBlocks(deepFreeze(providers), reference, TEST_PROVIDER_IDS);
    expect(blocks.map(({ id }) => id)).toStrictEqual(ids);
  });

  it("keeps what the block states", () => {
    expect(orderBlocks({ Kimi: kimi }, "kimi", TEST_PROVIDER_IDS)).toStrictEqual([{ ...kimi, id: "kimi" }]);
  });

  it("takes the first of two spellings of one name", () => {
    expect(orderBlocks({ KIMI: code, kimi }, "kimi", TEST_PROVIDER_IDS)).toStrictEqual([
      { ...code, id: "kimi" },
    ]);
  });
});

describe("resolveEffectiveModel", () => {
  it.each([
    { name: "no block", blocks: [] },
    { name: "an empty block", blocks: [buildBlock()] },
    { name: "an empty list of rows", blocks: [buildBlock({ models: [] })] },
    { name: "a row that states nothing", blocks: [buildBlock({ models: [{ id: "kimi-code" }] })] },
    {
      name: "a row of another model",
      blocks: [buildBlock({ models: [{ id: "k3", contextWindow: 5, api: "x" }] })],
    },
    {
      name: "blank texts",
      blocks: [buildBlock({ baseUrl: " ", api: "", models: [{ id: "k2p5", baseUrl: "" }] })],
    },
  ])("keeps all our values for $name", ({ blocks }) => {
    expect(resolve(blocks)).toStrictEqual(ours);
  });

  it.each([
    { name: "nothing beside it", block: { baseUrl: "http://127.0.0.1:8/coding" } },
    { name: "an empty list of rows", block: { baseUrl: "http://127.0.0.1:8/coding/v1/", models: [] } },
  ])("takes a base URL with $name and keeps the rest", ({ block }) => {
    expect(resolve([buildBlock(block)])).toStrictEqual({ ...ours, baseUrl: "http://127.0.0.1:8/coding/v1" });
  });

  it.each([
    { field: "name", value: "Mine" },
    { field: "input", value: ["text"] },
    { field: "reasoning", value: false },
    { field: "contextWindow", value: 1000 },
    { field: "maxTokens", value: 1 },
  ])("lets the user's row state $field alone", ({ field, value }) => {
    const blocks = [buildBlock({ models: [{ id: "kimi-code", [field]: value }] })];
    expect(resolve(blocks)).toStrictEqual({ ...ours, [field]: value });
  });

  it.each([
    { id: "kimi-for-coding" },
    { id: "k2p5" },
    { id: "K2P5" },
    { id: "kimi-k2.5" },
    { id: " kimi-code " },
  ])("finds the user's row under '$id'", ({ id }) => {
    expect(resolve([buildBlock({ models: [{ id, maxTokens: 7 }] })])).toStrictEqual({
      ...ours,
      maxTokens: 7,
    });
  });

  it.each([{ modelId: "kimi/k3" }, { modelId: "K3" }])(
    "does not lay the default row over $modelId",
    ({ modelId }) => {
      const blocks = [buildBlock({ models: [{ id: "kimi-code", maxTokens: 7 }] })];
      expect(resolve(blocks, { modelId })).toStrictEqual(ours);
    },
  );

  it("drops modalities that we do not offer", () => {
    const models = [{ id: "kimi-code", input: ["text", "audio", "image", "video"] }];
    expect(resolve([buildBlock({ models })]).input).toStrictEqual(["text", "image"]);
  });

  it("takes each field from the first block that states it", () => {
    const blocks = [
      buildBlock({ id: "kimi-coding", models: [{ id: "k2p5", maxTokens: 1 }] }),
      buildBlock({
        id: "kimi",
        baseUrl: "http://127.0.0.1:8/coding",
        models: [{ id: "kimi-code", maxTokens: 2, contextWindow: 3 }],
      }),
      buildBlock({ id: "kimi-code", baseUrl: "http://127.0.0.1:9/coding", api: ANTHROPIC_DIALECT }),
    ];
    expect(resolve(blocks)).toStrictEqual({
      ...ours,
      maxTokens: 1,
      contextWindow: 3,
      api: ANTHROPIC_DIALECT,
      baseUrl: "http://127.0.0.1:8/coding",
    });
  });

  it("lets a row's endpoint win over its block's, and the block's over a later block's", () => {
    const row = { id: "kimi-code", api: ANTHROPIC_DIALECT };
    const blocks = [
      buildBlock({ api: OPENAI_DIALECT, baseUrl: "http://first/coding", models: [row] }),
      buildBlock({
        id: "kimi-code",
        baseUrl: "http://second/coding",
        models: [{ id: "k2p5", baseUrl: "http://third" }],
      }),
    ];
    expect(resolve(blocks)).toMatchObject({ api: ANTHROPIC_DIALECT, baseUrl: "http://first/coding" });
  });

  it.each([
    { baseUrl: undefined, api: undefined, expected: "https://api.kimi.com/coding/v1" },
    { baseUrl: undefined, api: OPENAI_DIALECT, expected: "https://api.kimi.com/coding/v1" },
    { baseUrl: undefined, api: ANTHROPIC_DIALECT, expected: "https://api.kimi.com/coding" },
    { baseUrl: "https://api.kimi.ai/coding", api: undefined, expected: "https://api.kimi.ai/coding/v1" },
    {
      baseUrl: "https://api.kimi.ai/coding/",
      api: OPENAI_DIALECT,
      expected: "https://api.kimi.ai/coding/v1",
    },
    {
      baseUrl: "https://api.kimi.ai/coding/v1",
      api: ANTHROPIC_DIALECT,
      expected: "https://api.kimi.ai/coding",
    },
    {
      baseUrl: "https://api.kimi.ai/coding/v1/",
      api: ANTHROPIC_DIALECT,
      expected: "https://api.kimi.ai/coding",
    },
  ])("brings $baseUrl on $api to $expected", ({ baseUrl, api, expected }) => {
    expect(resolve([buildBlock({ baseUrl, api })]).baseUrl).toBe(expected);
  });
});

describe("resolveEffectiveModel's headers", () => {
  it.each([
    { name: "the same letter case", headers: { "User-Agent": "Mine/1" } },
    { name: "lower case", headers: { "user-agent": "Mine/1" } },
    { name: "upper case", headers: { "USER-AGENT": "Mine/1" } },
  ])("send the user's User-Agent, in $name, in place of ours", ({ headers }) => {
    expect(resolve([buildBlock({ headers })]).headers).toStrictEqual(headers);
  });

  it("keep our User-Agent beside the user's other headers", () => {
    expect(resolve([buildBlock({ headers: { "X-Team": "a" } })]).headers).toStrictEqual({
      "User-Agent": USER_AGENT,
      "X-Team": "a",
    });
  });

  it("go from our value over the last block and the first to the row and what the host resolved", () => {
    const blocks = [
      buildBlock({
        headers: { "x-b": "first", "x-c": "first", "x-d": "first" },
        models: [{ id: "k2p5", headers: { "X-C": "row", "X-D": "row" } }],
      }),
      buildBlock({ id: "kimi-code", headers: { "X-A": "second", "X-B": "second", "X-C": "second" } }),
    ];
    expect(resolve(blocks, { hostHeaders: { "x-D": "host" } }).headers).toStrictEqual({
      "User-Agent": USER_AGENT,
      "X-A": "second",
      "x-b": "first",
      "X-C": "row",
      "x-D": "host",
    });
  });

  it.each(["claude-code/0.1.0", "openclaw", "openclaw/2026.9.5"])(
    "name the program as the config says now, where the host repeats %s of a catalogue",
    (repeated) => {
      const asked = { userAgent: "openclaw/2026.9.6", hostHeaders: { "user-agent": repeated } };
      expect(resolve([], asked).headers).toStrictEqual({ "User-Agent": "openclaw/2026.9.6" });
      const headers = { "User-Agent": "openclaw/2026.9.5" };
      expect(resolve([buildBlock({ headers })], asked).headers).toStrictEqual(headers);
    },
  );

  it("leave secret references to the host", () => {
    const blocks = [
      buildBlock({ headers: { Authorization: { source: "env", id: "TEAM_TOKEN" }, "X-Team": "a" } }),
    ];
    expect(resolve(blocks).headers).toStrictEqual({ "User-Agent": USER_AGENT, "X-Team": "a" });
    expect(resolve(blocks, { hostHeaders: { authorization: "resolved" } }).headers).toStrictEqual({
      "User-Agent": USER_AGENT,
      "X-Team": "a",
      authorization: "resolved",
    });
  });
});

describe("resolveEffectiveModel's generic values", () => {
  it("count as not stated where the host writes them", () => {
    const blocks = [buildBlock({ models: [filled] })];
    expect(resolve(blocks, { fillsOf: () => [GENERIC_FILL] })).toStrictEqual(ours);
  });

  it("count as stated where the host does not write them", () => {
    expect(resolve([buildBlock({ models: [filled] })])).toMatchObject({
      input: ["text"],
      reasoning: false,
      contextWindow: 200_000,
      maxTokens: 8192,
    });
  });

  it("are judged block by block", () => {
    const blocks = [
      buildBlock({ id: "kimi-coding", models: [filled] }),
      buildBlock({ id: "kimi", models: [{ ...filled, maxTokens: 4096 }] }),
    ];
    const resolved = resolve(blocks, { fillsOf: (id) => (id === "kimi-coding" ? [GENERIC_FILL] : []) });
    expect(resolved).toMatchObject({ input: ["text"], contextWindow: 200_000, maxTokens: 4096 });
  });

  it.each([
    { field: "name", value: "Mine" },
    { field: "input", value: ["text", "image"] },
    { field: "input", value: ["image"] },
    { field: "reasoning", value: true },
    { field: "contextWindow", value: 199_999 },
    { field: "maxTokens", value: 8193 },
  ])("do not hide $field $value, which no host writes", ({ field, value }) => {
    const blocks = [buildBlock({ models: [{ ...filled, [field]: value }] })];
    const generic = { fillsOf: () => [GENERIC_FILL] };
    const defaults = buildRowFields({ reasoning: false });
    expect(resolve(blocks, { ...generic, defaults })).toMatchObject({ [field]: value });
  });

  it("let a later block's value through", () => {
    const blocks = [
      buildBlock({ id: "kimi", models: [filled] }),
      buildBlock({ id: "kimi-code", models: [{ id: "kimi-code", maxTokens: 99 }] }),
    ];
    expect(resolve(blocks, { fillsOf: () => [GENERIC_FILL] }).maxTokens).toBe(99);
  });
});

describe("isModality", () => {
  it.each([
    { value: "text", expected: true },
    { value: "image", expected: true },
    { value: "audio", expected: false },
    { value: "", expected: false },
  ])("answers $expected for '$value'", ({ value, expected }) => {
    expect(isModality(value)).toBe(expected);
  });
});

describe("isKnownDialect", () => {
  it.each([
    { api: OPENAI_DIALECT, expected: true },
    { api: ANTHROPIC_DIALECT, expected: true },
    { api: "openai-responses", expected: false },
    { api: "", expected: false },
  ])("answers $expected for '$api'", ({ api, expected }) => {
    expect(isKnownDialect(api)).toBe(expected);
  });
});
