import type { OpenClawConfig } from "openclaw/plugin-sdk/plugin-entry";
import { PROVIDER_ID, PROVIDER_IDS } from "./manifest.ts";
import { orderBlocks } from "./src/effective-model.ts";

/** The base URL that the user's config states for the provider, under whichever of its ids. */
export function configuredBaseUrl(config: OpenClawConfig): string | undefined {
  const blocks = orderBlocks(config.models?.providers ?? {}, PROVIDER_ID, PROVIDER_IDS);
  return blocks.map(({ baseUrl }) => baseUrl?.trim() ?? "").find((url) => url !== "");
}
