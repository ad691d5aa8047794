import type { ProviderCatalogResult } from "openclaw/plugin-sdk/plugin-entry";
import { DEFAULT_ROW } from "../kimi/index.ts";

type ProviderConfig = Extract<ProviderCatalogResult, { provider: unknown }>["provider"];

/** A model of a provider's catalogue, as the host takes it. */
export type ModelRow = ProviderConfig["models"][number];

/**
 * The default row in the form that the host's catalogue takes; a new object at each call. It says nothing of efforts,
 * which an account's list may say otherwise.
 */
export function buildDefaultRow(): ModelRow {
  const { compat: stated, cost, input, ...row } = DEFAULT_ROW;
  const { supportedReasoningEfforts: _, ...compat } = stated;
  return {
    ...row,
    cost: { ...cost },
    input: [...input],
    compat: {
      ...compat,
      supportsReasoningEffort: false,
      maxTokensField: compat.maxTokensField === "max_tokens" ? "max_tokens" : "max_completion_tokens",
    },
  };
}
