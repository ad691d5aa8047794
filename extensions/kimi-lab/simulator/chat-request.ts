import { z } from "zod";

import type { Conversation, ImageSource, OfferedTool, Part, Turn } from "./conversation.ts";
import { serializedMessagesBytes } from "./messages-size.ts";

const mediaUrl = z.object({ url: z.string() });
const part = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), text: z.string() }),
  z.object({ type: z.literal("image_url"), image_url: mediaUrl }),
  z.object({ type: z.literal("video_url"), video_url: mediaUrl }),
  z.object({ type: z.literal("audio_url"), audio_url: mediaUrl }),
]);
const content = z.union([z.string(), z.array(part)]);

const tool = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("function"),
    function: z.object({ name: z.string().min(1), parameters: z.unknown() }),
  }),
  z.object({ type: z.literal("builtin_function"), function: z.object({ name: z.string().startsWith("$") }) }),
]);
const tools = z.array(tool).nullish();

const toolCall = z.object({
  id: z.string(),
  function: z.object({ name: z.string(), arguments: z.string() }),
});

const message = z.discriminatedUnion("role", [
  z.object({ role: z.literal("system"), content: content.nullish(), tools }),
  z.object({ role: z.literal("user"), content }),
  z.object({
    role: z.literal("assistant"),
    content: content.nullish(),
    reasoning_content: z.string().nullish(),
    tool_calls: z.array(toolCall).nullish(),
  }),
  z.object({ role: z.literal("tool"), content: content.nullish(), tool_call_id: z.string() }),
]);

/**
 * Unknown fields pass unread, as the service lets them, `thinking.keep` among them; a role outside the four is refused.
 */
const chatRequest = z.object({
  model: z.string(),
  messages: z.array(message).min(1),
  tools,
  stream: z.boolean().nullish(),
  temperature: z.number().nullish(),
  thinking: z
    .object({ type: z.enum(["enabled", "adaptive", "disabled"]), effort: z.string().nullish() })
    .nullish(),
  reasoning_effort: z.string().nullish(),
  prompt_cache_key: z.string().nullish(),
  max_completion_tokens: z.number().nullish(),
  max_tokens: z.number().nullish(),
});

type WireMessage = z.infer<typeof message>;
type WireTool = z.infer<typeof tool>;

/** Reads a `/chat/completions` body; undefined when it has not the shape the endpoint takes. */
export function parseChatRequest(body: unknown): Conversation | undefined {
  const result = chatRequest.safeParse(body);
  if (!result.success) return undefined;
  const { data } = result;
  const laterTools = data.messages.flatMap((entry) => (entry.role === "system" ? (entry.tools ?? []) : []));
  return {
    dialect: "openai",
    model: data.model,
    stream: data.stream ?? false,
    thinking: data.thinking ? data.thinking.type !== "disabled" : undefined,
    effort: data.thinking?.effort ?? undefined,
    reasoningEffort: data.reasoning_effort ?? undefined,
    temperature: data.temperature ?? undefined,
    // With both present the newer name counts (official client, 2026-08).
    maxOutputTokens: data.max_completion_tokens ?? data.max_tokens ?? undefined,
    turns: data.messages.map(toTurn),
    tools: [...(data.tools ?? []), ...laterTools].map(toTool),
    messagesBytes: serializedMessagesBytes(body),
  };
}

function toTurn(entry: WireMessage, index: number): Turn {
  const parts = toParts(entry.content ?? []);
  if (entry.role === "tool") return { role: "tool", index, parts, toolCallId: entry.tool_call_id };
  if (entry.role !== "assistant") return { role: entry.role, index, parts };
  const toolCalls = (entry.tool_calls ?? []).map((call) => ({ id: call.id, name: call.function.name }));
  return {
    role: "assistant",
    index,
    // Beside calls an empty text is an error, which official clients omit (2026-08); `null` was not seen refused.
    parts: toolCalls.length > 0 && isBlank(entry.content) ? [{ kind: "text", text: "" }] : parts,
    reasoning: entry.reasoning_content ?? undefined,
    toolCalls,
  };
}

function isBlank(value: unknown): boolean {
  return typeof value === "string" && value.trim() === "";
}

function toParts(value: z.infer<typeof content>): Part[] {
  // A bare empty string is an absent text, which a tool without output sends; an empty part is an error.
  if (typeof value === "string") return value === "" ? [] : [{ kind: "text", text: value }];
  return value.map((entry): Part => {
    if (entry.type === "text") return { kind: "text", text: entry.text };
    if (entry.type === "image_url") return { kind: "image", source: toSource(entry.image_url.url) };
    if (entry.type === "video_url") return { kind: "video", url: entry.video_url.url };
    return { kind: "media" };
  });
}

function toSource(url: string): ImageSource {
  const match = /^data:(?<mediaType>[^;,]+);base64,/i.exec(url);
  const mediaType = match?.groups?.["mediaType"];
  if (match === null || mediaType === undefined) return { kind: "url", url };
  return { kind: "base64", mediaType: mediaType.toLowerCase(), data: url.slice(match[0].length) };
}

function toTool(wire: WireTool): OfferedTool {
  return wire.type === "function"
    ? { name: wire.function.name, parameters: wire.function.parameters }
    : { name: wire.function.name, parameters: undefined, isBuiltIn: true };
}
