import { randomUUID } from "node:crypto";
import { z } from "zod";

import type { GatewayEvent, GatewaySocket } from "./gateway-socket.ts";

export interface ChatAttachment {
  readonly fileName: string;
  readonly mimeType: string;
  readonly data: Uint8Array;
}

export interface ChatRequest {
  readonly message: string;
  /**
   * `agent:main:main` by default. A new key is a new conversation. 2026.4.27 queues a message that comes right
   * after the answer before it, ends its run without text and answers in a run of another id (seen 2026-11):
   * give each message a key of its own there.
   */
  readonly sessionKey?: string;
  readonly attachments?: readonly ChatAttachment[];
  /** 300,000 by default. */
  readonly timeoutMs?: number;
  readonly onUpdate?: (update: ChatUpdate) => void;
  /**
   * Also asks the gateway when the turn is over. 2026.5.7 and 2026.4.27 send no end of a turn that failed: their clients
   * find it in the history (`skipChatErrorFinal` of each, seen 2026-11). It is a reply without text here, too.
   */
  readonly askForEnd?: boolean;
}

/** What a client sees while an answer comes in. Texts are what is new since the update before. */
export type ChatUpdate =
  | { readonly kind: "phase"; readonly phase: string; readonly message?: string }
  | { readonly kind: "thinking" | "text"; readonly text: string }
  | { readonly kind: "tool"; readonly name: string; readonly phase: string };

/** How a turn ended. `text` is the whole answer, `errorMessage` what the user reads instead of one. */
export interface ChatReply {
  readonly runId: string;
  readonly state: "final" | "error" | "aborted";
  readonly text: string;
  readonly errorMessage?: string;
  readonly updates: readonly ChatUpdate[];
}

const contentSchema = z.union([
  z.string(),
  z.array(z.looseObject({ type: z.string(), text: z.string().optional() })),
]);
const messageSchema = z.looseObject({ role: z.string(), content: contentSchema.optional() });

/** One message of a conversation as the gateway keeps it; fields beside these are the host's own. */
export type ChatMessage = z.infer<typeof messageSchema>;

const chatEventSchema = z.object({
  runId: z.string(),
  state: z.string(),
  phase: z.string().optional(),
  message: messageSchema.optional(),
  errorMessage: z.string().optional(),
});

const agentEventSchema = z.object({
  runId: z.string(),
  stream: z.string(),
  data: z.looseObject({
    text: z.string().optional(),
    delta: z.string().optional(),
    name: z.string().optional(),
    phase: z.string().optional(),
    message: z.string().optional(),
  }),
});

const historySchema = z.object({ messages: z.array(messageSchema) });

/**
 * Sends a message and waits for the end of its turn. A turn that fails is a reply whose state says so.
 *
 * @throws when the gateway refuses the message, when its connection ends, or when the turn takes too long.
 */
export async function chat(socket: GatewaySocket, request: ChatRequest): Promise<ChatReply> {
  const { message, sessionKey = "agent:main:main", attachments = [], timeoutMs = 300_000 } = request;
  const runId = randomUUID();
  const updates: ChatUpdate[] = [];
  const ended = Promise.withResolvers<ChatReply>();
  const update = (next: ChatUpdate) => {
    updates.push(next);
    request.onUpdate?.(next);
  };
  const stopListening = socket.onEvent((event) => {
    for (const next of readUpdates(event, runId)) update(next);
    const end = readEnd(event, runId);
    if (end !== undefined) ended.resolve({ ...end, runId, updates });
  });
  const timer = setTimeout(() => {
    const last = updates.at(-1);
    const seen = last === undefined ? "nothing came" : `the last that came was ${JSON.stringify(last)}`;
    ended.reject(new Error(`The turn did not end within ${timeoutMs} ms; ${seen}.`));
  }, timeoutMs);
  void socket.closed.then((reason) => ended.reject(new Error(reason)));
  // The end may come before the acknowledgement, and its failure must not be without a handler meanwhile.
  ended.promise.catch(() => {});
  try {
    await socket.call(
      "chat.send",
      {
        sessionKey,
        message,
        idempotencyKey: runId,
        ...(attachments.length > 0 && { attachments: attachments.map(toWire) }),
      },
      { timeoutMs },
    );
    if (request.askForEnd === true) {
      // Whatever the gateway sends of the turn comes before its answer to this.
      socket.call("agent.wait", { runId, timeoutMs }, { timeoutMs }).then(
        () => ended.resolve({ state: "error", text: "", runId, updates }),
        (reason: unknown) => ended.reject(reason),
      );
    }
    return await ended.promise;
  } finally {
    clearTimeout(timer);
    stopListening();
  }
}

/** The messages of a conversation, oldest first, as the host's own clients show them. */
export async function chatHistory(
  socket: GatewaySocket,
  sessionKey = "agent:main:main",
): Promise<readonly ChatMessage[]> {
  return historySchema.parse(await socket.call("chat.history", { sessionKey })).messages;
}

/** The text of a message, without its other parts. */
export function messageText({ content }: ChatMessage): string {
  if (content === undefined || typeof content === "string") return content ?? "";
  return content.flatMap((part) => (part.type === "text" ? (part.text ?? []) : [])).join("\n");
}

function toWire({ fileName, mimeType, data }: ChatAttachment): object {
  return { type: "image", mimeType, fileName, content: Buffer.from(data).toString("base64") };
}

function readUpdates({ event, payload }: GatewayEvent, runId: string): readonly ChatUpdate[] {
  if (event === "chat") {
    const status = chatEventSchema.safeParse(payload).data;
    if (status?.runId !== runId || status.state !== "status" || status.phase === undefined) return [];
    return [{ kind: "phase", phase: status.phase }];
  }
  if (event !== "agent") return [];
  const happened = agentEventSchema.safeParse(payload).data;
  if (happened?.runId !== runId) return [];
  const { delta = "", name, phase = "", message } = happened.data;
  switch (happened.stream) {
    case "assistant":
      return delta === "" ? [] : [{ kind: "text", text: delta }];
    case "thinking":
      return delta === "" ? [] : [{ kind: "thinking", text: delta }];
    case "run_status":
      // The other phases come as chat events too; a retry and its reason only come here.
      return phase === "retrying" && message !== undefined ? [{ kind: "phase", phase, message }] : [];
    case "tool":
      return name === undefined ? [] : [{ kind: "tool", name, phase }];
    default:
      return [];
  }
}

function readEnd(
  { event, payload }: GatewayEvent,
  runId: string,
): Pick<ChatReply, "state" | "text" | "errorMessage"> | undefined {
  if (event !== "chat") return undefined;
  const end = chatEventSchema.safeParse(payload).data;
  if (end?.runId !== runId) return undefined;
  const { state, message, errorMessage } = end;
  if (state !== "final" && state !== "error" && state !== "aborted") return undefined;
  return {
    state,
    text: message === undefined ? "" : messageText(message),
    ...(errorMessage !== undefined && { errorMessage }),
  };
}
