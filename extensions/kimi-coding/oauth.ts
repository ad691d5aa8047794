import {
  authMethodFields,
  DEFAULT_MODEL_REF,
  normalizeBaseUrl,
  PROVIDER_ID,
  type RegionId,
  SIGN_IN_CHOICES,
  SIGN_IN_COMMAND,
} from "./src/kimi/index.ts";
import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type {
  ProviderAuthContext,
  ProviderAuthMethod,
  ProviderAuthResult,
  ProviderPlugin,
} from "openclaw/plugin-sdk/plugin-entry";
import {
  afterPoll,
  authorizeDevice,
  type DeviceAuthorization,
  pollDevice,
  type PollFailure,
  startPolling,
  type Tokens,
} from "./src/oauth/index.ts";
import {
  baseUrlFor,
  issuerFor,
  loginFromTokens,
  readClientToken,
  toFields,
  UNUSED_LIFETIME_MS,
} from "./src/sign-in/index.ts";
import { freshLogin, noteLogin, noteOther } from "./src/sign-in/renewal/index.ts";
import { KimiError, type KimiErrorCode } from "./src/errors/index.ts";

/** Where the sign-in is kept in OpenClaw's auth profiles: beside a key, which may stand in for it. */
const PROFILE_ID = `${PROVIDER_ID}:oauth`;
const TITLE = "Kimi Code sign-in";

type RefreshOAuth = NonNullable<ProviderPlugin["refreshOAuth"]>;
type PrepareRuntimeAuth = NonNullable<ProviderPlugin["prepareRuntimeAuth"]>;
type RuntimeAuthContext = Parameters<PrepareRuntimeAuth>[0];

/**
 * The sign-ins behind `openclaw onboard --auth-choice kimi-code-oauth` and `openclaw models auth login --provider kimi
 * --method device-code`, one for each region.
 */
export function createSignInMethods(): ProviderAuthMethod[] {
  return [createSignInMethod("mainland"), createSignInMethod("global")];
}

function createSignInMethod(region: RegionId): ProviderAuthMethod {
  return {
    ...authMethodFields(SIGN_IN_CHOICES[region]),
    kind: "device_code",
    run: (ctx) => signIn(ctx, region),
  };
}

/**
 * Signs in by device code (RFC 8628).
 *
 * Throws a {@link KimiError} that says why there is no sign-in; nothing has been stored then.
 */
async function signIn(ctx: ProviderAuthContext, region: RegionId): Promise<ProviderAuthResult> {
  // The first method follows the endpoint that is configured; the other one is there to choose.
  const chosen = region === "mainland" ? undefined : region;
  const issuer = issuerFor(ctx.env ?? process.env, ctx.config, chosen);
  const authorization = await authorizeDevice(issuer, ctx.signal);
  const askedAt = Date.now();
  await showCode(ctx, authorization);
  const tokens = await waitForApproval(ctx, issuer, authorization, askedAt);
  const login = loginFromTokens({ id: randomUUID(), issuer }, tokens, Date.now());
  return {
    profiles: [
      { profileId: PROFILE_ID, credential: { type: "oauth", provider: PROVIDER_ID, ...toFields(login) } },
    ],
    defaultModel: DEFAULT_MODEL_REF,
  };
}

async function showCode(ctx: ProviderAuthContext, authorization: DeviceAuthorization): Promise<void> {
  const { userCode, verificationUrl, lifetimeMs } = authorization;
  const minutes = Math.max(1, Math.round(lifetimeMs / 60_000));
  const how = `Open ${verificationUrl} in any browser, check that it shows this code, and approve.`;
  if (ctx.prompter.deviceCode === undefined) {
    await ctx.prompter.note(`${how}\n\nCode: ${userCode}\nIt is good for ${minutes} min.`, TITLE);
  } else {
    await ctx.prompter.deviceCode({ title: TITLE, code: userCode, expiresInMinutes: minutes, message: how });
  }
  // Where there is no browser, the page is opened elsewhere.
  await ctx.openUrl(verificationUrl).catch(() => undefined);
}

