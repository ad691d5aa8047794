import { describe, expect, it } from "vitest";
import { wrapStreamFn } from "../../stream.ts";
import {
  assistantMessage,
  present,
  streamModel,
  type StreamContext,
  type StreamEvent,
  type StreamMessage,
} from "../../test-support/registration.ts";
import { collect, deepFreeze, recordSource } from "../../test-support/values.ts";
import type { WatchTurn } from "./quota-line.ts";

type WrapContext = Parameters<typeof wrapStreamFn>[0];
type StreamFn = NonNullable<WrapContext["streamFn"]>;
type Tools = NonNullable<StreamContext["tools"]>;

const NOTICE = "⚠️ Kimi Code quota: 93% of your 5-hour limit is used. Details:\nopenclaw kimi status";
const tools: Tools = [{ name: "look", description: "Looks", parameters: { type: "object", properties: {} } }];
const question = { role: "user", content: "hi", timestamp: 0 } as const;

const silent: StreamFn = () => recordSource<StreamEvent, StreamMessage>([], assistantMessage());

interface Turn {
  readonly message?: StreamMessage;
  readonly event?: StreamEvent;
  readonly context?: Partial<StreamContext>;
  readonly config?: WrapContext["config"] | null;
}

function answer(text: string): StreamMessage {
  return assistantMessage({ content: [{ type: "text", text }] });
}

/** What a turn hands out whose quota has a notice, and what its adapter was given. */
async function play({ message = answer("Hello."), event, context = {}, config = {} }: Turn) {
  const source = deepFreeze([event ?? ({ type: "done", reason: "stop", message } satisfies StreamEvent)]);
  const given: StreamContext[] = [];
  const streamFn: StreamFn = (_model, handed) => {
    given.push(handed);
    return recordSource<StreamEvent, StreamMessage>(source, message);
  };
  const wrapped = wrapStreamFn(
    { provider: "kimi", modelId: "kimi-code", streamFn, ...(config !== null && { config }) },
    { findSignIn: () => null, watchQuota: () => () => NOTICE },
  );
  const asked: StreamContext = deepFreeze({ messages: [question], tools, ...context });
  const stream = await present(wrapped)(streamModel(), asked, {});
  const events = await collect(stream);
  return { events, result: await stream.result(), asked, given: present(given[0]) };
}

describe("a notice about the quota", () => {
  it("is a block of text of its own after the answer, streamed as any other", async () => {
    const { events, result } = await play({});
    const delta = `\n\n${NOTICE}`;
    expect(events.map(({ type }) => type)).toStrictEqual(["text_start", "text_delta", "text_end", "done"]);
    expect(events[1]).toMatchObject({ contentIndex: 1, delta });
    expect(result.content).toStrictEqual([
      { type: "text", text: "Hello." },
      { type: "text", text: delta },
    ]);
    expect(events[3]).toMatchObject({ type: "done", reason: "stop", message: result });
  });

  it.each([
    {
      name: "calls a tool",
      content: [{ type: "toolCall", id: "a", name: "look", arguments: {} }],
      reason: "toolUse",
    },
    { name: "was cut at its limit", content: [{ type: "text", text: "Hell" }], reason: "length" },
  ] as const)("does not stand behind an answer that $name", async ({ content, reason }) => {
    const message = assistantMessage({ content: [...content], stopReason: reason });
    const event: StreamEvent = { type: "done", reason, message };
    expect((await play({ message, event })).events).toStrictEqual([event]);
  });

  it.each([
    { name: "an answer for a program", turn: { message: answer('{"a":1}') } },
    { name: "an answer that says nothing", turn: { message: answer("NO_REPLY") } },
    { name: "a request without tools, which no agent makes", turn: { context: { tools: [] } } },
    {
      name: "a scheduled turn",
      turn: { context: { messages: [{ ...question, content: "[cron:1 x] go" }] } },
    },
    { name: "a host that gives no config", turn: { config: null } },
    {
      name: "a user who does not want it",
      turn: { config: { plugins: { entries: { kimi: { config: { quotaWarning: false } } } } } },
    },
  ] satisfies { readonly name: string; readonly turn: Turn }[])("is not for $name", async ({ turn }) => {
    const { result } = await play(turn);
    expect(JSON.stringify(result)).not.toContain("quota:");
  });

  it("is shown unless the user switches it off", async () => {
    const entries = { kimi: { config: { quotaWarning: true } } };
    expect((await play({ config: { plugins: { entries } } })).result.content).toHaveLength(2);
  });

  it("is that of the agent whose turn it is", async () => {
    const agents: unknown[] = [];
    const host = { provider: "kimi", modelId: "kimi-code", streamFn: silent, config: {} };
    for (const agent of [{ agentDir: "/agents/other" }, {}]) {
      const watchQuota: WatchTurn = ({ agentDir }) => {
        agents.push(agentDir);
        return () => null;
      };
      const wrapped = wrapStreamFn({ ...host, ...agent }, { findSignIn: () => null, watchQuota });
      await present(wrapped)(streamModel(), { messages: [question], tools }, {});
    }
    expect(agents).toStrictEqual(["/agents/other", undefined]);
  });

  it("does not go back to the model in any later turn", async () => {
    const text = `\n\n${NOTICE}`;
    const own = answer("Hello.");
    const messages = [
      question,
      { ...own, content: [...own.content, { type: "text", text } as const] },
      { ...own, content: [{ type: "text", text: `Hello.${text}` } as const] },
      question,
    ];
    const { given } = await play({ context: { messages } });
    expect(given.messages).toStrictEqual([question, own, own, question]);
  });

  it("leaves the very conversation where there is none", async () => {
    const { asked, given } = await play({ context: { messages: [question, answer("Hello."), question] } });
    expect(given).toBe(asked);
  });
});
