import type { ProviderWrapStreamFnContext } from "openclaw/plugin-sdk/plugin-entry";
import { DEFAULT_MODEL_REF, DEFAULT_ROW, MODEL_ALIASES } from "./manifest.ts";
import { explainServiceError } from "./src/errors/service-error.ts";
import { reasoningByToolCallId } from "./src/known-reasoning.ts";
import { mapStream } from "./src/map-stream.ts";
import { wireModelId } from "./src/model-id.ts";
import { patchRequest, type PatchContext } from "./src/request-patch.ts";

type StreamFn = NonNullable<ProviderWrapStreamFnContext["streamFn"]>;

/**
 * Wraps the host's stream function: requests leave in the form the service takes, and its refusals reach the user
 * as texts that say what to do. Returns `undefined` where the host gives nothing to wrap.
 */
export function wrapStreamFn(ctx: ProviderWrapStreamFnContext): StreamFn | undefined {
  const inner = ctx.streamFn;
  if (inner === undefined) return undefined;
  return async (model, context, options) => {
    const patchContext = {
      thinking: (options?.reasoning ?? ctx.thinkingLevel) !== "off",
      reasoningByToolCallId: reasoningByToolCallId(context.messages),
    };
    const source = await inner(model, context, {
      ...options,
      onPayload: async (body, payloadModel) => {
        const replaced = await options?.onPayload?.(body, payloadModel);
        return patchPayload(replaced ?? body, payloadModel, patchContext);
      },
    });
    const explain = explainerFor(`${model.provider}/${model.id}`);
    return mapStream(
      source,
      (event) => (event.type === "error" ? { ...event, error: explain(event.error) } : event),
      explain,
    );
  };
}

/** Patches a request body for a model of ours; also used where the host offers no stream to wrap. */
export function patchPayload(
  body: unknown,
  model: { readonly id: string; readonly api: string },
  context: Omit<PatchContext, "api" | "wireModelId">,
): unknown {
  return patchRequest(body, {
    ...context,
    api: model.api,
    wireModelId: wireModelId(model.id, MODEL_ALIASES, DEFAULT_ROW.id),
  });
}

/** A function that replaces the service's text in a failed message by one that says what to do. */
function explainerFor(modelRef: string) {
  return <Message extends { readonly errorMessage?: string }>(message: Message): Message => {
    if (message.errorMessage === undefined) return message;
    const explained = explainServiceError(message.errorMessage, {
      modelRef,
      defaultModelRef: DEFAULT_MODEL_REF,
    });
    return explained === null ? message : { ...message, errorMessage: explained.message };
  };
}
