import type { ProviderPlugin } from "openclaw/plugin-sdk/plugin-entry";
import { KimiError } from "../errors/index.ts";
import { baseUrlOrigin } from "../models/index.ts";
import { isOpenPlatformUrl, isSubscriptionSecret, misplacedText } from "../service/index.ts";

type RuntimeAuthContext = Parameters<NonNullable<ProviderPlugin["prepareRuntimeAuth"]>>[0];

/**
 * Refuses to have a key or a sign-in of a subscription sent to Moonshot's open platform.
 *
 * The host calls this before every request, when the credential and the endpoint are known. The host shows the text
 * of an error from here unchanged (2026.9.6).
 *
 * Throws a {@link KimiError} `key-misplaced`.
 */
export function refuseMisplaced({
  model,
  modelId,
  provider,
  config,
  apiKey,
  authMode,
}: RuntimeAuthContext): void {
  if (!isOpenPlatformUrl(model.baseUrl)) return;
  if (authMode !== "oauth" && !isSubscriptionSecret(apiKey)) return;
  const setBy = baseUrlOrigin(config, { provider, modelId });
  throw new KimiError("key-misplaced", misplacedText(model.baseUrl, setBy));
}
