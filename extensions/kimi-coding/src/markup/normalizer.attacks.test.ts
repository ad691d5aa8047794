import { describe, expect, it } from "vitest";
import { countSteps } from "../../test-support/count-steps.ts";
import { K2_DIALECT } from "./dialect.ts";
import type { NormalizerOptions } from "./normalizer.ts";
import type { Block, StreamEvent } from "./protocol.ts";
import {
  buildMessage,
  interleaved,
  liveEvents,
  openNormalizer,
  type Piece,
  Reader,
  type Said,
  type TestEvent,
  type TestMessage,
} from "./source-test-support.ts";
import { AB, CB, CE, SB, SE } from "./test-support.ts";

/** Attacks that were seen to lose text, run a quoted example, or take memory and time as they like. */
const options: NormalizerOptions<TestMessage> = {
  dialect: K2_DIALECT,
  tools: [],
  usedCallIds: () => [],
  rebuild: (message, content, stopReason) => ({ ...message, content, stopReason }),
};

function leaked(name: string, json: string, index = 0): string {
  return `${CB}functions.${name}:${index}${AB}${json}${CE}`;
}

function play(events: Iterable<TestEvent>) {
  const normalizer = openNormalizer(options);
  const reader = new Reader();
  let count = 0;
  for (const event of events) {
    for (const made of normalizer.take(event)) {
      reader.take(made);
      count += 1;
    }
  }
  return { ...reader.end(), count };
}

describe("blocks that go on in turns", () => {
  it("lose nothing that was held back when another one got a delta", () => {
    const pieces: Piece[] = [
      [0, "a <"],
      [1, "b"],
      [0, "c"],
      [1, "<|tool"],
      [0, "<"],
      [1, "box|>"],
      [0, "|d"],
    ];
    const events = Array.from(interleaved(["text", "thinking"], pieces));
    const { message } = play(events);
    expect(message.content).toStrictEqual([
      { type: "text", text: "a <c<|d" },
      { type: "thinking", thinking: "b<|toolbox|>" },
    ]);
    expect(message).toBe(events.map((event) => (event.type === "done" ? event.message : null)).at(-1));
  });

  it.each([
    { name: "the indentation", held: "\n    " },
    { name: "an angle", held: "<" },
    { name: "the beginning of a marker", held: "\n<|tool_call" },
  ])("keep $name behind a call", ({ held }) => {
    const pieces: Piece[] = [
      [0, `${SB}${leaked("read", "{}")}${SE}${held}`],
      [1, "b"],
      [0, "goes on"],
    ];
    const { message } = play(interleaved(["text", "text"], pieces));
    expect(message.content.filter(({ type }) => type === "text")).toStrictEqual([
      { type: "text", text: "" },
      { type: "text", text: "b" },
      { type: "text", text: `${held}goes on` },
    ]);
  });

  it("find a call that another block cuts anywhere", () => {
    const markup = `so ${SB}${leaked("read", '{"path":"a"}')}${SE}`;
    for (let at = 0; at <= markup.length; at += 1) {
      const { message } = play(
        interleaved(
          ["text", "thinking"],
          [
            [0, markup.slice(0, at)],
            [1, "hm"],
            [0, markup.slice(at)],
          ],
        ),
      );
      const calls = message.content.filter(({ type }) => type === "toolCall");
      expect(calls).toMatchObject([{ name: "read", arguments: { path: "a" } }]);
      expect(JSON.stringify(message.content)).not.toContain("<|");
    }
  });

  it.each([
    { name: "a block of reasoning", type: "thinking" },
    { name: "another block of text", type: "text" },
  ] as const)("run no example in a fence that $name interrupts", ({ type }) => {
    const example = `${SB}${leaked("rm", '{"path":"/"}')}${SE}`;
    for (const [before, behind] of [
      ["```\n", `${example}\n\`\`\``],
      [`\`\`\`\n${example.slice(0, 40)}`, example.slice(40)],
    ] as const) {
      const { message } = play(
        interleaved(
          ["text", type],
          [
            [0, before],
            [1, "hm"],
            [0, behind],
          ],
        ),
      );
      expect(message.content).toStrictEqual([
        { type: "text", text: before + behind },
        type === "text" ? { type, text: "hm" } : { type, thinking: "hm" },
      ]);
    }
  });

  it("run no example in a fence that a native call interrupts", () => {
    const said: Said[] = [
      { type: "text", chunks: ["```\n"] },
      { type: "toolCall", id: "functions.read:0", name: "read", chunks: ["{}"] },
      { type: "text", chunks: [leaked("rm", '{"path":"/"}'), "\n```"] },
    ];
    const { message } = play(liveEvents(said, "toolUse", "open"));
    expect(message.content.filter(({ type }) => type === "toolCall")).toMatchObject([{ name: "read" }]);
  });

  it("go on as blocks of their own after their end", () => {
    const partial = buildMessage({ content: [{ type: "text", text: "abc" }] });
    const events: StreamEvent<TestMessage>[] = [
      { type: "start", partial },
      { type: "text_start", contentIndex: 0, partial },
      { type: "text_delta", contentIndex: 0, delta: "ab", partial },
      { type: "text_end", contentIndex: 0, content: "ab", partial },
      { type: "text_end", contentIndex: 0, content: "ab", partial },
      { type: "text_delta", contentIndex: 0, delta: "c", partial },
      { type: "done", reason: "stop", message: partial },
    ];
    expect(play(events).message.content).toStrictEqual([
      { type: "text", text: "ab" },
      { type: "text", text: "c" },
    ]);
  });
});

