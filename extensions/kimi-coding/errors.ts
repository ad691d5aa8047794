import type {
  ProviderBuildMissingAuthMessageContext,
  ProviderBuildUnknownModelHintContext,
  ProviderFailoverErrorContext,
  ProviderPlugin,
} from "openclaw/plugin-sdk/plugin-entry";
import { describeMissingKey } from "./src/credentials/index.ts";
import {
  classifyServiceError,
  explainedCode,
  type ServiceErrorCode,
  SIGN_IN_UNAVAILABLE,
  signInErrorIn,
} from "./src/errors/index.ts";
import { DEFAULT_MODEL_REF, LIST_MODELS_COMMAND, PROVIDER_IDS, scopeOf } from "./src/kimi/index.ts";
import { planModelRefs } from "./src/models/index.ts";
import { clientProblems } from "./src/sign-in/index.ts";

type FailoverReason = NonNullable<ReturnType<NonNullable<ProviderPlugin["classifyFailoverReason"]>>>;

/**
 * What a host of 2026.9.6 then does (docs/reference/errors.md): `rate_limit` shows our text and tries a fallback;
 * `auth` says "re-authenticate" and pauses the key; `billing` says "top up" and disables the key; `format` pauses no
 * key. `undefined` leaves it to the host, which knows more reasons for these than older ones do.
 */
const FAILOVER_REASONS = {
  "invalid-key": "auth",
  "no-membership": "rate_limit",
  "client-refused": "format",
  "account-action": "rate_limit",
  "usage-limit": "rate_limit",
  overloaded: "overloaded",
  "rate-limited": "rate_limit",
  "unknown-model": "model_not_found",
  "context-overflow": undefined,
  "body-too-large": "format",
  "content-filter": "format",
  "bad-request": "format",
  "server-fault": undefined,
  network: undefined,
} as const satisfies Record<ServiceErrorCode, FailoverReason | undefined>;

/**
 * The failure that a host asks about, in the service's words or in ours. Hosts also ask about failures of which they
 * do not say whose they are: those are ours only if the text is.
 */
function codeOf({
  provider,
  errorMessage,
  status,
  errorType,
}: ProviderFailoverErrorContext): ServiceErrorCode | null {
  const explained = explainedCode(errorMessage);
  if (explained !== null || provider === undefined || !PROVIDER_IDS.includes(provider)) return explained;
  return classifyServiceError({ text: errorMessage, status, type: errorType })?.code ?? null;
}

/**
 * What stands for `format`. Behind our text, 2026.9.6 ends a run of that reason with "provider rejected the request
 * schema or tool payload", which is not the cause of any of ours; after `empty_response` it only says that the request
 * failed, and does the rest alike: one request, no paused key, a fallback (seen 2026-11). Hosts before 2026.9 pause a
 * key after `empty_response`.
 */
export type FormatReason = "format" | "empty_response";

/**
 * Makes the hook that tells a host what kind of failure a refusal of the service is; `undefined` leaves the decision to
 * the host.
 */
export function createFailoverClassifier(formatReason: FormatReason) {
  return (ctx: ProviderFailoverErrorContext): FailoverReason | undefined => {
    const signInError = signInErrorIn(ctx.errorMessage);
    if (signInError !== null) return signInError === SIGN_IN_UNAVAILABLE ? "overloaded" : "auth";
    const code = codeOf(ctx);
    const reason = code === null ? undefined : FAILOVER_REASONS[code];
    return reason === "format" ? formatReason : reason;
  };
}

/** Whether the conversation has more tokens than the model takes, upon which the host compacts it and tries again. */
export function matchesContextOverflowError(ctx: ProviderFailoverErrorContext): boolean {
  return codeOf(ctx) === "context-overflow";
}

/** What the user reads when there is no credential: how to get one, and why those of Kimi's own clients do not do. */
export function buildMissingAuthMessage(ctx: ProviderBuildMissingAuthMessageContext): string {
  return [describeMissingKey(), ...clientProblems(scopeOf(ctx))].join("\n");
}

/** What the user reads after the host's own "Unknown model". */
export function buildUnknownModelHint({ agentDir }: ProviderBuildUnknownModelHintContext): string {
  const refs = planModelRefs(agentDir);
  const known =
    refs.length === 0
      ? `Kimi Code's default model is ${DEFAULT_MODEL_REF}`
      : `Your Kimi Code plan has ${refs.join(", ")}`;
  return `${known}. See the models of your plan:\n${LIST_MODELS_COMMAND}`;
}
