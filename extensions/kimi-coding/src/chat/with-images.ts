import type { ProviderWrapStreamFnContext } from "openclaw/plugin-sdk/plugin-entry";
import { KimiError, OWN_TEXT, withoutErrorDetails } from "../errors/index.ts";
import { retriedStream, transformStream } from "../events/index.ts";
import { isForPeople } from "../quota/index.ts";
import { countUnanswered } from "../request/index.ts";
import { eventKinds } from "./fresh-token.ts";
import { imageNotice, ImageStep, keepNotice, takeNoticeOf } from "./images/index.ts";
import { answerEvents, type AnswerStage, answerText, changingEnd, withLine } from "./stages.ts";
import type { StreamContext, StreamFn } from "./stream-types.ts";
import { uploadingOf } from "./upload-target.ts";

type Config = ProviderWrapStreamFnContext["config"];

/** How often a request is sent again for its images: for its size, for what was forgotten, for what was never known. */
const MAX_RETRIES = 3;

/**
 * Has the images of each request converted, uploaded and fitted before it leaves, on either dialect, and sends it again
 * where the service refuses it for a reference that it has forgotten, or for its size. A conversation without images
 * goes as it is.
 */
export function withImages(inner: StreamFn, config: Config): StreamFn {
  return async (model, context, options) => {
    if (!hasImages(context)) return inner(model, context, options);
    const session = options?.sessionId ?? "";
    const step = new ImageStep(
      `${model.api} ${model.baseUrl}`,
      uploadingOf(model, options, config),
      countUnanswered(context.messages),
    );
    let refusal: KimiError | null = null;
    const send = () =>
      inner(model, context, {
        ...options,
        onPayload: async (body, payloadModel) => {
          try {
            const prepared = await step.prepare(body);
            return (await options?.onPayload?.(prepared, payloadModel)) ?? prepared;
          } catch (cause) {
            if (cause instanceof KimiError) refusal = cause;
            throw cause;
          }
        },
      });
    const ask = async (retries: number): Promise<Awaited<ReturnType<StreamFn>>> => {
      const source = await send();
      if (retries === 0) return source;
      return retriedStream(source, {
        ...eventKinds,
        retry: async ({ stopReason, errorMessage = "" }) =>
          stopReason === "error" && refusal === null && step.learn(errorMessage) ? ask(retries - 1) : null,
      });
    };
    const stage = imagesStage(context, step, session, () => refusal);
    return transformStream(await ask(MAX_RETRIES), stage, answerEvents);
  };
}

/** Says in the plugin's own words why nothing was sent, and, below the last answer of a turn, what was left out. */
function imagesStage(
  { tools = [] }: StreamContext,
  step: ImageStep,
  session: string,
  refusal: () => KimiError | null,
): AnswerStage {
  return changingEnd((message) => {
    const refused = refusal();
    if (message.stopReason === "error" && refused !== null) {
      return { ...withoutErrorDetails(message), errorMessage: refused.message, errorCode: OWN_TEXT };
    }
    if (step.leftOut > 0 && step.messageBytes !== undefined) {
      keepNotice(session, imageNotice(step.leftOut, step.messageBytes));
    }
    if (message.stopReason !== "stop" || tools.length === 0 || !isForPeople(answerText(message)))
      return message;
    const text = takeNoticeOf(session);
    return text === null ? message : withLine(message, text);
  });
}

function hasImages({ messages }: StreamContext): boolean {
  return messages.some(
    ({ content }) => typeof content !== "string" && content.some(({ type }) => type === "image"),
  );
}