/** One delta with so many leaked calls. */
function playCalls(count: number): void {
  const calls = Array.from({ length: count }, (_, index) => leaked("read", `{"path":"${index}"}`, index));
  const said: Said[] = [{ type: "text", chunks: [`${SB}${calls.join("")}${SE}`] }];
  expect(play(liveEvents(said, "stop", "closing")).count).toBe(3 * count + 2);
}

/** So many blocks of text and reasoning in turns. */
function playTurns(count: number): void {
  const said = Array.from({ length: count }, (_, index): Said => {
    return { type: index % 2 === 0 ? "text" : "thinking", chunks: ["a"] };
  });
  expect(play(liveEvents(said, "stop", "closing")).count).toBe(3 * count + 2);
}

/** A native call with long arguments that goes on after each of so many leaked calls. */
function playUnderWay(count: number): void {
  const content: Block[] = [
    { type: "toolCall", id: "n", name: "read", arguments: {} },
    { type: "text", text: "" },
  ];
  const partial = buildMessage({ content });
  const normalizer = openNormalizer(options);
  normalizer.take({ type: "toolcall_start", contentIndex: 0, partial });
  const delta = `{"path":"${"x".repeat(count * 100)}`;
  normalizer.take({ type: "toolcall_delta", contentIndex: 0, delta, partial });
  for (let index = 0; index < count; index += 1) {
    normalizer.take({ type: "toolcall_delta", contentIndex: 0, delta: "y", partial });
    const call = leaked("read", `{"path":"${index}"}`, index);
    normalizer.take({ type: "text_delta", contentIndex: 1, delta: call, partial });
  }
}

/** So many native calls beside as many leaked ones. */
function playBoth(count: number): void {
  const natives = Array.from({ length: count }, (_, index): Said => {
    return { type: "toolCall", id: `n${index}`, name: "read", chunks: [`{"path":"n${index}"}`] };
  });
  const calls = Array.from({ length: count }, (_, index) => leaked("read", `{"path":"${index}"}`, index));
  const said: Said[] = [...natives, { type: "text", chunks: calls }];
  expect(play(liveEvents(said, "toolUse", "open")).message.content).toHaveLength(2 * count);
}

describe("what an event costs does not grow with the message", () => {
  it.each([
    { name: "in one delta with thousands of leaked calls", run: playCalls, size: 4000 },
    { name: "in thousands of blocks of text and reasoning in turns", run: playTurns, size: 4000 },
    { name: "with a native call under way and thousands of leaked ones", run: playUnderWay, size: 1000 },
    { name: "with thousands of native calls beside as many leaked ones", run: playBoth, size: 1000 },
  ])("$name", ({ run, size }) => {
    // Linear is 4; quadratic would be 16.
    const [small, large] = [countSteps(() => run(size)), countSteps(() => run(4 * size))];
    expect(small).toBeGreaterThan(size);
    expect(large / small).toBeLessThan(6);
  });
});

describe("arguments nested as deep as the service likes", () => {
  const deep = `${'{"a":'.repeat(50_000)}1${"}".repeat(50_000)}`;

  it("are compared, of a leaked call and its native twin", () => {
    const said: Said[] = [
      { type: "toolCall", id: "functions.read:0", name: "read", chunks: [deep] },
      { type: "text", chunks: [leaked("read", deep)] },
    ];
    const { message } = play(liveEvents(said, "toolUse", "closing"));
    expect(message.content.filter(({ type }) => type === "toolCall")).toHaveLength(1);
  });

  it("are read again in a message that nobody saw coming", () => {
    const args: unknown = JSON.parse(deep);
    const message = buildMessage({
      content: [
        { type: "toolCall", id: "n", name: "read", arguments: { args } },
        { type: "text", text: leaked("write", "{}") },
      ],
    });
    const { content } = play([{ type: "done", reason: "toolUse", message }]).message;
    expect(content.filter(({ type }) => type === "toolCall")).toHaveLength(2);
  });
});
