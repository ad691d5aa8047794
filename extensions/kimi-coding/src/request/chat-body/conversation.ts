import type { JsonObject } from "../../kimi/index.ts";

/**
 * A conversation as OpenClaw's hosts hand it to what sends it (pi-ai 0.73, `@openclaw/ai` 2026.9.6), as far as a body
 * is made of it. Written down here so that the pure code depends on neither; both types are assignable to this one.
 */
export interface Conversation {
  readonly systemPrompt?: string | undefined;
  readonly messages: readonly ConversationMessage[];
  readonly tools?: readonly ConversationTool[] | undefined;
}

type ConversationMessage = UserMessage | AssistantTurn | ToolResult;

interface UserMessage {
  readonly role: "user";
  readonly content: string | readonly (TextBlock | ImageBlock)[];
}

export interface AssistantTurn {
  readonly role: "assistant";
  readonly content: readonly AssistantBlock[];
  /** `error` and `aborted` for a turn that failed before its end. */
  readonly stopReason: string;
}

export interface ToolResult {
  readonly role: "toolResult";
  readonly toolCallId: string;
  readonly content: readonly (TextBlock | ImageBlock)[];
}

export type AssistantBlock = TextBlock | ThinkingBlock | ToolCallBlock;

export interface TextBlock {
  readonly type: "text";
  readonly text: string;
}

interface ThinkingBlock {
  readonly type: "thinking";
  readonly thinking: string;
  /** Whether another service has taken the text out of it. */
  readonly redacted?: boolean | undefined;
}

interface ToolCallBlock {
  readonly type: "toolCall";
  readonly id: string;
  readonly name: string;
  readonly arguments: JsonObject;
}

export interface ImageBlock {
  readonly type: "image";
  /** In base64. */
  readonly data: string;
  readonly mimeType: string;
}

export interface ConversationTool {
  readonly name: string;
  readonly description: string;
  /** A JSON schema. */
  readonly parameters: unknown;
}
