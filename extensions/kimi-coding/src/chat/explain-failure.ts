import {
  classifyServiceError,
  explain,
  explainToHost,
  type KimiError,
  OWN_TEXT,
  type SentRequest,
  signInErrorIn,
  type Topic,
  topicOf,
  withoutErrorDetails,
} from "../errors/index.ts";
import {
  DEFAULT_MODEL_REF,
  FOREIGN_LIMITS,
  printedText,
  SHOW_BASE_URL_COMMAND,
  wireIdOf,
} from "../kimi/index.ts";
import { planModelRefs } from "../models/index.ts";
import { shownUrl } from "../service/index.ts";
import { EMPTY } from "./ending.ts";
import { withFallbackSignal } from "./fallback-signal.ts";
import { type AnswerStage, changingEnd } from "./stages.ts";
import type { AssistantMessage } from "./stream-types.ts";

/**
 * Failures that the host itself tries again, with a shorter conversation for the last one. What is streamed of them would stand before the answer of the next try,
 * so only the error's text is ours.
 */
const MENDED: ReadonlySet<Topic> = new Set(["overloaded", "rate-limited", "plan-window"]);

/** A model as a request asks for it. */
export interface AskedModel {
  readonly id: string;
  readonly provider: string;
  readonly api: string;
  readonly baseUrl: string;
  /** What it is called on the wire. */
  readonly wireId: string;
  readonly agentDir: string | undefined;
  /** The host sorts a failure by its words alone, and has a fallback. */
  readonly fallsBackByWords: boolean;
}

/**
 * Puts an explanation of what the service, or this plugin, refused, and of what to do, into a failed message: as its
 * error text, and as a text block that is streamed before the error. Newer hosts show no provider's error text, only
 * sentences of their own; what a message says, they show, and they still see the failure and try fallbacks. A message
 * that `isLeft` stays as it is.
 */
export function explanationStage(
  { id, provider, baseUrl, wireId, agentDir, fallsBackByWords }: AskedModel,
  request: SentRequest,
  refusal: () => KimiError | null,
  isLeft: (failed: AssistantMessage) => boolean,
): AnswerStage {
  // A model that stands in for the one that the user chose is the one that a refusal is about.
  const modelRef = `${provider}/${wireId === wireIdOf(id) ? id : wireId}`;
  const context = () => ({
    modelRef,
    defaultModelRef: DEFAULT_MODEL_REF,
    planModelRefs: planModelRefs(agentDir),
    request,
  });
  return changingEnd((message) => {
    // An abort is the user's own doing, whatever the adapter says beside it.
    if (message.stopReason !== "error" || isLeft(message)) return message;
    const { errorMessage = "", errorType: type } = message;
    const isEmpty = errorMessage === EMPTY && message.content.length === 0;
    const isOurs = message.errorCode === OWN_TEXT;
    const own = isEmpty
      ? EMPTY
      : (refusal()?.message ??
        signInErrorIn(errorMessage) ??
        (isOurs ? errorMessage : blockedText(errorMessage, baseUrl)));
    const failure = own === undefined ? classifyServiceError({ text: errorMessage, type }) : null;
    const text = own ?? (failure && explain(failure, context()));
    if (text === null) {
      // A host's adapter may hand on all that a service sent, and the message is kept and shown.
      const said = printedText(errorMessage, FOREIGN_LIMITS.sentenceChars);
      return said === errorMessage ? message : { ...message, errorMessage: said };
    }
    const topic = failure && topicOf(failure);
    const toHost = (failure && explainToHost(failure, context())) ?? text;
    const sorted = fallsBackByWords && topic !== null ? withFallbackSignal(toHost, topic) : toHost;
    const rest = { ...withoutErrorDetails(message), errorMessage: sorted };
    if (topic !== null && MENDED.has(topic)) return rest;
    return { ...rest, content: [...message.content, { type: "text", text }] };
  });
}

/** How the host's own adapter says that an address, or one that it redirects to, is of a private network (2026.9.6). */
const BLOCKED = "private/internal/special-use IP address";

/** The host shows nothing of such a failure but "The agent run failed before producing a reply." */
function blockedText(errorMessage: string, baseUrl: string): string | undefined {
  return errorMessage.includes(BLOCKED)
    ? `${shownUrl(baseUrl)} leads to a private address, and OpenClaw does not send requests there. Check the base URL:\n${SHOW_BASE_URL_COMMAND}\nThen send the message again.`
    : undefined;
}

/** Whether a request failed, with nothing said before that, because this account does not get the model. */
export function isModelRefused({
  stopReason,
  content,
  errorMessage,
  errorType: type,
}: AssistantMessage): boolean {
  if (stopReason !== "error" || content.length > 0) return false;
  const failure = classifyServiceError({ text: errorMessage ?? "", type });
  // With a detail, it is that nothing is at that address.
  if (failure?.code === "unknown-model") return failure.detail === null;
  return failure?.code === "not-in-plan" && !failure.named.isKimiCode;
}
