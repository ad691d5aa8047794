import {
  canonicalModelId,
  CHOOSE_MODEL_COMMAND,
  COMPACT_COMMAND,
  KEY_PAGE,
  MODEL_ALIASES,
  NEW_CHAT_COMMAND,
  PROVIDER_ID,
  REMOVE_BASE_URL_COMMAND,
  REMOVE_HEADERS_COMMAND,
  REMOVE_IDENTITY_COMMAND,
  SET_MODEL_COMMAND,
  STATUS_COMMAND,
  STORE_KEY_COMMAND,
} from "../kimi/index.ts";
import { badRequestText, quoted, type SentRequest } from "./bad-request-text.ts";
import type { ServiceErrorCode } from "./service-error-table.ts";
import type { ServiceError } from "./service-error.ts";

/** What an explanation may mention. */
export interface ExplanationContext {
  /** The reference as the user knows it, for instance `kimi/kimi-code`. */
  readonly modelRef: string;
  readonly defaultModelRef: string;
  /** The models of the plan as the user may refer to them, as far as they are known. */
  readonly planModelRefs?: readonly string[];
  /** What was sent, where a refusal is of a part of it. */
  readonly request?: SentRequest;
  /** The text is read where the status is already being shown. */
  readonly isInStatus?: boolean;
}

/** A failure as texts and hosts tell it apart: its code, or a variant with a text of its own. */
export type Topic = ServiceErrorCode | "at-once" | "plan-window";

/** The topic of a failure. */
export function topicOf({ code, variant }: ServiceError): Topic {
  return variant === "at-once" || variant === "plan-window" ? variant : code;
}

/** The code of the failures of a topic. */
function codeOfTopic(topic: Topic): ServiceErrorCode {
  if (topic === "at-once") return "rate-limited";
  return topic === "plan-window" ? "context-overflow" : topic;
}

interface Explanation {
  /** How the text begins, by which a host's later question about it is recognized. */
  readonly opening: string;
  /** The rest: whose doing it is, and the next command. */
  readonly rest: (error: ServiceError, context: ExplanationContext) => string;
}

const OTHER_PRODUCT = "Keys of Moonshot's open platform (sk-… without kimi) belong to another product.";

/**
 * What the user reads, beside or in place of the host's own sentence; `null` where that one says it all, or where
 * the host still mends the failure (it reads the figures of a context overflow).
 *
 * The words matter. 2026.9.6 sorts a recorded message by its words alone and puts a sentence of its own before ours:
 * "authentication" or "expired" would make that "Re-authenticate the provider", "usage limit" a "usually temporary".
 * It shows a text of reason `rate_limit` itself if that speaks of a plan, a quota or a time (240 characters of it), and
 * does not try again at once if it speaks of a subscription.
 */
