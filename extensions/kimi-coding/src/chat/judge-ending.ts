import { withoutErrorDetails } from "../errors/index.ts";
import { regionOfBaseUrl } from "../kimi/index.ts";
import { brokenEnding, isSecondTry, tellsUsage } from "./ending.ts";
import { type AnswerStage, changingEnd } from "./stages.ts";
import type { StreamContext } from "./stream-types.ts";

/**
 * Endpoints, beside the service's own, that were seen to say what an answer took; there are as many as base URLs in the
 * config.
 */
const endpointsWithUsage = new Set<string>();

/** Makes a failure of an answer that broke off, where the adapter takes it for a whole one. */
export function endingStage(baseUrl: string, messages: StreamContext["messages"]): AnswerStage {
  const isOwnService = regionOfBaseUrl(baseUrl) !== undefined;
  return changingEnd((message) => {
    if (tellsUsage(message)) endpointsWithUsage.add(baseUrl);
    const errorMessage = brokenEnding(message, {
      tellsUsage: isOwnService || endpointsWithUsage.has(baseUrl),
      isSecondTry: () => isSecondTry(messages),
    });
    if (errorMessage === null) return message;
    return { ...withoutErrorDetails(message), stopReason: "error", errorMessage };
  });
}
