import type {
  ProviderBuildMissingAuthMessageContext,
  ProviderBuildUnknownModelHintContext,
  ProviderFailoverErrorContext,
  ProviderPlugin,
} from "openclaw/plugin-sdk/plugin-entry";
import { API_KEY_CHOICE, DEFAULT_MODEL_REF, KEY_ENV_VARS, PROVIDER_ID } from "./manifest.ts";
import { KEY_PAGE } from "./src/api-key.ts";
import { serviceErrorCode, type ServiceErrorCode } from "./src/errors/service-error.ts";

type FailoverReason = NonNullable<ReturnType<NonNullable<ProviderPlugin["classifyFailoverReason"]>>>;

const FAILOVER_REASONS = {
  "invalid-key": "auth",
  "client-refused": "format",
  "unknown-model": "model_not_found",
} as const satisfies Record<ServiceErrorCode, FailoverReason>;

/** Tells the host what kind of failure a refusal of the service is; `undefined` leaves the decision to the host. */
export function classifyFailoverReason(ctx: ProviderFailoverErrorContext): FailoverReason | undefined {
  const code = serviceErrorCode(ctx.errorMessage);
  return code === null ? undefined : FAILOVER_REASONS[code];
}

/** What the user reads when there is no key. */
export function buildMissingAuthMessage(_ctx: ProviderBuildMissingAuthMessageContext): string {
  return `No Kimi Code API key is stored. Get one (sk-kimi-…) from ${KEY_PAGE} and run: openclaw onboard --auth-choice ${API_KEY_CHOICE.choiceId} (or set ${KEY_ENV_VARS.join(" or ")} where the gateway runs).`;
}

/** What the user reads after the host's own "Unknown model". */
export function buildUnknownModelHint(_ctx: ProviderBuildUnknownModelHintContext): string {
  return `Kimi Code's default model is ${DEFAULT_MODEL_REF}; list what there is: openclaw models list --provider ${PROVIDER_ID}`;
}
