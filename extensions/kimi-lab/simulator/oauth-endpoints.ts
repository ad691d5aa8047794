import type { Answer } from "./answer.ts";
import type { OpenExchange } from "./exchange.ts";
import { CLIENT_ID, type OAuthUpset } from "./oauth.ts";
import type { DevicePoll } from "./oauth-devices.ts";
import { oauthFaults, type OAuthFault } from "./oauth-faults.ts";
import type { Rotation } from "./oauth-tokens.ts";
import type { FormFields } from "./request-body.ts";

/** `verification_uri` on the simulator itself; the path is that of the live page (third party, 2026-08). */
export const VERIFICATION_PATH = "/code/authorize_device";

/** The site of a region's page by its OAuth host, for requests that were made to it and arrive through a proxy (2026-08). */
const sites: Readonly<Record<string, string>> = {
  "auth.kimi.com": "https://www.kimi.com",
  "auth.kimi.ai": "https://www.kimi.ai",
};

type Outcome =
  | { readonly kind: "granted"; readonly body: object }
  | { readonly kind: "refused"; readonly fault: OAuthFault };

/** What a request must bring and what is done with it. */
type Work = (exchange: OpenExchange, fields: FormFields) => Outcome;

const pollFaults = {
  pending: oauthFaults.authorizationPending,
  slowDown: oauthFaults.slowDown,
  expired: oauthFaults.expiredToken,
  denied: oauthFaults.accessDenied,
  unknown: oauthFaults.invalidGrant,
} as const satisfies Record<Exclude<DevicePoll["kind"], "approved">, OAuthFault>;

const grants: Readonly<Record<string, Work>> = {
  "urn:ietf:params:oauth:grant-type:device_code": ({ oauth }, fields) => {
    const deviceCode = fields["device_code"];
    if (deviceCode === undefined) return refused(oauthFaults.invalidRequest);
    const poll = oauth.poll(deviceCode);
    if (poll.kind !== "approved") return refused(pollFaults[poll.kind]);
    return { kind: "granted", body: oauth.control.issue(poll.accountId) };
  },
  refresh_token: ({ oauth }, fields) => {
    const refreshToken = fields["refresh_token"];
    if (refreshToken === undefined) return refused(oauthFaults.invalidRequest);
    const rotation: Rotation = oauth.rotate(refreshToken);
    if (rotation.kind !== "rotated") return refused(oauthFaults.invalidGrant);
    return { kind: "granted", body: rotation.tokens };
  },
};

/** `POST /api/oauth/device_authorization`. */
export async function answerDeviceAuthorization(exchange: OpenExchange): Promise<void> {
  await serve(exchange, ({ oauth, origin, request }) => {
    const { deviceCode, userCode } = oauth.startSignIn();
    const site = sites[request.headers["host"] ?? ""] ?? origin;
    const uri = oauth.verificationUri ?? `${site}${VERIFICATION_PATH}`;
    return {
      kind: "granted",
      body: {
        user_code: userCode,
        device_code: deviceCode,
        verification_uri: uri,
        verification_uri_complete: `${uri}?user_code=${userCode}`,
        expires_in: oauth.deviceCodeLifeSeconds,
        interval: oauth.intervalSeconds,
      },
    };
  });
}

/** `POST /api/oauth/token`, for device codes and refresh tokens. */
export async function answerToken(exchange: OpenExchange): Promise<void> {
  await serve(exchange, (all, fields) => {
    const grantType = fields["grant_type"];
    if (grantType === undefined) return refused(oauthFaults.invalidRequest);
    const grant = Object.hasOwn(grants, grantType) ? grants[grantType] : undefined;
    return grant === undefined ? refused(oauthFaults.unsupportedGrantType) : grant(all, fields);
  });
}

/** Carries a request out as its script says: held, refused, or with its answer lost. */
async function serve(exchange: OpenExchange, work: Work): Promise<void> {
  const { answer, body, hold, oauth, request } = exchange;
  const script = oauth.scripted(request) ?? {};
  if (script.before !== undefined) await hold(script.before);
  if (script.fault !== undefined) return await fail(answer, script.fault);
  const outcome =
    body.kind === "form" ? check(exchange, body.fields, work) : refused(oauthFaults.invalidRequest);
  if (script.after !== undefined) await hold(script.after);
  if (script.lost !== undefined) return await fail(answer, script.lost);
  if (outcome.kind === "refused") return await fail(answer, outcome.fault);
  return await answer.json(200, outcome.body, noStore);
}

function check(exchange: OpenExchange, fields: FormFields, work: Work): Outcome {
  const clientId = fields["client_id"];
  if (clientId === undefined) return refused(oauthFaults.invalidRequest);
  return clientId === CLIENT_ID ? work(exchange, fields) : refused(oauthFaults.invalidClient);
}

/** Required of answers that hold tokens (RFC 6749 section 5.1). */
const noStore = { "cache-control": "no-store" };

async function fail(answer: Answer, how: OAuthUpset): Promise<void> {
  if (how === "disconnect") return await answer.disconnect();
  if ("body" in how) {
    const headers = { "content-type": "application/json", ...how.headers };
    return await answer.stream({ status: how.status, headers }, [how.body]);
  }
  const { status, error, description, headers } = how;
  const body = { error, ...(description !== undefined && { error_description: description }) };
  return await answer.json(status, body, { ...noStore, ...headers });
}

function refused(fault: OAuthFault): Outcome {
  return { kind: "refused", fault };
}
