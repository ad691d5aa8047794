import { randomUUID } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type {
  ProviderAuthContext,
  ProviderAuthMethod,
  ProviderAuthResult,
} from "openclaw/plugin-sdk/plugin-entry";
import { KimiError, type KimiErrorCode } from "../errors/index.ts";
import {
  authMethodFields,
  DEFAULT_MODEL_REF,
  environment,
  GLOBAL_SIGN_IN_COMMAND,
  PROVIDER_ID,
  type RegionId,
  SIGN_IN_CHOICES,
  SIGN_IN_COMMAND,
  STORE_KEY_COMMAND,
  userAgentFor,
} from "../kimi/index.ts";
import {
  afterPoll,
  authorizeDevice,
  type DeviceAuthorization,
  type OAuthPlace,
  pollDevice,
  type PollFailure,
  startPolling,
  type Tokens,
} from "../oauth/index.ts";
import { issuerFor } from "./sign-in-endpoint.ts";
import { loginFromTokens, toFields } from "./stored-login.ts";

/** Where the sign-in is kept in OpenClaw's auth profiles: beside a key, which may stand in for it. */
const PROFILE_ID = `${PROVIDER_ID}:oauth`;
const TITLE = "Kimi Code sign-in";
const SIGN_INS = { mainland: SIGN_IN_COMMAND, global: GLOBAL_SIGN_IN_COMMAND } as const;

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
  const issuer = issuerFor({ config: ctx.config, env: ctx.env ?? environment() }, chosen);
  const place = { issuer, userAgent: userAgentFor(ctx.config) };
  const authorization = await authorizeDevice(place, ctx.signal);
  const askedAt = Date.now();
  await showCode(ctx, authorization);
  const tokens = await waitForApproval(ctx, place, { authorization, askedAt, command: SIGN_INS[region] });
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
  const how = `Open ${verificationUrl} in any browser. Check that it shows this code, and approve.`;
  if (ctx.prompter.deviceCode === undefined) {
    await ctx.prompter.note(`${how}\n\nCode: ${userCode}\nThe code is valid for ${minutes} min.`, TITLE);
  } else {
    await ctx.prompter.deviceCode({ title: TITLE, code: userCode, expiresInMinutes: minutes, message: how });
  }
  // Where there is no browser, the page is opened elsewhere.
  await ctx.openUrl(verificationUrl).catch(() => undefined);
}

async function waitForApproval(
  ctx: ProviderAuthContext,
  place: OAuthPlace,
  {
    authorization,
    askedAt,
    command,
  }: { readonly authorization: DeviceAuthorization; readonly askedAt: number; readonly command: string },
): Promise<Tokens> {
  let polling = startPolling(authorization, askedAt);
  const progress = ctx.prompter.progress("Waiting until you approve in the browser");
  const countdown = setInterval(() => {
    progress.update(
      `Waiting until you approve in the browser (${timeLeft(polling.expiresAt - Date.now())} left)`,
    );
  }, 1000);
  try {
    for (;;) {
      await pause(polling.pauseMs, ctx.signal);
      ctx.assertCurrent?.();
      const answer = await pollDevice(place, authorization.deviceCode, ctx.signal);
      const step = afterPoll(polling, answer, Date.now());
      if (step.kind === "approved") {
        progress.stop("You are signed in to Kimi Code.");
        return step.tokens;
      }
      if (step.kind === "failed") {
        const { code, message } = signInFailures(command)[step.reason];
        throw new KimiError(code, message);
      }
      polling = step.polling;
    }
  } catch (error) {
    progress.stop("You are not signed in.");
    throw error;
  } finally {
    clearInterval(countdown);
  }
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await delay(ms, undefined, signal === undefined ? {} : { signal });
  } catch (cause) {
    throw new KimiError("sign-in-cancelled", "You cancelled the sign-in. Nothing was stored.", { cause });
  }
}

function timeLeft(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Why there is no sign-in, and what to do: `signIn` is the command that signs in with an account of the same region. */
const signInFailures = (signIn: string) =>
  ({
    expired: {
      code: "sign-in-expired",
      message: `The sign-in was not approved in time, and the code is no longer valid. Get a new code:\n${signIn}`,
    },
    denied: {
      code: "sign-in-denied",
      message: `The sign-in was declined in the browser. To try again:\n${signIn}`,
    },
    unexpected: {
      code: "sign-in-failed",
      message: `Kimi's sign-in service refused the sign-in and gave no reason. Try again in a minute:\n${signIn}\nOr use an API key:\n${STORE_KEY_COMMAND}`,
    },
    "too-long": {
      code: "sign-in-failed",
      message: `Kimi's sign-in service sent more than any answer of it has, so the rest was not read. This is a fault of that service, or of a proxy before it. Nothing was stored. Try again in a minute:\n${signIn}\nOr use an API key:\n${STORE_KEY_COMMAND}`,
    },
  }) as const satisfies Record<PollFailure, { readonly code: KimiErrorCode; readonly message: string }>;
