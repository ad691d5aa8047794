import type { DialectName } from "./faults.ts";

/** Where the bytes of an image are said to be. */
export type ImageSource =
  | { readonly kind: "base64"; readonly mediaType: string; readonly data: string }
  | { readonly kind: "url"; readonly url: string };

export interface ImagePart {
  readonly kind: "image";
  readonly source: ImageSource;
}

export interface VideoPart {
  readonly kind: "video";
  /** `ms://` and the id of a file, or an address of another kind. */
  readonly url: string;
}

/** A piece of a turn. `media` is anything that is accepted and not looked into, such as a recording. */
export type Part =
  | { readonly kind: "text"; readonly text: string }
  | ImagePart
  | VideoPart
  | { readonly kind: "media" };

export interface ToolCall {
  readonly id: string;
  readonly name: string;
}

interface TurnBase {
  /** Index of the wire message this came from; −1 for a system prompt outside `messages`. */
  readonly index: number;
  readonly parts: readonly Part[];
}

/** One message of either dialect; an Anthropic user message with tool results becomes several turns. */
export type Turn =
  | (TurnBase & { readonly role: "system" | "user" })
  | (TurnBase & {
      readonly role: "assistant";
      /** Undefined when the message carries none, which differs from an empty string. */
      readonly reasoning: string | undefined;
      readonly toolCalls: readonly ToolCall[];
    })
  | (TurnBase & { readonly role: "tool"; readonly toolCallId: string });

export interface OfferedTool {
  readonly name: string;
  /** JSON Schema of the arguments; undefined for the service's built-in functions. */
  readonly parameters: unknown;
  /** Whether it is the service's own, whose name starts with `$`; false by default. */
  readonly isBuiltIn?: boolean;
}

/** What an inference request asks for, whichever dialect it came in. */
export interface Conversation {
  readonly dialect: DialectName;
  readonly model: string;
  readonly stream: boolean;
  /** Undefined when the request leaves it to the model. */
  readonly thinking: boolean | undefined;
  /** How hard the model is to reason; undefined when the request leaves it to the model. */
  readonly effort: string | undefined;
  /** The same in the open platform's field, which chat completions read, too (pi-ai 1.5.2 sends no other). */
  readonly reasoningEffort: string | undefined;
  readonly temperature: number | undefined;
  /** Tokens of reasoning and answer together; undefined for no limit. */
  readonly maxOutputTokens: number | undefined;
  readonly turns: readonly Turn[];
  readonly tools: readonly OfferedTool[];
  /** UTF-8 size of the wire `messages` as JSON. */
  readonly messagesBytes: number;
}

/** The text of a turn, its parts joined by line breaks. */
export function turnText(turn: Turn): string {
  return turn.parts.flatMap((part) => (part.kind === "text" ? [part.text] : [])).join("\n");
}

/** The images of a turn, in order. */
export function turnImages(turn: Turn): ImagePart[] {
  return turn.parts.filter((part) => part.kind === "image");
}

/** The videos of a turn, in order. */
export function turnVideos(turn: Turn): VideoPart[] {
  return turn.parts.filter((part) => part.kind === "video");
}

/** Everything after the last assistant turn: what the model is asked to answer now. */
export function currentTurns(conversation: Conversation): readonly Turn[] {
  const last = conversation.turns.findLastIndex((turn) => turn.role === "assistant");
  return conversation.turns.slice(last + 1).filter((turn) => turn.role !== "system");
}

/** Every tool call made so far, in order. */
export function toolCallsSoFar(conversation: Conversation): ToolCall[] {
  return conversation.turns.flatMap((turn) => (turn.role === "assistant" ? turn.toolCalls : []));
}
