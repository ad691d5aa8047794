import type { OpenClawConfig } from "openclaw/plugin-sdk/plugin-entry";

import { bareModel, present, type Registration } from "openclaw-kimi-coding/test-api";

/** The token that a host gets for a turn with a profile. Rejects as the plugin does, and where it gives none. */
export async function tokenFor(
  provider: Registration["provider"],
  profileId: string,
  config: OpenClawConfig = {},
): Promise<string> {
  const prepared = await present(provider.prepareRuntimeAuth)({
    config,
    env: {},
    provider: "kimi",
    modelId: "kimi-code",
    model: bareModel(),
    apiKey: "what the host read before",
    authMode: "oauth",
    profileId,
  });
  return present(prepared?.apiKey);
}
