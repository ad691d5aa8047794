import type { ProviderWrapStreamFnContext } from "openclaw/plugin-sdk/plugin-entry";
import { createSubsystemLogger } from "openclaw/plugin-sdk/runtime-env";
import {
  aliasStage,
  answerEvents,
  type AnswerStage,
  type AnswerStream,
  answerSteps,
  type AskedModel,
  type AssistantMessage,
  conversationCacheKey,
  endingStage,
  eventKinds,
  explanationStage,
  type FindSignIn,
  hasFallback,
  isModelRefused,
  keepAnswer,
  markupStage,
  type ModelNames,
  quotaStage,
  refuseUnspoken,
  type StreamContext,
  type StreamFn,
  type StreamOptions,
  toolNamesStage,
  type WatchTurn,
  withAdapterId,
  withFreshToken,
  withImages,
  withoutNotices,
  withPatience,
  withSignsOfLife,
} from "./src/chat/index.ts";
import { KimiError } from "./src/errors/index.ts";
import { retriedStream, transformStream } from "./src/events/index.ts";
import { ANTHROPIC_DIALECT, OPENAI_DIALECT } from "./src/kimi/index.ts";
import { dialectOf } from "./src/markup/index.ts";
import { requestedModel, requestedThinking } from "./src/models/index.ts";
import { withAskedFor } from "./src/request/chat-body/index.ts";
import {
  configuredOutputLimits,
  conversationToolNames,
  countUnanswered,
  patchPayload,
  readKnownReasoning,
  withRoomForAnswer,
} from "./src/request/index.ts";
import type { ToolNames } from "./src/tool-schema/index.ts";

export { createStreamFn } from "./src/chat/index.ts";

const log = createSubsystemLogger("kimi/stream");

/** What a stream needs to know that its context does not say. */
export interface StreamHelpers {
  readonly findSignIn: FindSignIn;
  /** For the turns of agents. */
  readonly watchQuota?: WatchTurn;
  /**
   * 2026.5.7 or 2026.4.27: its models have the service's ids, and it sorts failures by their words alone, without asking
   * this plugin.
   */
  readonly isOlderHost?: boolean;
}

/**
 * Wraps the host's stream function: requests leave in the form the service takes, and its refusals reach the user
 * as texts that say what to do. Returns `undefined` where the host gives nothing to wrap.
 */
export function wrapStreamFn(
  ctx: ProviderWrapStreamFnContext,
  { findSignIn, watchQuota, isOlderHost = false }: StreamHelpers,
): StreamFn | undefined {
  if (ctx.streamFn === undefined) return undefined;
  const inner = withFreshToken(withPatience(withImagesOfHost(ctx.streamFn, ctx.config)), ctx, findSignIn);
  const ownLimits = configuredOutputLimits(ctx.config);
  const fallsBackByWords = isOlderHost && hasFallback(ctx);
  return async (model, context, options) => {
    const { wireId, refused } = requestedModel(model.id, ctx.extraParams, ctx.agentDir);
    const quota = quotaStage(context, ctx, watchQuota);
    const names = conversationToolNames(context.messages, context.tools);
    const send = async (wireId: string, isLeft = (_failed: AssistantMessage) => false) => {
      // The explicit settings of the model first, then the level of the call, then that of the session.
      const settings = [ctx.extraParams, ctx.model?.params].map((params) => params?.["thinking"]);
      const thinking = requestedThinking(wireId, [...settings, options?.reasoning, ctx.thinkingLevel]);
      const modelNames = { wireId, adapterId: model.id, userId: isOlderHost ? ctx.modelId : model.id };
      let refusal: KimiError | null = null;
      const source = await inner(model, withAdapterId(withoutNotices(context), modelNames), {
        ...(thinking.type === "enabled" ? optionsForReasoning(options, model, ownLimits) : options),
        // For the plugin's own transport, which is below the host's wrappers.
        ...(model.api === OPENAI_DIALECT && {
          metadata: withAskedFor(options?.metadata, { wireModelId: wireId, thinking }),
        }),
        onPayload: async (body, payloadModel) => {
          const replaced = (await options?.onPayload?.(body, payloadModel)) ?? body;
          try {
            refuseUnspoken(ctx.config, model, ctx.agentDir);
            // The body of the plugin's own transport is right from the start.
            if (model.api === OPENAI_DIALECT) return replaced;
            return patchPayload(replaced, payloadModel, {
              wireId,
              thinking,
              cacheKey: conversationCacheKey(options?.sessionId ?? options?.promptCacheKey),
              knownReasoning: readKnownReasoning(context.messages),
              unanswered: countUnanswered(context.messages),
            });
          } catch (cause) {
            if (cause instanceof KimiError) refusal = cause;
            throw cause;
          }
        },
      });
      const asked = { ...model, wireId, agentDir: ctx.agentDir, fallsBackByWords };
      const explanation = explanationStage(asked, { tools: context.tools ?? [] }, () => refusal, isLeft);
      const stages = answerStages(asked, { context, names, modelNames }, explanation, quota);
      keepAnswer(dialectOf(wireId).name, (answer) => madeUpView(answer, wireId));
      return answerView(source, stages);
    };
    if (refused === null) return send(wireId);
    const first = await send(wireId, isModelRefused);
    return retriedStream(first, {
      ...eventKinds,
      retry: (message) => (isModelRefused(message) ? send(refused()) : Promise.resolve(null)),
    });
  };
}