async function waitForApproval(
  ctx: ProviderAuthContext,
  issuer: string,
  authorization: DeviceAuthorization,
  askedAt: number,
): Promise<Tokens> {
  let polling = startPolling(authorization, askedAt);
  const progress = ctx.prompter.progress("Waiting for your approval in the browser");
  const countdown = setInterval(() => {
    progress.update(
      `Waiting for your approval in the browser (${timeLeft(polling.expiresAt - Date.now())} left)`,
    );
  }, 1000);
  try {
    for (;;) {
      await pause(polling.pauseMs, ctx.signal);
      ctx.assertCurrent?.();
      const answer = await pollDevice(issuer, authorization.deviceCode, ctx.signal);
      const step = afterPoll(polling, answer, Date.now());
      if (step.kind === "approved") {
        progress.stop("Signed in to Kimi Code");
        return step.tokens;
      }
      if (step.kind === "failed") {
        const { code, message } = SIGN_IN_FAILURES[step.reason];
        throw new KimiError(code, message);
      }
      polling = step.polling;
    }
  } catch (error) {
    progress.stop("Not signed in");
    throw error;
  } finally {
    clearInterval(countdown);
  }
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(ms, undefined, signal === undefined ? {} : { signal });
  } catch (cause) {
    throw new KimiError("sign-in-cancelled", "The sign-in was cancelled.", { cause });
  }
}

function timeLeft(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Why there is no sign-in, and what to do. */
const SIGN_IN_FAILURES = {
  expired: {
    code: "sign-in-expired",
    message: `Nobody approved the sign-in in time, and the code is no longer good. For a new one: ${SIGN_IN_COMMAND}`,
  },
  denied: {
    code: "sign-in-denied",
    message: `The sign-in was declined in the browser. To try again: ${SIGN_IN_COMMAND}`,
  },
  unexpected: {
    code: "sign-in-failed",
    message: `Kimi's sign-in service refused the sign-in without saying why. Try again in a minute:\n${SIGN_IN_COMMAND}\nAn API key works as well:\nopenclaw onboard --auth-choice kimi-code-api-key`,
  },
} as const satisfies Record<PollFailure, { readonly code: KimiErrorCode; readonly message: string }>;

/** Hosts prepare a token again this long before the end that they are told (2026.5.7 to 2026.9.6). */
const HOST_MARGIN_MS = 300_000;
/** The least time until then, for a token that could not be renewed yet. */
const MIN_HOST_WAIT_MS = 30_000;

/**
 * Gives the host an access token that need not be renewed yet, and tells it when to ask again. The host asks at the
 * start of each turn, in the course of long ones, and after a 401. Anything but a sign-in of ours is left to it.
 */
export async function prepareRuntimeAuth(
  ctx: RuntimeAuthContext,
): Promise<Awaited<ReturnType<PrepareRuntimeAuth>>> {
  const { agentDir, profileId } = ctx;
  if (ctx.authMode !== "oauth" || profileId === undefined) {
    noteOther();
    return undefined;
  }
  const client = readClientToken(profileId, ctx.env, ctx.config);
  if (client !== undefined) {
    noteOther();
    return prepared(ctx, client.accessToken, client.expiresAt, issuerFor(ctx.env, ctx.config));
  }
  const fresh = await freshLogin({ agentDir, profileId });
  if (typeof fresh === "string") {
    noteOther();
    return undefined;
  }
  const { login, place } = fresh;
  noteLogin(login.id, place);
  return prepared(ctx, login.accessToken, login.dueAt, login.issuer);
}

/** A token that is to be asked for again at `askAgainAt`, in ms since the epoch. */
function prepared(
  ctx: RuntimeAuthContext,
  token: string,
  askAgainAt: number,
  issuer: string,
): NonNullable<Awaited<ReturnType<PrepareRuntimeAuth>>> {
  const wanted = baseUrlFor(ctx.env, ctx.config, issuer, ctx);
  const baseUrl = wanted === undefined ? undefined : normalizeBaseUrl(wanted, ctx.model.api);
  return {
    apiKey: token,
    expiresAt: Math.max(askAgainAt, Date.now() + MIN_HOST_WAIT_MS) + HOST_MARGIN_MS,
    ...(baseUrl === undefined || baseUrl === ctx.model.baseUrl ? undefined : { baseUrl }),
  };
}

/**
 * Only for a sign-in that was not used for weeks: hosts call this where `expires` comes near. It asks the service
 * nothing, as 2026.9.6 gives up a credential whose renewal fails or is cut off here; the token is due at once, and is
 * renewed by {@link prepareRuntimeAuth} before it is used.
 */
export const refreshOAuth: RefreshOAuth = (credential) =>
  Promise.resolve({ ...credential, expires: Date.now() + UNUSED_LIFETIME_MS });
