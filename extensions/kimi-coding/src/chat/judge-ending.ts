import { withoutErrorDetails } from "../errors/index.ts";
import { OPENAI_DIALECT, regionOfBaseUrl } from "../kimi/index.ts";
import { brokenEnding, isSecondTry, tellsUsage } from "./ending.ts";
import { type AnswerStage, changingEnd } from "./stages.ts";
import type { StreamContext, StreamModel } from "./stream-types.ts";

/**
 * Endpoints, beside the service's own, that were seen to say what an answer took; there are as many as base URLs in the
 * config.
 */
const endpointsWithUsage = new Set<string>();

/**
 * Makes a failure of an answer that broke off, where the host's adapter takes it for a whole one. The plugin's own
 * transport of chat completions knows an end by its finish reason: there only an answer without a word is judged.
 */
export function endingStage(
  { api, baseUrl }: Pick<StreamModel, "api" | "baseUrl">,
  messages: StreamContext["messages"],
): AnswerStage {
  const isExact = api === OPENAI_DIALECT;
  const isOwnService = regionOfBaseUrl(baseUrl) !== undefined;
  return changingEnd((message) => {
    if (tellsUsage(message)) endpointsWithUsage.add(baseUrl);
    const errorMessage = brokenEnding(message, {
      keepsId: !isExact,
      tellsUsage: !isExact && (isOwnService || endpointsWithUsage.has(baseUrl)),
      isSecondTry: () => isSecondTry(messages),
    });
    if (errorMessage === null) return message;
    return { ...withoutErrorDetails(message), stopReason: "error", errorMessage };
  });
}