/** Images for the host's own adapter; the plugin's transport, which has the other dialect, does that by itself. */
function withImagesOfHost(inner: StreamFn, config: ProviderWrapStreamFnContext["config"]): StreamFn {
  const withTheirs = withImages(inner, config);
  return (model, context, options) =>
    (model.api === ANTHROPIC_DIALECT ? withTheirs : inner)(model, context, options);
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

/** What the steps of an answer know of its conversation. */
interface AnswerContext {
  readonly context: StreamContext;
  readonly names: ToolNames | null;
  readonly modelNames: ModelNames;
}

/** The steps of an answer, in their order. */
function answerStages(
  model: AskedModel,
  { context, names, modelNames }: AnswerContext,
  explanation: AnswerStage,
  quota: AnswerStage,
): readonly AnswerStage[] {
  return [
    endingStage(model, context.messages),
    markupStage(dialectOf(model.wireId), names === null ? context : withWireNames(context, names), logKept),
    ...(names === null ? [] : [toolNamesStage(names)]),
    aliasStage(modelNames),
    explanation,
    quota,
  ];
}

/** What a host is given of an answer, with nothing of a conversation in it. */
function madeUpView(source: AnswerStream, wireId: string): AnswerStream {
  const model = { id: wireId, provider: "", api: OPENAI_DIALECT, baseUrl: "", wireId };
  const asked = { ...model, agentDir: undefined, fallsBackByWords: false };
  const context = { messages: [] };
  const modelNames = { wireId, adapterId: wireId, userId: wireId };
  const explanation = explanationStage(
    asked,
    { tools: [] },
    () => null,
    () => false,
  );
  const stages = answerStages(
    asked,
    { context, names: null, modelNames },
    explanation,
    quotaStage(context, {}, undefined),
  );
  return retriedStream(answerView(source, stages), { ...eventKinds, retry: () => Promise.resolve(null) });
}

/** An answer through its steps. */
function answerView(source: AnswerStream, stages: readonly AnswerStage[]): AnswerStream {
  return transformStream(source, withSignsOfLife(answerSteps(stages, logFailure)), answerEvents);
}

/** What is offered under the names that the model knows, and writes where it leaks a call. */
function withWireNames(context: StreamContext, { toWire }: ToolNames): StreamContext {
  const { tools = [] } = context;
  return {
    ...context,
    tools: tools.map(({ name, description, parameters }) => ({
      name: toWire(name),
      description,
      parameters,
    })),
  };
}

function logKept(markers: number): void {
  log.debug(`tool-call markers that made no call and stay text: ${markers}`);
}

/** Without the text of the error, which may repeat what the model said. */
function logFailure(cause: unknown): void {
  log.warn(
    `a step of an answer failed and was left out: ${cause instanceof Error ? cause.name : typeof cause}`,
  );
}
