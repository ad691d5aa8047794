import type { ProviderWrapStreamFnContext } from "openclaw/plugin-sdk/plugin-entry";
import { createSubsystemLogger } from "openclaw/plugin-sdk/runtime-env";
import {
  type AddNotice,
  type AskedModel,
  type AssistantMessage,
  type AssistantMessageEvent,
  conversationCacheKey,
  eventKinds,
  explainFailure,
  isModelRefused,
  judgeEnding,
  quotaNotice,
  type StreamContext,
  type StreamFn,
  type StreamOptions,
  type WatchTurn,
  withFreshToken,
  withoutNotices,
} from "./src/chat/index.ts";
import { KimiError } from "./src/errors/index.ts";
import { retriedStream, type StreamTransform, transformStream } from "./src/events/index.ts";
import {
  dialectOf,
  messageOf,
  normalizeMessage,
  Normalizer,
  type NormalizerOptions,
} from "./src/markup/index.ts";
import { requestedModel, requestedThinking } from "./src/models/index.ts";
import {
  configuredOutputLimits,
  countUnanswered,
  patchPayload,
  readKnownReasoning,
  toolCallIds,
  withRoomForAnswer,
} from "./src/request/index.ts";

const log = createSubsystemLogger("kimi/stream");

/**
 * Wraps the host's stream function: requests leave in the form the service takes, and its refusals reach the user
 * as texts that say what to do; `watchQuota` is for the turns of agents. Returns `undefined` where the host gives
 * nothing to wrap.
 */
export function wrapStreamFn(ctx: ProviderWrapStreamFnContext, watchQuota?: WatchTurn): StreamFn | undefined {
  if (ctx.streamFn === undefined) return undefined;
  const inner = withFreshToken(ctx.streamFn);
  const ownLimits = configuredOutputLimits(ctx.config);
  return async (model, context, options) => {
    const { wireId, refused } = requestedModel(model.id, ctx.extraParams, ctx.agentDir);
    const addNotice = quotaNotice(context, ctx, watchQuota);
    const send = async (wireId: string, isLeft = (_failed: AssistantMessage) => false) => {
      // The explicit settings of the model first, then the level of the call, then that of the session.
      const settings = [ctx.extraParams, ctx.model?.params].map((params) => params?.["thinking"]);
      const thinking = requestedThinking(wireId, [...settings, options?.reasoning, ctx.thinkingLevel]);
      const facts = {
        wireId,
        thinking,
        cacheKey: conversationCacheKey(options?.sessionId ?? options?.promptCacheKey),
        knownReasoning: readKnownReasoning(context.messages, model.api),
        unanswered: countUnanswered(context.messages),
      };
      let refusal: KimiError | null = null;
      const source = await inner(model, withoutNotices(context), {
        ...(thinking.type === "enabled" ? optionsForReasoning(options, model, ownLimits) : options),
        onPayload: async (body, payloadModel) => {
          const replaced = await options?.onPayload?.(body, payloadModel);
          try {
            return patchPayload(replaced ?? body, payloadModel, facts);
          } catch (cause) {
            if (cause instanceof KimiError) refusal = cause;
            throw cause;
          }
        },
      });
      const asked = { ...model, wireId, agentDir: ctx.agentDir };
      const failure = explainFailure(asked, () => refusal, isLeft);
      return transformStream(source, normalizeAndExplain(asked, context, failure, addNotice));
    };
    if (refused === null) return send(wireId);
    const first = await send(wireId, isModelRefused);
    return retriedStream(first, {
      ...eventKinds,
      retry: (message) => (isModelRefused(message) ? send(refused()) : Promise.resolve(null)),
    });
  };
}

/** The options of a request with reasoning: they leave room for an answer, and have the adapter read the reasoning. */
function optionsForReasoning(
  options: StreamOptions | undefined,
  model: { readonly maxTokens: number },
  ownLimits: ReadonlySet<number>,
): StreamOptions {
  const { maxTokens, reasoning, ...others } = options ?? {};
  const isKept = maxTokens === undefined || ownLimits.has(maxTokens);
  return {
    ...others,
    // With "off" the newer OpenAI adapter drops what the model reasons.
    ...(reasoning !== undefined && reasoning !== "off" && { reasoning }),
    ...(maxTokens !== undefined && {
      maxTokens: isKept ? maxTokens : withRoomForAnswer(maxTokens, model.maxTokens),
    }),
  };
}

/** Makes real calls of those that the model leaked into its text, then explains a failure. */
function normalizeAndExplain(
  model: AskedModel,
  { messages, tools = [] }: StreamContext,
  failure: ReturnType<typeof explainFailure>,
  addNotice: AddNotice,
): StreamTransform<AssistantMessageEvent, AssistantMessage> {
  const ending = judgeEnding(model.baseUrl, messages);
  const { wireId } = model;
  const finish = (message: AssistantMessage) => failure.message(withoutAlias(message, wireId));
  const dialect = dialectOf(wireId);
  if (dialect === null) {
    return {
      pass: (event) => (messageOf(event) === undefined ? withoutAliasIn(event, wireId) : null),
      push: (event) => failure.events(withoutAliasIn(ending.event(event), wireId)).flatMap(addNotice),
      end: () => [],
      messageOf,
      mapMessage: (message) => finish(ending.message(message)),
    };
  }
  const options: NormalizerOptions<AssistantMessage> = {
    dialect,
    tools,
    usedCallIds: () => toolCallIds(messages),
    rebuild: (message, content, stopReason) => withoutAlias({ ...message, content, stopReason }, wireId),
  };
  const normalizer = new Normalizer(options);
  return {
    pass: (event) => normalizer.pass(event),
    push(event) {
      const events = normalizer.push(ending.event(event));
      if (event.type !== "error" && event.type !== "done") return events;
      const { markersKept } = normalizer;
      if (markersKept > 0) log.debug(`tool-call markers that made no call and stay text: ${markersKept}`);
      return events
        .map((made) => withoutAliasIn(made, wireId))
        .flatMap(failure.events)
        .flatMap(addNotice);
    },
    end: () => normalizer.end(),
    messageOf,
    mapMessage: (message) => finish(normalizeMessage(ending.message(message), options)),
  };
}

/**
 * Takes out the model that the service says it answered with, where that is what the asked model is called on the
 * wire: 2026.9.6 takes it for a rerouting, shows that id in place of the user's while a turn runs, and announces a
 * changed route. A model that really is another one stays.
 */
function withoutAlias(message: AssistantMessage, wireId: string): AssistantMessage {
  if (message.responseModel !== wireId) return message;
  const { responseModel: _, ...rest } = message;
  return rest;
}

function withoutAliasIn(event: AssistantMessageEvent, wireId: string): AssistantMessageEvent {
  if (event.type === "done") {
    const message = withoutAlias(event.message, wireId);
    return message === event.message ? event : { ...event, message };
  }
  if (event.type === "error") {
    const error = withoutAlias(event.error, wireId);
    return error === event.error ? event : { ...event, error };
  }
  // Newer hosts have a mode in which a text delta brings no message.
  if (event.partial === undefined) return event;
  const partial = withoutAlias(event.partial, wireId);
  return partial === event.partial ? event : { ...event, partial };
}
