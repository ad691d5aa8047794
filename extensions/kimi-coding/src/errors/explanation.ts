import { KEY_PAGE } from "../kimi/index.ts";
import { SERVICE_ERROR_CODES, type ServiceErrorCode } from "./service-error-table.ts";
import type { ServiceError } from "./service-error.ts";

/** What an explanation may mention. */
export interface ExplanationContext {
  /** The reference as the user knows it, for instance `kimi/kimi-code`. */
  readonly modelRef: string;
  readonly defaultModelRef: string;
  /** The models of the plan as the user may refer to them, as far as they are known. */
  readonly planModelRefs?: readonly string[];
}

interface Explanation {
  /** How the text begins, by which a host's later question about it is recognized. */
  readonly opening: string;
  /** The rest: whose doing it is, and the next command. */
  readonly rest: (error: ServiceError, context: ExplanationContext) => string;
}

/**
 * What the user reads, beside or in place of the host's own sentence; `null` where that one says it all, or where
 * the host still mends the failure (it reads the figures of a context overflow).
 *
 * The words matter. 2026.9.6 sorts a recorded message by its words alone and puts a sentence of its own before ours:
 * "authentication" or "expired" would make that "Re-authenticate the provider", "usage limit" a "usually temporary".
 * It shows a text of reason `rate_limit` itself if that speaks of a plan, a quota or a time (240 characters of it), and
 * does not try again at once if it speaks of a subscription.
 */
const EXPLANATIONS: Readonly<Record<ServiceErrorCode, Explanation | null>> = {
  "invalid-key": {
    opening: "Kimi Code did not accept the API key",
    rest: () =>
      `: it is wrong, revoked or too old. Keys of Moonshot's open platform (sk-… without kimi) are for another product. Get a key (sk-kimi-…) from ${KEY_PAGE} and store it:\nopenclaw onboard --auth-choice kimi-code-api-key\nIf that says that the replacement is inactive, run the activate command that it prints.`,
  },
  "no-membership": {
    opening: "Kimi Code finds no active membership",
    rest: () =>
      ` for this subscription; the key itself is fine. Renew your plan at ${KEY_PAGE} and send the message again, or choose another provider's model: /model`,
  },
  "client-refused": {
    opening: "Kimi Code refused this client by its User-Agent",
    rest: () =>
      " (access_terminated_error); the key itself was not the reason. If you set a User-Agent under models.providers.kimi.headers, remove it:\nopenclaw config unset models.providers.kimi.headers\nIf you did not, the service changed whom it admits: install the newest version of this plugin",
  },
  "account-action": {
    opening: "Kimi has closed this subscription's access to Kimi Code",
    rest: () =>
      `. It is neither a quota nor a bad key, so waiting or a new key does not help. See ${KEY_PAGE}, or choose another provider's model: /model`,
  },
  "usage-limit": {
    opening: "Your Kimi Code subscription has used up its ",
    rest: ({ detail, again }) =>
      `${detail ?? "quota"}${again === null ? "" : `; it resets ${again}`}. The key is fine. See ${KEY_PAGE}, or choose another provider's model: /model`,
  },
  overloaded: {
    opening: "Kimi Code is overloaded",
    rest: () =>
      ": its servers are busy, and neither your quota nor your key is the reason. Send the message again later",
  },
  "rate-limited": {
    opening: "Kimi Code's rate limit is reached",
    rest: ({ again }) =>
      ` (requests per minute or at the same time). Your plan's quota is not the reason. ${again === null ? "Send the message again in a minute" : `Try again ${again}`}`,
  },
  "unknown-model": {
    opening: "Kimi Code does not know the model ",
    rest: ({ detail }, { modelRef, defaultModelRef, planModelRefs = [] }) =>
      detail === null
        ? `${modelRef}, or your plan does not include it. ${othersText(modelRef, planModelRefs)}Choose another with /model ${planModelRefs.find((ref) => ref !== modelRef) ?? defaultModelRef}, or see the models of your plan:\nopenclaw kimi status`
        : `${modelRef}, or ${detail}. See what answers there:\nopenclaw kimi status\nIf you set a base URL and it is wrong, remove it:\nopenclaw config unset models.providers.kimi.baseUrl\nElse choose another model with /model ${defaultModelRef}`,
  },
  "body-too-large": {
    opening: "This conversation has grown too big for Kimi Code",
    rest: () =>
      " to receive: it counts the bytes, and pictures are most of them. Your key and plan are fine. Shrink it with /compact or begin another with /new, and send smaller or fewer pictures",
  },
  "content-filter": {
    opening: "Kimi's content filter turned this conversation down",
    rest: () => " as high risk. Your key and plan are fine. Say it differently, or begin another with /new",
  },
  "bad-request": {
    opening: "Kimi Code could not take this request",
    rest: ({ detail }) =>
      `${detail === null ? "" : `: ${detail}`}. That is a fault of this plugin or of this conversation; your key and plan are fine. Begin another with /new`,
  },
  "context-overflow": null,
  "server-fault": null,
  network: null,
};

/** The known models of the plan, but for the one that was just refused: the list may be older than the refusal. */
function othersText(modelRef: string, planModelRefs: readonly string[]): string {
  const others = planModelRefs.filter((ref) => ref !== modelRef);
  return others.length === 0 ? "" : `Your plan has ${others.join(", ")}. `;
}

/** What the user is to read of a failure, without a secret and without bytes of a response; `null` for the host's words. */
export function explain(error: ServiceError, context: ExplanationContext): string | null {
  const explanation = EXPLANATIONS[error.code];
  return explanation && `${explanation.opening}${explanation.rest(error, context)}`;
}

/** The failure that a text of {@link explain} is about, or `null` for any other text. */
export function explainedCode(text: string): ServiceErrorCode | null {
  const said = text.replace(/^(?:(?:Error:|⚠️)\s*)+/u, "");
  return (
    SERVICE_ERROR_CODES.find((code) => {
      const opening = EXPLANATIONS[code]?.opening;
      return opening !== undefined && said.startsWith(opening);
    }) ?? null
  );
}
