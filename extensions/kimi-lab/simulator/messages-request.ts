import { z } from "zod";

import type { Conversation, Part, ToolCall, Turn } from "./conversation.ts";
import { serializedMessagesBytes } from "./messages-size.ts";

const source = z.discriminatedUnion("type", [
  z.object({ type: z.literal("base64"), media_type: z.string(), data: z.string() }),
  z.object({ type: z.literal("url"), url: z.string() }),
]);
const textBlock = z.object({ type: z.literal("text"), text: z.string() });
const imageBlock = z.object({ type: z.literal("image"), source });
const videoBlock = z.object({ type: z.literal("video"), source });
const resultContent = z.union([
  z.string(),
  z.array(z.discriminatedUnion("type", [textBlock, imageBlock, videoBlock])),
]);

const userBlock = z.discriminatedUnion("type", [
  textBlock,
  imageBlock,
  videoBlock,
  z.object({
    type: z.literal("tool_result"),
    tool_use_id: z.string(),
    content: resultContent.nullish(),
  }),
]);
const assistantBlock = z.discriminatedUnion("type", [
  textBlock,
  z.object({ type: z.literal("thinking"), thinking: z.string() }),
  z.object({ type: z.literal("redacted_thinking"), data: z.string() }),
  z.object({ type: z.literal("tool_use"), id: z.string(), name: z.string(), input: z.unknown() }),
]);

const message = z.discriminatedUnion("role", [
  z.object({ role: z.literal("user"), content: z.union([z.string(), z.array(userBlock)]) }),
  z.object({ role: z.literal("assistant"), content: z.union([z.string(), z.array(assistantBlock)]) }),
]);

/** Unknown fields (`betas`, `context_management`, `cache_control`) pass unread. */
const messagesRequest = z.object({
  model: z.string(),
  system: z.union([z.string(), z.array(textBlock)]).nullish(),
  messages: z.array(message).min(1),
  tools: z.array(z.object({ name: z.string().min(1), input_schema: z.unknown() })).nullish(),
  stream: z.boolean().nullish(),
  temperature: z.number().nullish(),
  thinking: z.object({ type: z.enum(["enabled", "adaptive", "disabled"]) }).nullish(),
  output_config: z.object({ effort: z.string().nullish() }).nullish(),
  max_tokens: z.number().nullish(),
  metadata: z.object({ user_id: z.string().nullish() }).nullish(),
});

type WireMessage = z.infer<typeof message>;
type UserBlock = z.infer<typeof userBlock>;

/** Reads a `/messages` body; undefined when it has not the shape the endpoint takes. */
export function parseMessagesRequest(body: unknown): Conversation | undefined {
  const result = messagesRequest.safeParse(body);
  if (!result.success) return undefined;
  const { data } = result;
  const system: Turn[] = data.system ? [{ role: "system", index: -1, parts: toParts(data.system) }] : [];
  return {
    dialect: "anthropic",
    model: data.model,
    stream: data.stream ?? false,
    thinking: data.thinking ? data.thinking.type !== "disabled" : undefined,
    effort: data.output_config?.effort ?? undefined,
    reasoningEffort: undefined,
    temperature: data.temperature ?? undefined,
    maxOutputTokens: data.max_tokens ?? undefined,
    turns: [...system, ...data.messages.flatMap(toTurns)],
    tools: (data.tools ?? []).map((tool) => ({ name: tool.name, parameters: tool.input_schema })),
    messagesBytes: serializedMessagesBytes(body),
  };
}

function toTurns(entry: WireMessage, index: number): Turn[] {
  return entry.role === "user" ? userTurns(entry.content, index) : [assistantTurn(entry.content, index)];
}

/** Splits tool results from what the user says, keeping their order. */
function userTurns(content: string | readonly UserBlock[], index: number): Turn[] {
  if (typeof content === "string") return [{ role: "user", index, parts: toParts(content) }];
  const turns: Turn[] = [];
  let said: Part[] = [];
  const flush = () => {
    if (said.length > 0) turns.push({ role: "user", index, parts: said });
    said = [];
  };
  for (const block of content) {
    if (block.type === "tool_result") {
      flush();
      turns.push({ role: "tool", index, parts: toParts(block.content ?? ""), toolCallId: block.tool_use_id });
    } else {
      said.push(...toParts([block]));
    }
  }
  flush();
  return turns;
}

function assistantTurn(content: Extract<WireMessage, { role: "assistant" }>["content"], index: number): Turn {
  const parts: Part[] = [];
  const toolCalls: ToolCall[] = [];
  let reasoning: string | undefined;
  for (const block of typeof content === "string" ? [] : content) {
    if (block.type === "text") parts.push({ kind: "text", text: block.text });
    else if (block.type === "tool_use") toolCalls.push({ id: block.id, name: block.name });
    else if (block.type === "thinking") reasoning = (reasoning ?? "") + block.thinking;
    else reasoning ??= "";
  }
  if (typeof content === "string") parts.push(...toParts(content));
  return { role: "assistant", index, parts, reasoning, toolCalls };
}

function toParts(value: z.infer<typeof resultContent>): Part[] {
  if (typeof value === "string") return value === "" ? [] : [{ kind: "text", text: value }];
  return value.map((block): Part => {
    if (block.type === "text") return { kind: "text", text: block.text };
    if (block.type === "video") return { kind: "video", url: videoUrl(block.source) };
    return {
      kind: "image",
      source:
        block.source.type === "url"
          ? { kind: "url", url: block.source.url }
          : { kind: "base64", mediaType: block.source.media_type.toLowerCase(), data: block.source.data },
    };
  });
}

function videoUrl(from: z.infer<typeof source>): string {
  return from.type === "url" ? from.url : `data:${from.media_type};base64,${from.data}`;
}
