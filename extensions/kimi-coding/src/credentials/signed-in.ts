import { KimiError, SIGN_IN_ENDED } from "../errors/index.ts";
import { type AgentScope, normalizeBaseUrl, userAgentFor } from "../kimi/index.ts";
import type { ServiceEndpoint } from "../models/index.ts";
import type { Credential, ServiceTarget } from "../service/index.ts";
import {
  baseUrlFor,
  issuerFor,
  type ProfilePlace,
  readClientToken,
  UNUSED_LIFETIME_MS,
} from "../sign-in/index.ts";
import { freshLogin } from "../sign-in/renewal/index.ts";

export interface SignedInTarget extends ServiceTarget {
  /** When it ends if nobody renews it, in ms since the epoch; `null` where that is not known. */
  readonly expiresAt: number | null;
  /** Who renews it until then: OpenClaw, or the client of Kimi's that it is of; `null` where nobody does. */
  readonly renewedBy: "openclaw" | "client" | null;
}

interface SignIn {
  readonly profileId: string;
  /** What the host has of it; used where the profile is gone or cannot be read. */
  readonly apiKey: string;
  /** As it is configured. A sign-in of another region goes to the endpoint of that, where none is configured. */
  readonly endpoint: ServiceEndpoint;
}

/** What a turn would be sent with: a sign-in is renewed if need be, as it is before a turn. */
export async function signedIn(
  scope: AgentScope,
  { profileId, apiKey, endpoint }: SignIn,
): Promise<SignedInTarget> {
  const client = readClientToken(profileId, scope);
  if (client !== undefined) {
    return {
      endpoint: endpointOf(scope, endpoint, issuerFor(scope)),
      credential: { secret: client.accessToken },
      expiresAt: client.expiresAt,
      renewedBy: "client",
    };
  }
  const userAgent = userAgentFor(scope.config);
  const fresh = await freshLogin({ agentDir: scope.agentDir, profileId }, { userAgent });
  if (fresh.kind !== "found") {
    return { endpoint, credential: { secret: apiKey }, expiresAt: null, renewedBy: null };
  }
  const { login } = fresh;
  return {
    endpoint: endpointOf(scope, endpoint, login.issuer),
    credential: renewable(fresh.place, login.accessToken, userAgent),
    expiresAt: login.dueAt + UNUSED_LIFETIME_MS,
    renewedBy: "openclaw",
  };
}

function endpointOf(scope: AgentScope, endpoint: ServiceEndpoint, issuer: string): ServiceEndpoint {
  if (endpoint.origins.baseUrl !== null) return endpoint;
  const wanted = baseUrlFor(scope, issuer);
  const baseUrl = wanted === undefined ? endpoint.baseUrl : normalizeBaseUrl(wanted, endpoint.api);
  if (baseUrl === endpoint.baseUrl) return endpoint;
  return { ...endpoint, baseUrl, origins: { ...endpoint.origins, baseUrl: "the sign-in" } };
}

function renewable(place: ProfilePlace, accessToken: string, userAgent: string): Credential {
  let secret = accessToken;
  return {
    get secret() {
      return secret;
    },
    async renew(rejected) {
      const renewed = await freshLogin(place, { userAgent, rejectedToken: rejected });
      if (renewed.kind !== "found") throw new KimiError("sign-in-ended", SIGN_IN_ENDED);
      secret = renewed.login.accessToken;
    },
  };
}
