import { isObject, type JsonObject, OPENAI_DIALECT } from "../../kimi/index.ts";
import type { WireThinking } from "../../models/index.ts";
import {
  conversationToolNames,
  type Patch,
  patchCacheKey,
  type PatchContext,
  patchOutputLimit,
  patchParameters,
  patchThinking,
  wireToolChoice,
} from "../index.ts";
import { chatMessages } from "./chat-messages.ts";
import { chatTools } from "./chat-tools.ts";
import type { Conversation } from "./conversation.ts";
import { fitOutput } from "./fit-output.ts";
import { responseFormat } from "./response-format.ts";

/** What a chat request asks for beside its conversation. */
export interface ChatRequest {
  /** The id that the service knows the model by. */
  readonly wireModelId: string;
  readonly thinking: WireThinking;
  /** Most tokens that the model may write, reasoning included; fewer are asked for where the context is nearly full. */
  readonly outputTokens: number;
  /** Tokens of the model's window. */
  readonly contextTokens: number;
  /** The same for all requests of a conversation and for no others; undefined where there is no conversation. */
  readonly cacheKey: string | undefined;
  /** A JSON schema that the answer is to follow, or the wire's own object for it. */
  readonly responseFormat?: unknown;
  /** Texts at which the model is to stop. */
  readonly stop?: readonly string[] | undefined;
  /** Which tool the model is to call; it is said only where a caller says it (the official client never does). */
  readonly toolChoice?: unknown;
}

/**
 * The body of a `/chat/completions` request, in the form that the service takes, but for its images. Nothing is written
 * into what is given.
 */
export function buildChatBody(conversation: Conversation, request: ChatRequest): JsonObject {
  const { thinking, outputTokens, contextTokens, stop, toolChoice } = request;
  const names = conversationToolNames(conversation.messages, conversation.tools);
  const toWire = names?.toWire ?? ((name: string) => name);
  const tools = chatTools(conversation.tools ?? [], toWire);
  const format = responseFormat(request.responseFormat);
  const messages = chatMessages(conversation, thinking.type === "enabled", toWire);
  const body: JsonObject = {
    messages,
    ...(tools.length > 0 && { tools }),
    ...(tools.length > 0 &&
      toolChoice !== undefined &&
      toolChoice !== "auto" && { tool_choice: wireToolChoice(toolChoice, toWire) }),
    ...(stop !== undefined && stop.length > 0 && { stop }),
    ...(format !== undefined && { response_format: format }),
    max_completion_tokens: fitOutput(outputTokens, contextTokens, { messages, tools }),
  };
  return settle(body, request);
}

/** What stands at the top of a body, whoever wrote it. */
const SETTLING: readonly Patch[] = [patchParameters, patchThinking, patchOutputLimit, patchCacheKey];

/**
 * A body that passed through the hands of others (the host's hooks, the user's `params`) with what the service needs
 * put right again: model, thinking, limit and key, and no parameter that it refuses. What is no object is left alone.
 */
export function settleChatBody(body: unknown, request: ChatRequest): unknown {
  return isObject(body) ? settle(body, request) : body;
}

function settle(body: JsonObject, { wireModelId, thinking, cacheKey }: ChatRequest): JsonObject {
  const context: PatchContext = {
    api: OPENAI_DIALECT,
    wireModelId,
    thinking: thinking.type === "enabled",
    effort: thinking.effort,
    cacheKey,
  };
  const named: JsonObject = {
    ...body,
    model: wireModelId,
    stream: true,
    stream_options: { include_usage: true },
  };
  return SETTLING.reduce((settled, patch) => patch(settled, context), named);
}
