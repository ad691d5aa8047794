import type { ProviderWrapStreamFnContext } from "openclaw/plugin-sdk/plugin-entry";
import { createSubsystemLogger } from "openclaw/plugin-sdk/logging-core";
import { conversationCacheKey } from "./cache-key.ts";
import { DEFAULT_MODEL_REF, wireIdOf } from "./manifest.ts";
import { withFreshToken } from "./oauth-stream.ts";
import { brokenEnding, EMPTY, isSecondTry } from "./src/ending.ts";
import { withoutErrorDetails } from "./src/errors/error-details.ts";
import { explain } from "./src/errors/explanation.ts";
import { KimiError } from "./src/errors/kimi-error.ts";
import type { ServiceErrorCode } from "./src/errors/service-error-table.ts";
import { classifyServiceError } from "./src/errors/service-error.ts";
import { readKnownReasoning, toolCallIds } from "./src/known-reasoning.ts";
import { signInErrorIn } from "./src/errors/sign-in-error.ts";
import { dialectOf } from "./src/markup/dialect.ts";
import { messageOf, normalizeMessage, Normalizer, type NormalizerOptions } from "./src/markup/normalizer.ts";
import { patchRequest } from "./src/request/patch-request.ts";
import { configuredOutputLimits } from "./src/request/configured-limits.ts";
import { withRoomForAnswer } from "./src/request/output-limit.ts";
import type { PatchContext } from "./src/request/patch.ts";
import type { WireThinking } from "./src/thinking/levels.ts";
import { transformStream, type StreamTransform } from "./src/transform-stream.ts";
import { requestedThinking } from "./thinking.ts";

type StreamFn = NonNullable<ProviderWrapStreamFnContext["streamFn"]>;
type StreamOptions = NonNullable<Parameters<StreamFn>[2]>;
type StreamContext = Parameters<StreamFn>[1];
type EventStream = Awaited<ReturnType<StreamFn>>;
type AssistantMessage = Awaited<ReturnType<EventStream["result"]>>;
type AssistantMessageEvent = EventStream extends AsyncIterable<infer Event> ? Event : never;

const log = createSubsystemLogger("kimi/stream");

/**
 * Wraps the host's stream function: requests leave in the form the service takes, and its refusals reach the user
 * as texts that say what to do. Returns `undefined` where the host gives nothing to wrap.
 */
