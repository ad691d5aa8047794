import type { StreamEvent } from "../../markup/index.ts";

/** A block of an answer. `thinkingSignature` names the field that the reasoning came in, as the hosts' adapters note. */
export type AnswerBlock =
  | { type: "text"; text: string }
  | { type: "thinking"; thinking: string; thinkingSignature: string }
  | { type: "toolCall"; id: string; name: string; arguments: Record<string, unknown> };

/** Tokens of a request and what they cost, in the units of the model's rates. */
export interface AnswerUsage {
  /** Input that was not cached. */
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
  totalTokens: number;
  cost: { input: number; output: number; cacheRead: number; cacheWrite: number; total: number };
  /** Says to newer hosts (2026.9.6) that the service tells cached tokens apart. */
  cacheTelemetry?: { state: "available" };
}

/** An answer in the form of the hosts' assistant messages (pi-ai 0.73, `@openclaw/ai` 2026.9.6). */
export interface AnswerMessage {
  role: "assistant";
  content: AnswerBlock[];
  api: string;
  provider: string;
  /** As the host calls the model. */
  model: string;
  /** The model that answered, where it is another than the one that was asked. */
  responseModel?: string;
  responseId?: string;
  usage: AnswerUsage;
  stopReason: "stop" | "length" | "toolUse" | "error" | "aborted";
  errorMessage?: string;
  errorType?: string;
  errorCode?: string;
  /** Milliseconds since 1970. */
  timestamp: number;
}

export type AnswerEvent = StreamEvent<AnswerMessage>;
