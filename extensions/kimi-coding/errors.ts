import type {
  ProviderBuildMissingAuthMessageContext,
  ProviderBuildUnknownModelHintContext,
  ProviderFailoverErrorContext,
  ProviderPlugin,
} from "openclaw/plugin-sdk/plugin-entry";
import { describeMissingKey } from "./src/credentials/index.ts";
import {
  classifyServiceError,
  explainedTopic,
  SIGN_IN_UNAVAILABLE,
  SIGN_IN_UNWRITABLE,
  signInErrorIn,
  type Topic,
  topicOf,
} from "./src/errors/index.ts";
import { DEFAULT_MODEL_REF, LIST_MODELS_COMMAND, PROVIDER_IDS, scopeOf } from "./src/kimi/index.ts";
import { planModelRefs } from "./src/models/index.ts";
import { clientProblems } from "./src/sign-in/index.ts";

type FailoverReason = NonNullable<ReturnType<NonNullable<ProviderPlugin["classifyFailoverReason"]>>>;

/**
 * A reason after which 2026.9.6 neither tries again nor pauses a key or a model. `format` does that as well, but behind our
 * text a run then ends with "provider rejected the request schema or tool payload", which is not the cause of any of ours
 * (seen 2026-11). 2026.4.27 and 2026.5.7 never ask: the file in which they look for the hook is not in their package.
 */
const QUIET = "empty_response";

/**
 * What a host of 2026.9.6 then does (docs/reference/errors.md): `rate_limit` shows our text and tries a fallback;
 * `auth` says "re-authenticate" and pauses the key; `billing` says "top up" and disables the key. `undefined` leaves it
 * to the host, which knows more reasons for these than older ones do.
 */
const FAILOVER_REASONS = {
  "invalid-key": "auth",
  "no-membership": "rate_limit",
  "client-refused": QUIET,
  "not-in-plan": QUIET,
  "access-refused": QUIET,
  "account-action": "rate_limit",
  "usage-limit": "rate_limit",
  overloaded: "overloaded",
  "rate-limited": "rate_limit",
  // The plugin itself has tried again; a pause would hit the sessions that are being answered.
  "at-once": QUIET,
  // After `model_not_found` the model rests, also for the sessions that are answered (seen on 2026.9.6, 2026-11).
  "unknown-model": QUIET,
  "context-overflow": undefined,
  "plan-window": undefined,
  "body-too-large": QUIET,
  "content-filter": QUIET,
  "bad-request": QUIET,
  "server-fault": undefined,
  network: undefined,
} as const satisfies Record<Topic, FailoverReason | undefined>;

/**
 * The failure that a host asks about, in the service's words or in ours. Hosts also ask about failures of which they
 * do not say whose they are: those are ours only if the text is.
 */
function topicIn({ provider, errorMessage, status, errorType }: ProviderFailoverErrorContext): Topic | null {
  const explained = explainedTopic(errorMessage);
  if (explained !== null || provider === undefined || !PROVIDER_IDS.includes(provider)) return explained;
  const failure = classifyServiceError({ text: errorMessage, status, type: errorType });
  return failure && topicOf(failure);
}

/** Tells a host what kind of failure a refusal of the service is; `undefined` leaves the decision to the host. */
export function classifyFailoverReason(ctx: ProviderFailoverErrorContext): FailoverReason | undefined {
  const signInError = signInErrorIn(ctx.errorMessage);
  if (signInError === SIGN_IN_UNAVAILABLE || signInError === SIGN_IN_UNWRITABLE) return "overloaded";
  if (signInError !== null) return "auth";
  const topic = topicIn(ctx);
  return topic === null ? undefined : FAILOVER_REASONS[topic];
}

/** Whether the conversation has more tokens than the model takes, upon which the host compacts it and tries again. */
export function matchesContextOverflowError(ctx: ProviderFailoverErrorContext): boolean {
  const topic = topicIn(ctx);
  return topic === "context-overflow" || topic === "plan-window";
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
