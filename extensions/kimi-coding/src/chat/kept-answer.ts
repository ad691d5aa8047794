import { AsyncLocalStorage } from "node:async_hooks";
import type { EventSource } from "../events/index.ts";
import { noUsage } from "./response/index.ts";
import type { AssistantMessage, AssistantMessageEvent } from "./stream-types.ts";

/** An answer as it is read. */
export type AnswerStream = EventSource<AssistantMessageEvent, AssistantMessage>;

/** What is kept of an answer: its stream, which never ends, and what came out of it so far. */
interface KeptAnswer {
  readonly stream: AnswerStream;
  readonly events: AssistantMessageEvent[];
}

/** Runs something outside of any turn: what waits within one would hold all that belongs to it, as long as it waits. */
const outsideOfTurns = AsyncLocalStorage.snapshot();

/** One for each name, for the life of the process. They are made up, and hold nothing of a conversation. */
const kept = new Map<string, KeptAnswer>();

/**
 * Keeps an answer that is being read, so that the code which reads answers stays compiled.
 *
 * V8 drops the hidden classes that no object has any more, and the compiled code that counts on them. A gateway
 * collects its garbage while nobody is answered, and the next answer was then read by code that had to be compiled
 * anew: at half the speed, for its first thousands of deltas (`docs/performance.md`).
 *
 * @param name the answers of one name are alike: only the first call with it does anything.
 * @param view makes of the stream of an adapter what a host is given.
 */
export function keepAnswer(name: string, view: (source: AnswerStream) => AnswerStream): void {
  if (kept.has(name)) return;
  outsideOfTurns(() => {
    const answer = { stream: view(madeUpAnswer()), events: [] };
    kept.set(name, answer);
    // A step that fails hands on what it takes, and the answers of users tell of it.
    void readOn(answer).catch(() => undefined);
  });
}

async function readOn({ stream, events }: KeptAnswer): Promise<void> {
  for await (const event of stream) events.push(event);
}

const message: AssistantMessage = {
  role: "assistant",
  content: [],
  api: "openai-completions",
  provider: "kimi",
  model: "",
  usage: noUsage(),
  stopReason: "stop",
  timestamp: 0,
};
const reasoning = "A thought.";
/** Words, a `<` that begins nothing, and a leaked call of K2 that is under way. */
const deltas = [
  "Hello",
  ", 1 <2",
  ".\n",
  "<|tool_call_begin|>",
  "functions.a:0",
  "<|tool_call_argument_begin|>",
  '{"b',
];

/** One answer as the adapters send it: with and without the message, and with and without its id. It never ends. */
function madeUpAnswer(): AnswerStream {
  const never = new Promise<never>(() => undefined);
  return {
    async *[Symbol.asyncIterator]() {
      yield* madeUpEvents();
      await never;
    },
    result: () => never,
  };
}

function* madeUpEvents(): Generator<AssistantMessageEvent> {
  yield { type: "start", partial: message };
  const thinking = { type: "thinking" as const, thinking: reasoning };
  const { role, content: _, api, provider, model, usage, stopReason, timestamp } = message;
  const thought = { ...message, content: [thinking] };
  yield { type: "thinking_start", contentIndex: 0, partial: thought };
  yield { type: "thinking_delta", contentIndex: 0, delta: reasoning, partial: thought };
  yield { type: "thinking_end", contentIndex: 0, content: reasoning, partial: thought };
  const text = { type: "text" as const, text: "" };
  const plain = { ...message, content: [thinking, text] };
  const content = [thinking, text];
  const named = { role, content, api, provider, model, responseId: "-", usage, stopReason, timestamp };
  yield { type: "text_start", contentIndex: 1, partial: plain };
  for (const [index, delta] of deltas.entries()) {
    text.text += delta;
    const partial = [plain, named][index % 3];
    if (partial === undefined) yield { type: "text_delta", contentIndex: 1, delta };
    else yield { type: "text_delta", contentIndex: 1, delta, partial };
  }
}
