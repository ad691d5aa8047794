import type { Account } from "./accounts.ts";
import type { Clock } from "./clock.ts";
import { createDeviceStore, type DevicePoll, type DeviceOptions } from "./oauth-devices.ts";
import type { OAuthFault } from "./oauth-faults.ts";
import { createTokenStore, type Rotation, type TokenOptions, type TokenResponse } from "./oauth-tokens.ts";
import type { RecordedRequest } from "./request-log.ts";
import { createScenarioQueue, type EnqueueOptions } from "./scenario.ts";

/** The official client's public id, the same in both regions (2026-08); the only one that the service knows. */
export const CLIENT_ID = "17e5f671-d194-4dfb-9706-5516cb48c098";

/** How the OAuth side behaves; what is left out is as seen on the live service (third parties, 2026-08). */
export interface OAuthOptions extends Partial<TokenOptions>, Partial<DeviceOptions> {
  /** Approves every sign-in as it starts, for the first account. */
  readonly autoApprove?: boolean;
  /** The page that clients send their user to, without the code; by default the simulator's own. */
  readonly verificationUri?: string;
}

/** An answer byte for byte: a 200 that is not a token answer, a page of some portal, a redirect. */
interface RawAnswer {
  readonly status: number;
  readonly body: string;
  /** By default a content type of JSON. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a client gets that does not get what it should. */
export type OAuthUpset = OAuthFault | RawAnswer | "disconnect";

/**
 * What a test makes the next request to an OAuth endpoint meet, in this order. Without `fault` the request is
 * carried out as usual, even if its client has left meanwhile.
 */
interface OAuthScript {
  /** Held until this settles, before the request is looked at. */
  readonly before?: Promise<unknown>;
  /** Answered at once: no code is used up, no token rotated. */
  readonly fault?: OAuthUpset;
  /** Held until this settles, after the request was carried out and before it is answered. */
  readonly after?: Promise<unknown>;
  /** Sent in place of the answer to a request that was carried out: its tokens are lost on the way. */
  readonly lost?: OAuthUpset;
}

/** The means of a test, and of the verification page, to steer the OAuth side. */
export interface OAuthControl {
  /** User codes of sign-ins that wait for a decision, oldest first. */
  readonly pending: readonly string[];
  /** Successful refreshes since the start or the last `reset` of the simulator. */
  readonly refreshes: number;
  /** Uses of a refresh token that an earlier refresh had used up, counted likewise. */
  readonly reuses: number;
  /** Every token and device code that was ever given out, to search logs and files for. */
  readonly secrets: readonly string[];
  /**
   * Lets a waiting sign-in pass, for the first account if none is named.
   *
   * @throws when no sign-in waits for this code, or there is no such account; the code alone for the next two.
   */
  approve(userCode: string, accountId?: string): void;
  /** Answers further polls with `access_denied`. */
  deny(userCode: string): void;
  /** Answers further polls with `expired_token`. */
  expire(userCode: string): void;
  /** Gives out tokens as after a sign-in, for the first account if none is named. */
  issue(accountId?: string): TokenResponse;
  /** Ends one token: 401 for an access token, `invalid_grant` (and no reuse) for a refresh token. */
  revoke(token: string): void;
  /** Ends every token that was given out so far. */
  revokeAll(): void;
  /** Scripts what the next device authorization or token request meets that matches. */
  enqueue(script: OAuthScript, options?: EnqueueOptions): void;
}

/** The OAuth side of the service, as its endpoints use it. */
export interface OAuthService {
  readonly control: OAuthControl;
  readonly deviceCodeLifeSeconds: number;
  readonly intervalSeconds: number;
  /** Null for the simulator's own page. */
  readonly verificationUri: string | null;
  startSignIn(): { readonly deviceCode: string; readonly userCode: string };
  poll(deviceCode: string): DevicePoll;
  rotate(refreshToken: string): Rotation;
  /** The account of an access token that is neither expired nor revoked. */
  accountOf(accessToken: string): Account | undefined;
  /** The account of a refresh token, whatever its state. */
  accountIdOf(refreshToken: string): string | undefined;
  /** A name for a token or device code that may stand in a log; undefined for what was never given out. */
  describe(secret: string): string | undefined;
  scripted(request: RecordedRequest): OAuthScript | undefined;
  /** Forgets scripts and counts; tokens and sign-ins stay. */
  reset(): void;
}

const defaults = {
  accessTokenLifeSeconds: 900,
  refreshTokenLifeSeconds: 30 * 24 * 60 * 60,
  // The reference knows of no more than the 400: that a reuse ends the sign-in is customary, not seen.
  reuseRevokesSignIn: false,
  deviceCodeLifeSeconds: 1800,
  intervalSeconds: 5,
} as const satisfies TokenOptions & DeviceOptions;

export function createOAuth(
  accounts: readonly Account[],
  clock: Clock,
  options: OAuthOptions = {},
): OAuthService {
  const settings = { ...defaults, ...options };
  const tokens = createTokenStore(settings, clock);
  const devices = createDeviceStore(settings, clock);
  const scripts = createScenarioQueue<OAuthScript>();
  let refreshes = 0;
  let reuses = 0;

  const accountId = (wanted = accounts[0]?.id) => {
    const account = accounts.find(({ id }) => id === wanted);
    if (account === undefined) throw new Error(`The simulator has no account "${wanted ?? ""}".`);
    return account.id;
  };

  return {
    control: {
      get pending() {
        return devices.pending();
      },
      get refreshes() {
        return refreshes;
      },
      get reuses() {
        return reuses;
      },
      get secrets() {
        return [...tokens.secrets(), ...devices.secrets()];
      },
      approve: (userCode, wanted) => devices.approve(userCode, accountId(wanted)),
      deny: (userCode) => devices.deny(userCode),
      expire: (userCode) => devices.expire(userCode),
      issue: (wanted) => tokens.issue(accountId(wanted)),
      revoke: (token) => tokens.revoke(token),
      revokeAll: () => tokens.revokeAll(),
      enqueue: (script, enqueueOptions) => scripts.enqueue(script, enqueueOptions),
    },
    deviceCodeLifeSeconds: settings.deviceCodeLifeSeconds,
    intervalSeconds: settings.intervalSeconds,
    verificationUri: options.verificationUri ?? null,
    startSignIn() {
      const started = devices.start();
      if (options.autoApprove === true) devices.approve(started.userCode, accountId());
      return started;
    },
    poll: (deviceCode) => devices.poll(deviceCode),
    rotate(refreshToken) {
      const rotation = tokens.rotate(refreshToken);
      if (rotation.kind === "rotated") refreshes += 1;
      if (rotation.kind === "reused") reuses += 1;
      return rotation;
    },
    accountOf(accessToken) {
      const facts = tokens.find(accessToken);
      if (facts?.kind !== "access" || facts.state !== "live") return undefined;
      return accounts.find(({ id }) => id === facts.accountId);
    },
    accountIdOf(refreshToken) {
      const facts = tokens.find(refreshToken);
      return facts?.kind === "refresh" ? facts.accountId : undefined;
    },
    describe(secret) {
      const facts = tokens.find(secret);
      if (facts !== undefined) return `<${facts.kind} token ${facts.number} of account ${facts.accountId}>`;
      const number = devices.numberOf(secret);
      return number === undefined ? undefined : `<device code ${number}>`;
    },
    scripted: (request) => scripts.take(request),
    reset() {
      scripts.clear();
      refreshes = 0;
      reuses = 0;
    },
  };
}
