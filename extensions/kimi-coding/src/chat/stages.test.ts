import { describe, expect, it } from "vitest";
import {
  assistantMessage,
  present,
  type StreamContext,
  type StreamEvent,
  type StreamMessage,
} from "../../test-support/registration.ts";
import { collect, deepFreeze, recordSource } from "../../test-support/values.ts";
import { transformStream } from "../events/index.ts";
import { dialectOf } from "../markup/index.ts";
import { aliasStage } from "./alias.ts";
import { explanationStage } from "./explain-failure.ts";
import { endingStage } from "./judge-ending.ts";
import { markupStage } from "./markup-stage.ts";
import { quotaStage } from "./quota-line.ts";
import { answerEvents, type AnswerStage, answerSteps, changingEnd, changingEvery } from "./stages.ts";

const baseUrl = "https://api.kimi.com/coding/v1";
const wireId = "kimi-for-coding";
const asked = {
  id: "kimi-code",
  provider: "kimi",
  api: "anthropic-messages",
  baseUrl,
  wireId,
  agentDir: undefined,
  fallsBackByWords: false,
};
const context: StreamContext = {
  messages: [{ role: "user", content: "hi", timestamp: 0 }],
  tools: [{ name: "read", description: "Reads", parameters: { type: "object", properties: {} } }],
};
const leaked =
  '<|tool_calls_section_begin|><|tool_call_begin|>functions.read:0<|tool_call_argument_begin|>{"path":"a"}<|tool_call_end|><|tool_calls_section_end|>';

const ending = endingStage(asked, context.messages);
const markup = markupStage(dialectOf(wireId), context, () => {});
const alias = aliasStage({ wireId, adapterId: "kimi-code", userId: "kimi-code" });
const explanation = explanationStage(
  asked,
  { tools: [] },
  () => null,
  () => false,
);
const quota = quotaStage(context, { config: {} }, () => () => "nearly used up");

function says(text: string, overrides: Partial<StreamMessage> = {}): StreamMessage {
  return assistantMessage({ content: [{ type: "text", text }], ...overrides });
}
const { usage } = assistantMessage();

/** The events of a message of text blocks, as an adapter sends them. */
function eventsOf(message: StreamMessage): StreamEvent[] {
  const blocks = message.content.flatMap((block, contentIndex): StreamEvent[] => {
    if (block.type !== "text") return [];
    const at = { contentIndex, partial: { ...message, stopReason: "stop" as const } };
    return [
      { type: "text_start", ...at },
      { type: "text_delta", ...at, delta: block.text },
      { type: "text_end", ...at, content: block.text },
    ];
  });
  const start: StreamEvent = { type: "start", partial: { ...message, content: [] } };
  return deepFreeze([start, ...blocks, answerEvents.lastEventOf(message)]);
}

/** What a reader has in the end, and what is the result where nobody reads. */
async function bothWays(message: StreamMessage, stage: AnswerStage) {
  const read = transformStream(recordSource(eventsOf(message), message), stage, answerEvents);
  const events = await collect(read);
  const last = answerEvents.messageOf(present(events.at(-1)));
  const silent = transformStream(recordSource<StreamEvent, StreamMessage>([], message), stage, answerEvents);
  return { events, read: await read.result(), last, unread: await silent.result() };
}

const cases = [
  { name: "ending", stage: ending, message: says("hel", { usage: { ...usage, output: 0 } }) },
  { name: "markup", stage: markup, message: says(`Let me see.${leaked}`) },
  { name: "alias", stage: alias, message: says("hello", { responseModel: wireId }) },
  {
    name: "explanation",
    stage: explanation,
    message: says("one", { stopReason: "error", errorMessage: "401 The API Key appears to be invalid" }),
  },
  { name: "quota line", stage: quota, message: says("hello") },
] as const;

function fail(cause: unknown): never {
  throw cause;
}

describe("every step of an answer", () => {
  it.each(cases)(
    "gives readers and the result the same changed message: $name",
    async ({ stage, message }) => {
      const { read, last, unread } = await bothWays(message, stage);
      expect(read).not.toStrictEqual(message);
      expect(read).toBe(last);
      expect(unread).toStrictEqual(read);
    },
  );

  it.each(cases)("leaves the very message where there is nothing to do: $name", async ({ stage }) => {
    const message = deepFreeze(says("NO_REPLY"));
    const { read, unread } = await bothWays(message, stage);
    expect(read).toBe(message);
    expect(unread).toBe(message);
  });

  it("gives the same after all the steps before it", async () => {
    const stages = cases.map(({ stage }) => stage);
    for (const { message } of cases) {
      for (const count of stages.keys()) {
        const { read, unread } = await bothWays(message, answerSteps(stages.slice(0, count + 1), fail));
        expect(unread).toStrictEqual(read);
      }
    }
  });
});

describe("a step that changes the end", () => {
  it("streams the text that it adds, in messages that are not failed", async () => {
    const stage = changingEnd((message) => ({
      ...message,
      stopReason: "error",
      errorMessage: "refused",
      content: [...message.content, { type: "text", text: "one" }, { type: "text", text: "two" }],
    }));
    const { events } = await bothWays(says("hello"), stage);
    expect(events.slice(4)).toMatchObject([
      { type: "text_start", contentIndex: 1, partial: { content: [{ text: "hello" }, { text: "" }] } },
      { type: "text_delta", contentIndex: 1, delta: "one", partial: { content: [{}, { text: "one" }] } },
      { type: "text_end", contentIndex: 1, content: "one", partial: { stopReason: "stop" } },
      { type: "text_start", contentIndex: 2, partial: { content: [{}, {}, { text: "" }] } },
      { type: "text_delta", contentIndex: 2, delta: "two" },
      { type: "text_end", contentIndex: 2, content: "two" },
      { type: "error", reason: "error", error: { errorMessage: "refused" } },
    ]);
    for (const event of events.slice(4, -1)) expect(event).not.toHaveProperty("partial.errorMessage");
  });
});

describe("a step that changes every message", () => {
  it("hands on the very events whose message it leaves", async () => {
    const message = says("hello");
    const { events } = await bothWays(
      message,
      changingEvery((same) => same),
    );
    expect(events).toStrictEqual(eventsOf(message));
  });

  it("leaves a delta without a message as it is", () => {
    const seen: StreamEvent[] = [];
    const delta = { type: "text_delta", contentIndex: 0, delta: "a" } as const;
    const change = changingEvery(() => says("changed"));
    change((event) => void seen.push(event)).take(delta);
    expect(seen[0]).toBe(delta);
  });
});
