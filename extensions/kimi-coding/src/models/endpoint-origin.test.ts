import { describe, expect, it } from "vitest";
import type { ConfiguredProvider } from "./effective-model.ts";
import { endpointOrigins } from "./endpoint-origin.ts";

function origins(...blocks: readonly ConfiguredProvider[]) {
  return endpointOrigins({ modelId: "kimi-code", blocks, aliases: { "kimi-for-coding": "kimi-code" } });
}

describe("endpointOrigins", () => {
  it("names nothing where nothing is set", () => {
    expect(origins({ id: "kimi", baseUrl: " ", models: [] })).toStrictEqual({
      baseUrl: null,
      api: null,
      userAgent: null,
    });
  });

  it("names the block, or the model row in it, which goes first", () => {
    const block: ConfiguredProvider = {
      id: "kimi",
      baseUrl: "https://proxy.example",
      api: "openai-completions",
      headers: { "user-agent": "mine" },
      models: [{ id: "k3" }, { id: "kimi-for-coding", api: "anthropic-messages" }],
    };
    expect(origins(block)).toStrictEqual({
      baseUrl: "models.providers.kimi.baseUrl",
      api: "models.providers.kimi.models.1.api",
      userAgent: "models.providers.kimi.headers",
    });
  });

  it("names the first block that sets a value", () => {
    const first: ConfiguredProvider = { id: "kimi-coding", headers: { "X-Other": "1" } };
    const second: ConfiguredProvider = { id: "kimi", baseUrl: "http://a", headers: { "USER-AGENT": "x" } };
    expect(origins(first, second)).toStrictEqual({
      baseUrl: "models.providers.kimi.baseUrl",
      api: null,
      userAgent: "models.providers.kimi.headers",
    });
  });
});
