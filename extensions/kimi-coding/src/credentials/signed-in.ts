import type { OpenClawConfig } from "openclaw/plugin-sdk/plugin-entry";
import { KimiError, SIGN_IN_ENDED } from "../errors/index.ts";
import { normalizeBaseUrl } from "../kimi/index.ts";
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
  readonly place: ProfilePlace;
  /** What the host has of it; used where the profile is gone or cannot be read. */
  readonly apiKey: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly config: OpenClawConfig;
  /** As it is configured. A sign-in of another region goes to the endpoint of that, where none is configured. */
  readonly endpoint: ServiceEndpoint;
}

/** What a turn would be sent with: a sign-in is renewed if need be, as it is before a turn. */
export async function signedIn(signIn: SignIn): Promise<SignedInTarget> {
  const { place, apiKey, env, config, endpoint } = signIn;
  const client = readClientToken(place.profileId, env, config);
  if (client !== undefined) {
    return {
      endpoint: endpointOf(signIn, issuerFor(env, config)),
      credential: { secret: client.accessToken },
      expiresAt: client.expiresAt,
      renewedBy: "client",
    };
  }
  const fresh = await freshLogin(place);
  if (fresh.kind !== "found") {
    return { endpoint, credential: { secret: apiKey }, expiresAt: null, renewedBy: null };
  }
  const { login } = fresh;
  return {
    endpoint: endpointOf(signIn, login.issuer),
    credential: renewable(fresh.place, login.accessToken),
    expiresAt: login.dueAt + UNUSED_LIFETIME_MS,
    renewedBy: "openclaw",
  };
}

function endpointOf({ env, config, endpoint }: SignIn, issuer: string): ServiceEndpoint {
  if (endpoint.origins.baseUrl !== null) return endpoint;
  const wanted = baseUrlFor(env, config, issuer);
  const baseUrl = wanted === undefined ? endpoint.baseUrl : normalizeBaseUrl(wanted, endpoint.api);
  if (baseUrl === endpoint.baseUrl) return endpoint;
  return { ...endpoint, baseUrl, origins: { ...endpoint.origins, baseUrl: "the sign-in" } };
}

function renewable(place: ProfilePlace, accessToken: string): Credential {
  let secret = accessToken;
  return {
    get secret() {
      return secret;
    },
    async renew(rejected) {
      const renewed = await freshLogin(place, { rejectedToken: rejected });
      if (renewed.kind !== "found") throw new KimiError("sign-in-ended", SIGN_IN_ENDED);
      secret = renewed.login.accessToken;
    },
  };
}