export function wrapStreamFn(ctx: ProviderWrapStreamFnContext): StreamFn | undefined {
  if (ctx.streamFn === undefined) return undefined;
  const inner = withFreshToken(ctx.streamFn);
  const ownLimits = configuredOutputLimits(ctx.config);
  return async (model, context, options) => {
    // The explicit settings of the model first, then the level of the call, then that of the session.
    const settings = [ctx.extraParams, ctx.model?.params].map((params) => params?.["thinking"]);
    const thinking = requestedThinking(model.id, [...settings, options?.reasoning, ctx.thinkingLevel]);
    const facts = {
      thinking,
      cacheKey: conversationCacheKey(options?.sessionId ?? options?.promptCacheKey),
      knownReasoning: readKnownReasoning(context.messages),
    };
    let refusal: KimiError | null = null;
    const source = await inner(model, context, {
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
    return transformStream(
      source,
      normalizeAndExplain(model, context, () => refusal),
    );
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
  model: { readonly id: string; readonly provider: string; readonly baseUrl: string },
  { messages, tools = [] }: StreamContext,
  refusal: () => KimiError | null,
): StreamTransform<AssistantMessageEvent, AssistantMessage> {
  const ending = judgeEnding(model.baseUrl, messages);
  const wireId = wireIdOf(model.id);
  const failure = explainFailure(`${model.provider}/${model.id}`, refusal);
  const finish = (message: AssistantMessage) => failure.message(withoutAlias(message, wireId));
  const dialect = dialectOf(wireId);
  if (dialect === null) {
    return {
      pass: (event) => (messageOf(event) === undefined ? withoutAliasIn(event, wireId) : null),
      push: (event) => failure.events(withoutAliasIn(ending.event(event), wireId)),
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
      return events.map((made) => withoutAliasIn(made, wireId)).flatMap(failure.events);
    },
    end: () => normalizer.end(),
    messageOf,
    mapMessage: (message) => finish(normalizeMessage(ending.message(message), options)),
  };
}

/** Endpoints that were seen to say what an answer took; there are as many as base URLs in the config. */
const endpointsWithUsage = new Set<string>();

/** Functions that make a failure of an answer that broke off, where the adapter takes it for a whole one. */
function judgeEnding(baseUrl: string, messages: StreamContext["messages"]) {
  const judge = (message: AssistantMessage): AssistantMessage => {
    if (message.usage.output > 0) endpointsWithUsage.add(baseUrl);
    const errorMessage = brokenEnding(message, {
      tellsUsage: endpointsWithUsage.has(baseUrl),
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

/** What is known of a request beside its model and its body. */
interface RequestFacts extends Pick<PatchContext, "cacheKey" | "modelMaxTokens" | "knownReasoning"> {
  readonly thinking: WireThinking;
}

/** Patches a request body for a model of ours; also used where the host offers no stream to wrap. */
export function patchPayload(
  body: unknown,
  model: { readonly id: string; readonly api: string },
  { thinking, ...facts }: RequestFacts,
): unknown {
  return patchRequest(body, {
    ...facts,
    api: model.api,
    wireModelId: wireIdOf(model.id),
    thinking: thinking.type === "enabled",
    effort: thinking.effort,
  });
}

/**
 * Failures that the host itself tries again. What is streamed of them would stand before the answer of the next try,
 * so only the error's text is ours.
 */
const RETRIED: ReadonlySet<ServiceErrorCode> = new Set(["overloaded", "rate-limited"]);

/**
 * Functions that put an explanation of what the service, or this plugin, refused, and of what to do, into a failed
 * message: as its error text, and as a text block that is streamed before the error. Newer hosts show no provider's
 * error text, only sentences of their own; what a message says, they show, and they still see the failure and try
 * fallbacks.
 */
function explainFailure(modelRef: string, refusal: () => KimiError | null) {
  const explained = (message: AssistantMessage): AssistantMessage => {
    const { errorMessage = "", errorType: type } = message;
    const isEmpty = errorMessage === EMPTY && message.content.length === 0;
    const own = isEmpty ? EMPTY : (refusal()?.message ?? signInErrorIn(errorMessage) ?? undefined);
    const failure = own === undefined ? classifyServiceError({ text: errorMessage, type }) : null;
    const text = own ?? (failure && explain(failure, { modelRef, defaultModelRef: DEFAULT_MODEL_REF }));
    if (text === null) return message;
    const rest = { ...withoutErrorDetails(message), errorMessage: text };
    if (failure !== null && RETRIED.has(failure.code)) return rest;
    return { ...rest, content: [...message.content, { type: "text", text }] };
  };
  const events = (event: AssistantMessageEvent): AssistantMessageEvent[] => {
    if (event.type !== "error") return [event];
    const error = explained(event.error);
    if (error === event.error) return [event];
    const contentIndex = event.error.content.length;
    if (error.content.length === contentIndex) return [{ ...event, error }];
    const text = error.errorMessage ?? "";
    const { errorMessage: _, ...partial } = { ...error, stopReason: "stop" as const };
    const empty = { ...partial, content: [...event.error.content, { type: "text" as const, text: "" }] };
    return [
      { type: "text_start", contentIndex, partial: empty },
      { type: "text_delta", contentIndex, delta: text, partial },
      { type: "text_end", contentIndex, content: text, partial },
      { ...event, error },
    ];
  };
  return { events, message: explained };
}
