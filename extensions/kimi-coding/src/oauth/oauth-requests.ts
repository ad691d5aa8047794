import { isUnsent, KimiError } from "../errors/index.ts";
import { parseJson, readBody, startTimeLimit, STORE_KEY_COMMAND } from "../kimi/index.ts";
import { isVerificationUrl } from "./issuer.ts";
import {
  parseDeviceAuthorization,
  parseTokenAnswer,
  type DeviceAuthorization,
  type TokenAnswer,
} from "./oauth-answer.ts";

/** Kimi Code's public client; there is no secret, and no scope is asked for (official clients, 2026-08). */
const CLIENT_ID = "17e5f671-d194-4dfb-9706-5516cb48c098";
const DEVICE_GRANT = "urn:ietf:params:oauth:grant-type:device_code";

/** How long one request takes at most, with its answer. */
export const REQUEST_TIMEOUT_MS = 15_000;
/** Token answers are about 2 KB. */
const MAX_ANSWER_BYTES = 64 * 1024;

/** Who is asked, and under which name. */
export interface OAuthPlace {
  readonly issuer: string;
  readonly userAgent: string;
}

/**
 * Asks for a device and a user code (RFC 8628, 3.1).
 *
 * Throws a {@link KimiError}: `sign-in-unavailable` if the service gives none, `verification-refused` if the page that
 * it names is not Kimi's, `sign-in-cancelled` when `signal` is aborted.
 */
export async function authorizeDevice(place: OAuthPlace, signal?: AbortSignal): Promise<DeviceAuthorization> {
  const { issuer } = place;
  const answer = await post(place, "device_authorization", {}, signal);
  const isAnswer = answer.kind === "answer";
  const authorization = isAnswer ? parseDeviceAuthorization(answer.status, answer.body) : null;
  if (authorization === null) {
    const said = isAnswer ? unusable(answer) : "did not answer";
    throw new KimiError(
      "sign-in-unavailable",
      `Kimi's sign-in service (${issuer}) ${said}. Check the network, and run the same command again in a minute.`,
    );
  }
  if (isVerificationUrl(authorization.verificationUrl, issuer)) return authorization;
  throw new KimiError(
    "verification-refused",
    `Kimi's sign-in service (${issuer}) named a sign-in page that does not belong to Kimi, so the page was not opened. Nothing was stored. Run the same command again. If that does not help, use an API key:\n${STORE_KEY_COMMAND}`,
  );
}

/** Asks whether the user has approved (RFC 8628, 3.4). Throws a {@link KimiError} only when `signal` is aborted. */
export function pollDevice(
  place: OAuthPlace,
  deviceCode: string,
  signal?: AbortSignal,
): Promise<TokenAnswer> {
  return askForTokens(place, { grant_type: DEVICE_GRANT, device_code: deviceCode }, signal);
}

/** Exchanges a refresh token once (RFC 6749, 6). It is spent if the service answers with new tokens. */
export function exchangeRefreshToken(place: OAuthPlace, refreshToken: string): Promise<TokenAnswer> {
  return askForTokens(place, { grant_type: "refresh_token", refresh_token: refreshToken });
}

async function askForTokens(
  place: OAuthPlace,
  parameters: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<TokenAnswer> {
  const answer = await post(place, "token", parameters, signal);
  if (answer.kind === "answer") {
    return answer.isTooLong
      ? { kind: "unexpected", isTooLong: true }
      : parseTokenAnswer(answer.status, answer.body);
  }
  return { kind: "unavailable", ...(answer.isUnsent && { isUnsent: true }) };
}

/** What became of a request. */
type Reply =
  | {
      readonly kind: "answer";
      readonly status: number;
      /** `undefined` if it is not JSON. */
      readonly body: unknown;
      /** Whether more came than any answer has; the rest was not read. */
      readonly isTooLong: boolean;
    }
  /** No whole answer came. */
  | {
      readonly kind: "silence";
      /** Whether the request did not even leave. */
      readonly isUnsent: boolean;
    };

/** How an answer without a device code is told of. */
function unusable({ status, isTooLong }: Extract<Reply, { kind: "answer" }>): string {
  return isTooLong
    ? `sent more than ${MAX_ANSWER_BYTES / 1024} KB, which is more than any answer of it has, so the rest was not read. This is a fault of that service, or of a proxy before it`
    : `answered with status ${status} and without a code`;
}

/** Sends one request and follows no redirect: a token must not travel on. */
async function post(
  { issuer, userAgent }: OAuthPlace,
  endpoint: "device_authorization" | "token",
  parameters: Readonly<Record<string, string>>,
  signal?: AbortSignal,
): Promise<Reply> {
  const leaving = new AbortController();
  const limit = startTimeLimit(REQUEST_TIMEOUT_MS, leaving.signal, signal);
  try {
    const response = await fetch(`${issuer}/api/oauth/${endpoint}`, {
      method: "POST",
      redirect: "manual",
      headers: { Accept: "application/json", "User-Agent": userAgent },
      body: new URLSearchParams({ client_id: CLIENT_ID, ...parameters }),
      signal: limit.signal,
    });
    const { text, isCut } = await readBody(response.body, {
      maxBytes: MAX_ANSWER_BYTES,
      close: () => leaving.abort(),
    });
    const body = isCut ? undefined : parseJson(text);
    return { kind: "answer", status: response.status, body, isTooLong: isCut };
  } catch (error) {
    // Of what broke the request nothing else matters, and the error may quote the request.
    if (signal?.aborted === true)
      throw new KimiError("sign-in-cancelled", "You cancelled the sign-in. Nothing was stored.");
    return { kind: "silence", isUnsent: isUnsent(error) };
  } finally {
    limit.end();
  }
}