const EXPLANATIONS: Readonly<Record<Topic, Explanation | null>> = {
  "invalid-key": {
    opening: "Kimi Code did not accept the API key",
    rest: () =>
      `: it is wrong, was revoked, or is too old. ${OTHER_PRODUCT} Get a key (sk-kimi-…) from ${KEY_PAGE} and store it:\n${STORE_KEY_COMMAND}`,
  },
  "no-membership": {
    opening: "Kimi Code finds no active membership",
    rest: (_, context) =>
      ` for this subscription. Your key is fine. Renew your plan at ${KEY_PAGE} and send the message again. ${otherModel(context)}`,
  },
  "not-in-plan": {
    opening: "Your Kimi subscription does not include ",
    rest: ({ named }, context) => {
      const { modelRef, planModelRefs = [] } = context;
      return named.isKimiCode
        ? `Kimi Code. Your key is fine. See your plan at ${KEY_PAGE}. ${otherModel(context)}`
        : `the model ${modelRef}. Your key is fine. ${othersText(modelRef, planModelRefs)}Choose another model:\n${chooseOther(context)}\n${statusLines("See the models of your plan:", context)}`.trimEnd();
    },
  },
  "access-refused": {
    opening: "Kimi Code refused this request",
    rest: ({ named, status }, context) =>
      `${named.sentence === null ? `${status === null ? "" : ` (${status})`}.` : `. ${quoted(named.sentence)}`} That does not mean that your key is bad, so OpenClaw goes on using it. ${statusLines("See whether a chat works, and what your plan has:", context) || `See ${KEY_PAGE}.`}`,
  },
  "client-refused": {
    opening: "Kimi Code rejected the User-Agent of this request",
    rest: () =>
      `. Your key is not the reason. If you set a User-Agent of your own, remove it:\n${REMOVE_HEADERS_COMMAND}\nIf you set the identity of the plugin, remove that:\n${REMOVE_IDENTITY_COMMAND}\nIf you set neither, Kimi changed which programs it accepts. Install the newest version of this plugin.`,
  },
  "account-action": {
    opening: "Kimi has closed this subscription's access to Kimi Code",
    rest: (_, context) =>
      `. Your quota and your key are not the reason, so waiting or a new key does not help. See ${KEY_PAGE}. ${otherModel(context)}`,
  },
  "usage-limit": {
    opening: "Your Kimi Code subscription has used up its ",
    rest: ({ detail, again }, context) =>
      `${detail ?? "quota"}${again === null ? "" : `; it resets ${again}`}. Your key is fine. See ${KEY_PAGE}. ${otherModel(context)}`,
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
  "at-once": {
    opening: "Kimi Code has too many of your requests at the same time",
    rest: ({ again }) =>
      ` (those of sub-agents and of other programs count as well). Neither your quota nor your key is the reason. ${again === null ? "Wait until one of them has ended. Then send the message again." : `Send the message again ${again}.`}`,
  },
  "unknown-model": {
    opening: "Kimi Code does not know the model ",
    rest: ({ detail, named }, context) => {
      const { modelRef, planModelRefs = [] } = context;
      const hint = hintedRef(named.modelId, modelRef);
      if (hint !== null) {
        return `${modelRef}. It says that the right name is ${hint}. Your key is fine. Choose that model:\n${CHOOSE_MODEL_COMMAND} ${hint}`;
      }
      return detail === null
        ? `${modelRef}, or your plan does not include it. ${othersText(modelRef, planModelRefs)}Choose another model:\n${chooseOther(context)}\n${statusLines("See the models of your plan:", context)}`.trimEnd()
        : `${modelRef}, or ${detail}. Check that address:\n${STATUS_COMMAND}\nIf you set a base URL and it is wrong, remove it:\n${REMOVE_BASE_URL_COMMAND}\nIf the base URL is right, choose another model:\n${chooseOther(context)}`;
    },
  },
  "body-too-large": {
    opening: "This conversation has grown too big for Kimi Code",
    rest: () =>
      `. Images usually use most of its bytes. Your key and plan are fine. Make it shorter:\n${COMPACT_COMMAND}\nOr start a new chat, with fewer or smaller images:\n${NEW_CHAT_COMMAND}`,
  },
  "content-filter": {
    opening: "Kimi's content filter rejected this conversation",
    rest: () =>
      ` as high risk. Your key and plan are fine. Write your message in other words, or start a new chat:\n${NEW_CHAT_COMMAND}`,
  },
  "bad-request": {
    opening: "Kimi Code did not accept this request",
    rest: ({ variant, named }, { request }) => badRequestText(variant, named, request),
  },
  "plan-window": {
    // With these two words in front, hosts compact by themselves, whichever hook they ask (2026.4.27 to 2026.9.6).
    opening: "Context overflow: this conversation is larger than your Kimi Code plan allows for ",
    rest: ({ named }, { modelRef }) =>
      `${modelRef}${named.window === null ? "" : ` (${named.window} tokens)`}. Your key is fine. Make the conversation shorter:\n${COMPACT_COMMAND}\nOr choose the model of that size, so that OpenClaw keeps within it:\n${CHOOSE_MODEL_COMMAND} ${PROVIDER_ID}/k3-256k`,
  },
  "context-overflow": null,
  "server-fault": null,
  network: null,
};

/** How to choose another provider's model: in a chat, or where the status is being shown. */
function otherModel({ isInStatus = false }: ExplanationContext): string {
  return `Or choose another provider's model:\n${isInStatus ? SET_MODEL_COMMAND : CHOOSE_MODEL_COMMAND}`;
}

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

/** The command that shows the status, with what it is for before it; nothing where the status is being shown. */
function statusLines(purpose: string, { isInStatus = false }: ExplanationContext): string {
  return isInStatus ? "" : `${purpose}\n${STATUS_COMMAND}`;
}

/** The model that the service names in place of the refused one, as the user refers to it. */
function hintedRef(modelId: string | null, modelRef: string): string | null {
  if (modelId === null) return null;
  const ref = `${PROVIDER_ID}/${canonicalModelId(modelId, MODEL_ALIASES)}`;
  return ref === modelRef ? null : ref;
}

/** What the user is to read of a failure, without a secret; `null` for the host's words. */
export function explain(error: ServiceError, context: ExplanationContext): string | null {
  const explanation = EXPLANATIONS[topicOf(error)];
  return explanation && `${explanation.opening}${explanation.rest(error, context)}`;
}

/**
 * Words by which 2026.4.27 and 2026.5.7 sort the error text of a message, without asking this plugin: with one of
 * them, what the service says would make a failure of the key out of any failure.
 */
const SORTED_WORDS =
  /auth|permission|denied|forbidden|expired|invalid|key|token|credential|limit|quota|billing|credit|pay|balance|plan|timed? ?out|overload|capacity|unavailable|server|session|not found|does not exist|[45]\d\d|terminat|abort|connection|network/iu;

/** The same as an error text that hosts sort by its words: it quotes the service only where that cannot mislead them. */
export function explainToHost(error: ServiceError, context: ExplanationContext): string | null {
  const { sentence } = error.named;
  const isMisleading = sentence !== null && SORTED_WORDS.test(sentence);
  const named = isMisleading ? { ...error.named, sentence: null } : error.named;
  // A 401 is such a word as well.
  return explain({ ...error, named, status: null }, context);
}

const TOPICS = Object.entries(EXPLANATIONS).flatMap(([topic, explanation]) =>
  explanation === null || !isTopic(topic) ? [] : [{ topic, opening: explanation.opening }],
);

function isTopic(name: string): name is Topic {
  return Object.hasOwn(EXPLANATIONS, name);
}

/** The topic that a text of {@link explain} is about, or `null` for any other text. */
export function explainedTopic(text: string): Topic | null {
  const said = text.replace(/^(?:(?:Error:|⚠️)\s*)+/u, "");
  return TOPICS.find(({ opening }) => said.startsWith(opening))?.topic ?? null;
}

/** The failure that a text of {@link explain} is about, or `null` for any other text. */
export function explainedCode(text: string): ServiceErrorCode | null {
  const topic = explainedTopic(text);
  return topic === null ? null : codeOfTopic(topic);
}
