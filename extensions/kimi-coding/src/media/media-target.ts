import type { MediaUnderstandingProvider } from "openclaw/plugin-sdk/media-understanding";
import { agentFolders, namedAuth, readAuthStore, signedIn } from "../credentials/index.ts";
import { type AgentScope, mergeHeaders, normalizeBaseUrl, PROVIDER_IDS } from "../kimi/index.ts";
import { resolveDefaultEndpoint, type ServiceEndpoint } from "../models/index.ts";
import type { ServiceTarget } from "../service/index.ts";
import type { ProfilePlace } from "../sign-in/index.ts";

type VideoRequest = Parameters<NonNullable<MediaUnderstandingProvider["describeVideo"]>>[0];
type MediaRequest = Pick<VideoRequest, "apiKey" | "baseUrl" | "headers">;

/**
 * Where a request of the host's for media goes, and with what: the credential that the host found for the agent that
 * asks, and the endpoint of a chat, unless `tools.media` states another one.
 */
export async function mediaTarget(request: MediaRequest, scope: AgentScope): Promise<ServiceTarget> {
  const endpoint = mediaEndpoint(request, scope);
  const named = await namedAuth(request.apiKey, scope);
  const apiKey = named?.apiKey ?? request.apiKey;
  const place = await signInWith(apiKey, scope);
  if (place === null) return { endpoint, credential: { secret: apiKey } };
  const { agentDir, profileId } = place;
  return signedIn({ ...scope, agentDir }, { profileId, apiKey, endpoint });
}

/** The host hands on the base URL of our block as it stands there, and our own row knows better. */
function mediaEndpoint({ baseUrl, headers }: MediaRequest, { config }: AgentScope): ServiceEndpoint {
  const endpoint = resolveDefaultEndpoint(config);
  const merged = { ...endpoint, headers: mergeHeaders(endpoint.headers, headers ?? {}) };
  const isOfBlock = PROVIDER_IDS.some((id) => config.models?.providers?.[id]?.baseUrl === baseUrl);
  if (baseUrl === undefined || isOfBlock) return merged;
  const origins = { ...endpoint.origins, baseUrl: "tools.media" };
  return { ...merged, baseUrl: normalizeBaseUrl(baseUrl, endpoint.api), origins };
}

/**
 * The profile of the sign-in that holds this token: the host hands on the token as it is stored, which may have
 * expired, and not whose it is. `null` for a key.
 */
async function signInWith(token: string, { config }: AgentScope): Promise<ProfilePlace | null> {
  if (token.startsWith("sk-")) return null;
  for (const agentDir of [undefined, ...(await agentFolders(config))]) {
    for (const [profileId, profile] of Object.entries((await readAuthStore(agentDir)).profiles)) {
      const isOurs = profile.type === "oauth" && PROVIDER_IDS.includes(profile.provider);
      if (isOurs && profile.access === token) return { agentDir, profileId };
    }
  }
  return null;
}
