import { describe, expect, it } from "vitest";
import { buildProviderConfig } from "./provider-catalog.ts";
import { catalogContext, present, registerPlugin } from "./test-support/registration.ts";

const compat = {
  supportsDeveloperRole: false,
  supportsStore: false,
  supportsStrictMode: false,
  supportsUsageInStreaming: true,
  maxTokensField: "max_completion_tokens",
};
const cost = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 };

const entry = {
  baseUrl: "https://api.kimi.com/coding/v1",
  api: "openai-completions",
  headers: { "User-Agent": "claude-code/0.1.0" },
  models: [
    {
      id: "kimi-code",
      name: "Kimi Code",
      input: ["text", "image"],
      reasoning: true,
      cost,
      contextWindow: 1_048_576,
      maxTokens: 32_768,
      thinkingLevelMap: {
        minimal: "low",
        low: "low",
        medium: "high",
        high: "high",
        xhigh: "max",
        max: "max",
      },
      compat: {
        ...compat,
        supportsReasoningEffort: true,
        supportedReasoningEfforts: ["low", "high", "max"],
      },
    },
  ],
};

function catalogs() {
  const { catalog, staticCatalog } = registerPlugin().provider;
  return { live: present(catalog), fixed: present(staticCatalog) };
}

describe("the catalogue", () => {
  it("holds the service's entry and the account's key, and says so where the plan cannot be asked for", async () => {
    const result = await catalogs().live.run(catalogContext("sk-kimi-abc"));
    expect(result).toStrictEqual({
      providers: { kimi: { ...entry, apiKey: "sk-kimi-abc" } },
      outcomes: [{ provider: "kimi", status: "unavailable" }],
    });
  });

  it("is null without a key", async () => {
    expect(await catalogs().live.run(catalogContext())).toBeNull();
  });

  it("asks for the key of the main provider alone", async () => {
    const context = catalogContext("sk-kimi-abc");
    await catalogs().live.run(context);
    expect(new Set(context.asked)).toStrictEqual(new Set(["kimi"]));
  });
});

describe("the static catalogue", () => {
  it("holds the service's entry and no key", async () => {
    expect(await catalogs().fixed.run(catalogContext("sk-kimi-abc"))).toStrictEqual({
      providers: { kimi: entry },
    });
  });
});

describe("the row for a gateway's own catalogue", () => {
  const context = { entries: [], env: {} };

  it("says to older hosts that the default model reads images", async () => {
    const rows = await registerPlugin("older").provider.augmentModelCatalog?.(context);
    expect(rows).toStrictEqual([
      {
        provider: "kimi",
        id: "kimi-code",
        name: "Kimi Code",
        contextWindow: 1_048_576,
        reasoning: true,
        input: ["text", "image"],
      },
    ]);
  });

  it("is not given to newer hosts, which have the rows of the plan", () => {
    expect(registerPlugin().provider).not.toHaveProperty("augmentModelCatalog");
  });
});

describe("buildProviderConfig", () => {
  it("builds a new entry each time, down to its lists", () => {
    const [first, second] = [buildProviderConfig(), buildProviderConfig()];
    first.models[0]?.input.pop();
    present(first.models[0]).cost.input = 1;
    first.models.push(...second.models);
    present(first.headers)["User-Agent"] = "changed";
    present(first.models[0]?.compat).supportsStore = true;
    expect(second).toStrictEqual(entry);
    expect(buildProviderConfig()).toStrictEqual(entry);
  });
});
