import { randomUUID } from "node:crypto";
import type { ProviderPlugin } from "openclaw/plugin-sdk/plugin-entry";
import { createSubsystemLogger } from "openclaw/plugin-sdk/runtime-env";
import { endpointUrl, mergeHeaders, OPENAI_DIALECT, userAgentFor, wireIdOf } from "../kimi/index.ts";
import { messageOf } from "../markup/index.ts";
import { requestedThinking } from "../models/index.ts";
import { buildChatBody, type ChatRequest, readAskedFor, settleChatBody } from "../request/chat-body/index.ts";
import { configuredOutputLimits, statedOutputLimit, withRoomForAnswer } from "../request/index.ts";
import { conversationCacheKey } from "./conversation-cache-key.ts";
import { chatLimits, type ChatReply, type ChatSending } from "./http/index.ts";
import { PushedStream } from "./pushed-stream.ts";
import type { AnswerEvent, AnswerMessage } from "./response/index.ts";
import { runChat } from "./run-chat.ts";
import { SIGN_OF_LIFE_MS } from "./signs-of-life.ts";
import type { StreamContext, StreamFn, StreamModel, StreamOptions } from "./stream-types.ts";
import { refuseUnspoken } from "./unspoken-model.ts";
import { routeOf } from "./upload-target.ts";
import { withImages } from "./with-images.ts";

const log = createSubsystemLogger("kimi/chat");

type CreateStreamFn = NonNullable<ProviderPlugin["createStreamFn"]>;
type TransportContext = Parameters<CreateStreamFn>[0];

/**
 * This plugin's own transport for chat completions; `undefined` for the Anthropic dialect, which is the host's. Why it
 * is there, and how it sends: docs/decisions/0007-chat-transport.md.
 */
export function createStreamFn(ctx: TransportContext): StreamFn | undefined {
  return ctx.model.api === OPENAI_DIALECT ? withImages(createChatStreamFn(ctx), ctx.config) : undefined;
}

function createChatStreamFn(ctx: TransportContext): StreamFn {
  const ownLimits = configuredOutputLimits(ctx.config);
  return (model, context, options = {}) => {
    const leaving = new AbortController();
    const signal = options.signal ? AbortSignal.any([options.signal, leaving.signal]) : leaving.signal;
    const stream = new PushedStream<AnswerEvent, AnswerMessage>(messageOf, () => leaving.abort());
    const request = chatRequest(model, options, ctx, ownLimits);
    const { wireModelId } = request;
    const startedAt = performance.now();
    void runChat(
      {
        api: model.api,
        provider: model.provider,
        model: model.id,
        wireModelId,
        rates: model.cost,
        timestamp: Date.now(),
        createCallId: () => `call_${randomUUID()}`,
      },
      () => prepare(model, context, options, { ...ctx, request, signal }),
      {
        async head(reply) {
          logHead(reply, performance.now() - startedAt);
          await options.onResponse?.({ status: reply.status, headers: { ...reply.headers } }, model);
        },
        failure: (text) =>
          log.warn(`chat failed after ${Math.round(performance.now() - startedAt)} ms: ${text}`),
      },
      // Only what is wrapped may say so: hosts take a second `start` for another message.
      { signal, signOfLifeMs: readAskedFor(options.metadata) === null ? null : SIGN_OF_LIFE_MS },
      (events) => stream.push(events),
    );
    return stream;
  };
}

/** Asks the host's hooks what they make of the body, and says where it goes. */
async function prepare(
  model: StreamModel,
  context: StreamContext,
  options: StreamOptions,
  {
    request,
    signal,
    config,
    agentDir,
  }: TransportContext & { readonly request: ChatRequest; readonly signal: AbortSignal },
): Promise<ChatSending> {
  // A wrapper has looked at it already.
  if (readAskedFor(options.metadata) === null) refuseUnspoken(config, model, agentDir);
  const built = buildChatBody(context, request);
  const replaced: unknown = await options.onPayload?.(built, model);
  const body = JSON.stringify(settleChatBody(replaced ?? built, request));
  return {
    url: new URL(endpointUrl(model.baseUrl, model.api, "chat/completions")),
    headers: headersOf(model, options, userAgentFor(config)),
    body,
    route: routeOf(model, config),
    limits: chatLimits(options.timeoutMs ?? requestTimeoutMs(model)),
    signal,
  };
}

function chatRequest(
  model: StreamModel,
  options: StreamOptions,
  ctx: TransportContext,
  ownLimits: ReadonlySet<number>,
): ChatRequest {
  const settings = [ctx.model.params?.["thinking"], options.reasoning];
  const { wireModelId, thinking } = readAskedFor(options.metadata) ?? {
    wireModelId: wireIdOf(model.id),
    thinking: requestedThinking(wireIdOf(model.id), settings),
  };
  const stated = options.maxTokens ?? statedOutputLimit(ctx.model.params);
  const isKept = stated === undefined || ownLimits.has(stated) || thinking.type === "disabled";
  return {
    wireModelId,
    thinking,
    outputTokens: isKept ? (stated ?? model.maxTokens) : withRoomForAnswer(stated, model.maxTokens),
    contextTokens: ctx.model.contextTokens ?? model.contextWindow ?? Number.POSITIVE_INFINITY,
    cacheKey: conversationCacheKey(options.sessionId ?? options.promptCacheKey),
    responseFormat: options.responseFormat,
    stop: options.stop,
    toolChoice: "toolChoice" in options ? options.toolChoice : undefined,
  };
}

/** The limit that 2026.9.6 keeps with a model, of the provider's `timeoutSeconds`. */
function requestTimeoutMs(model: StreamModel): number | undefined {
  const stated = "requestTimeoutMs" in model ? model.requestTimeoutMs : undefined;
  return typeof stated === "number" ? stated : undefined;
}

/** The user's own headers win, in any letter case; so does a credential of their own in one. */
function headersOf(
  model: StreamModel,
  { apiKey, headers }: StreamOptions,
  userAgent: string,
): Record<string, string> {
  return mergeHeaders(
    {
      accept: "text/event-stream, application/json",
      // Compressed words come in lumps, and nothing here would unpack them.
      "accept-encoding": "identity",
      "content-type": "application/json",
      "user-agent": userAgent,
    },
    apiKey === undefined ? undefined : { authorization: `Bearer ${apiKey}` },
    model.headers,
    headers,
  );
}

/** Where the service says under which id it knows a request (official client and its SDK, 2026-08). */
const REQUEST_ID_HEADERS = ["x-trace-id", "x-request-id", "x-msh-request-id"] as const;

function logHead({ status, headers }: Pick<ChatReply, "status" | "headers">, elapsedMs: number): void {
  const id = REQUEST_ID_HEADERS.map((name) => headers[name]).find((value) => value !== undefined);
  const known = id === undefined ? "" : `, request id ${id.replaceAll(/[^\w.:-]/gu, "?").slice(0, 128)}`;
  const text = `chat: ${status} after ${Math.round(elapsedMs)} ms${known}`;
  if (status === 200) log.debug(text);
  else log.warn(text);
}
