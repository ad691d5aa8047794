import type { ProviderRuntimeModel } from "openclaw/plugin-sdk/plugin-entry";
import { createStreamFn, type StreamContext, type StreamFn, type StreamOptions } from "../src/chat/index.ts";
import { bareModel, configWith, present } from "./registration.ts";

type ProviderBlock = NonNullable<Parameters<typeof configWith>[0]>[string];
type EventStream = Awaited<ReturnType<StreamFn>>;

/** A chat with one message, over the plugin's own transport. */
export interface ChatOptions {
  readonly baseUrl: string;
  readonly key: string;
  readonly message?: string;
  /** In the place of a conversation with this one message. */
  readonly context?: StreamContext;
  readonly options?: StreamOptions;
  readonly model?: Partial<ProviderRuntimeModel>;
  /** The provider's `request` settings in the user's config. */
  readonly request?: ProviderBlock["request"];
}

/** Begins the chat, as a host does. */
export async function openChat(chat: ChatOptions): Promise<EventStream> {
  const { baseUrl, key, message = "hello", options, request } = chat;
  const { compat: _compat, ...model } = bareModel({ baseUrl, maxTokens: 32_768, ...chat.model });
  const config = configWith({ kimi: { baseUrl, models: [], ...(request !== undefined && { request }) } });
  const streamFn = present(createStreamFn({ provider: "kimi", modelId: model.id, model, config }));
  const context = chat.context ?? { messages: [{ role: "user" as const, content: message, timestamp: 0 }] };
  return await streamFn(model, context, { apiKey: key, ...options });
}
