import {
  CHOOSE_MODEL_COMMAND,
  COMPACT_COMMAND,
  KEY_PAGE,
  NEW_CHAT_COMMAND,
  REMOVE_BASE_URL_COMMAND,
  REMOVE_HEADERS_COMMAND,
  STATUS_COMMAND,
  STORE_KEY_COMMAND,
} from "../kimi/index.ts";
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

const OTHER_PRODUCT = "Keys of Moonshot's open platform (sk-… without kimi) belong to another product.";
const OTHER_MODEL = `Or choose another provider's model:\n${CHOOSE_MODEL_COMMAND}`;

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
      `: it is wrong, was revoked, or is too old. ${OTHER_PRODUCT} Get a key (sk-kimi-…) from ${KEY_PAGE} and store it:\n${STORE_KEY_COMMAND}\nIf OpenClaw then says that the replacement is inactive, run the activate command that it prints.`,
  },
  "no-membership": {
    opening: "Kimi Code finds no active membership",
    rest: () =>
      ` for this subscription. Your key is fine. Renew your plan at ${KEY_PAGE} and send the message again. ${OTHER_MODEL}`,
  },
  "client-refused": {
    opening: "Kimi Code rejected the User-Agent of this request",
    rest: () =>
      `. Your key is not the reason. If you set a User-Agent of your own, remove it:\n${REMOVE_HEADERS_COMMAND}\nIf you did not, Kimi changed which programs it accepts. Install the newest version of this plugin.`,
  },
  "account-action": {
    opening: "Kimi has closed this subscription's access to Kimi Code",
    rest: () =>
      `. Your quota and your key are not the reason, so waiting or a new key does not help. See ${KEY_PAGE}. ${OTHER_MODEL}`,
  },
  "usage-limit": {
    opening: "Your Kimi Code subscription has used up its ",
    rest: ({ detail, again }) =>
      `${detail ?? "quota"}${again === null ? "" : `; it resets ${again}`}. Your key is fine. See ${KEY_PAGE}. ${OTHER_MODEL}`,
  },
  overloaded: {
    opening: "Kimi Code is overloaded",
    rest: () => ": its servers are busy. Neither your quota nor your key is the reason. Try again later.",
  },
  "rate-limited": {
    opening: "Kimi Code's rate limit is reached",
    rest: ({ again }) =>
      ` (requests per minute or at the same time). Your plan's quota is not the reason. ${again === null ? "Send the message again in a minute." : `Try again ${again}.`}`,
  },
  "unknown-model": {
    opening: "Kimi Code does not know the model ",
    rest: ({ detail }, context) => {
      const { modelRef, planModelRefs = [] } = context;
      return detail === null
        ? `${modelRef}, or your plan does not include it. ${othersText(modelRef, planModelRefs)}Choose another model:\n${chooseOther(context)}\nSee the models of your plan:\n${STATUS_COMMAND}`
        : `${modelRef}, or ${detail}. See what answers there:\n${STATUS_COMMAND}\nIf you set a base URL and it is wrong, remove it:\n${REMOVE_BASE_URL_COMMAND}\nIf the base URL is right, choose another model:\n${chooseOther(context)}`;
    },
  },
  "body-too-large": {
    opening: "This conversation has grown too big for Kimi Code",
    rest: () =>
      `. Images usually take most of its bytes. Your key and plan are fine. Make it shorter:\n${COMPACT_COMMAND}\nOr start a new chat, with fewer or smaller images:\n${NEW_CHAT_COMMAND}`,
  },
  "content-filter": {
    opening: "Kimi's content filter rejected this conversation",
    rest: () =>
      ` as high risk. Your key and plan are fine. Say it in other words, or start a new chat:\n${NEW_CHAT_COMMAND}`,
  },
  "bad-request": {
    opening: "Kimi Code did not accept this request",
    rest: ({ detail }) =>
      detail === null
        ? `. This is a fault of this plugin or of this conversation. Your key and plan are fine. Start a new chat:\n${NEW_CHAT_COMMAND}`
        : `: ${detail}`,
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

/** The chat command that chooses a model, and never the one that was just refused. */
function chooseOther({ modelRef, defaultModelRef, planModelRefs = [] }: ExplanationContext): string {
  const other = [...planModelRefs, defaultModelRef].find((ref) => ref !== modelRef);
  return other === undefined ? CHOOSE_MODEL_COMMAND : `${CHOOSE_MODEL_COMMAND} ${other}`;
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
