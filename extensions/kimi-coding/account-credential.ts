import type { OpenClawConfig } from "openclaw/plugin-sdk/plugin-entry";
import type { resolveDefaultEndpoint } from "./model-resolution.ts";
import { readClientToken } from "./oauth-clients.ts";
import { baseUrlFor, issuerFor } from "./oauth-endpoint.ts";
import { freshLogin } from "./oauth-refresh.ts";
import type { ProfilePlace } from "./oauth-store.ts";
import { normalizeBaseUrl } from "./src/endpoint.ts";
import { KimiError } from "./src/errors/kimi-error.ts";
import { SIGN_IN_ENDED } from "./src/errors/sign-in-error.ts";

/** What a request to the service is signed with. */
export interface Credential {
  readonly secret: string;
  /** Where the credential alone is good, if that is not the endpoint that is configured. */
  readonly baseUrl?: string;
  /**
   * Renews a sign-in whose token the service has just refused, before its time. Throws a {@link KimiError}. Absent
   * for what nothing here can renew.
   */
  readonly renew?: () => Promise<string>;
}

interface SignIn {
  readonly place: ProfilePlace;
  /** What the host has of it; used where the profile is gone or cannot be read. */
  readonly apiKey: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly config: OpenClawConfig;
  readonly endpoint: Pick<ReturnType<typeof resolveDefaultEndpoint>, "api" | "baseUrl">;
}

/** What a turn would be sent with: a sign-in is renewed if need be, as it is before a turn. */
export async function signedIn({ place, apiKey, env, config, endpoint }: SignIn): Promise<Credential> {
  const elsewhere = (issuer: string) => {
    const wanted = normalizeBaseUrl(baseUrlFor(env, config, issuer) ?? endpoint.baseUrl, endpoint.api);
    return wanted === endpoint.baseUrl ? {} : { baseUrl: wanted };
  };
  const client = readClientToken(place.profileId, env, config);
  if (client !== undefined) return { secret: client.accessToken, ...elsewhere(issuerFor(env, config)) };
  const fresh = await freshLogin(place);
  if (typeof fresh === "string") return { secret: apiKey };
  const { accessToken, issuer } = fresh.login;
  return {
    secret: accessToken,
    ...elsewhere(issuer),
    async renew() {
      const renewed = await freshLogin(fresh.place, { rejectedToken: accessToken });
      if (typeof renewed === "string") throw new KimiError("sign-in-ended", SIGN_IN_ENDED);
      return renewed.login.accessToken;
    },
  };
}
