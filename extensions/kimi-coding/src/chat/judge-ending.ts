import { withoutErrorDetails } from "../errors/index.ts";
import { regionOfBaseUrl } from "../kimi/index.ts";
import { messageOf } from "../markup/index.ts";
import { brokenEnding, isSecondTry, tellsUsage } from "./ending.ts";
import type { AssistantMessage, AssistantMessageEvent, StreamContext } from "./stream-types.ts";

/**
 * Endpoints, beside the service's own, that were seen to say what an answer took; there are as many as base URLs in the
 * config.
 */
const endpointsWithUsage = new Set<string>();

/** Functions that make a failure of an answer that broke off, where the adapter takes it for a whole one. */
export function judgeEnding(baseUrl: string, messages: StreamContext["messages"]) {
  const isOwnService = regionOfBaseUrl(baseUrl) !== undefined;
  const judge = (message: AssistantMessage): AssistantMessage => {
    if (tellsUsage(message)) endpointsWithUsage.add(baseUrl);
    const errorMessage = brokenEnding(message, {
      tellsUsage: isOwnService || endpointsWithUsage.has(baseUrl),
      isSecondTry: () => isSecondTry(messages),
    });
    if (errorMessage === null) return message;
    return { ...withoutErrorDetails(message), stopReason: "error", errorMessage };
  };
  const event = (event: AssistantMessageEvent): AssistantMessageEvent => {
    const message = messageOf(event);
    const judged = message && judge(message);
    return judged === undefined || judged === message
      ? event
      : { type: "error", reason: "error", error: judged };
  };
  return { event, message: judge };
}
