import type { ProviderCatalogContext, ProviderCatalogResult } from "openclaw/plugin-sdk/plugin-entry";
import { DEFAULT_ROW, PROVIDER_ID } from "./manifest.ts";
import { DEFAULT_BASE_URL, OPENAI_DIALECT } from "./src/endpoint.ts";
import { USER_AGENT } from "./src/identity.ts";

type ProviderConfig = Extract<ProviderCatalogResult, { provider: unknown }>["provider"];
type ModelRow = ProviderConfig["models"][number];

/** The default row in the form that the host's catalogue takes; a new object at each call. */
export function buildDefaultRow(): ModelRow {
  const { compat, cost, input, ...row } = DEFAULT_ROW;
  return {
    ...row,
    cost: { ...cost },
    input: [...input],
    compat: {
      ...compat,
      maxTokensField: compat.maxTokensField === "max_tokens" ? "max_tokens" : "max_completion_tokens",
    },
  };
}

/** The catalogue entry: everything a request to the service needs, but no key. */
export function buildProviderConfig(): ProviderConfig {
  return {
    baseUrl: DEFAULT_BASE_URL,
    api: OPENAI_DIALECT,
    headers: { "User-Agent": USER_AGENT },
    models: [buildDefaultRow()],
  };
}

/** The catalogue for accounts that have a key; without one, `null`, so that the provider does not look configured. */
export function runCatalog(ctx: ProviderCatalogContext): Promise<ProviderCatalogResult> {
  const { apiKey } = ctx.resolveProviderApiKey(PROVIDER_ID);
  return Promise.resolve(apiKey === undefined ? null : { provider: { ...buildProviderConfig(), apiKey } });
}

/** The catalogue before sign-in and off line. */
export function runStaticCatalog(): Promise<ProviderCatalogResult> {
  return Promise.resolve({ provider: buildProviderConfig() });
}
