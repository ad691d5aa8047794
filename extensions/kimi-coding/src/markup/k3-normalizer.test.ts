import * as fc from "fast-check";
import "../../test-support/fixed-seed.ts";
import { describe, expect, it } from "vitest";
import { deepFreeze } from "../../test-support/values.ts";
import { cutAt, fuzzOptions, positions } from "./arbitraries.ts";
import { K3_DIALECT } from "./dialect.ts";
import { K3_TOOLS, k3Mixture } from "./k3-mixture-test-support.ts";
import {
  argument,
  C,
  call,
  k3Vectors,
  open,
  RESPONSE_CLOSE,
  RESPONSE_OPEN,
  section,
  THINK_CLOSE,
} from "./k3-test-support.ts";
import type { NormalizerOptions } from "./normalizer.ts";
import {
  buildMessage,
  liveEvents,
  normalizeMessage,
  openNormalizer,
  Reader,
  shapes,
  snapshots,
  textOf,
  type Read,
  type Said,
  type TestEvent,
  type TestMessage,
} from "./source-test-support.ts";
import { cuts } from "./test-support.ts";

type K3Vector = (typeof k3Vectors)[number];
type Tools = NonNullable<NormalizerOptions<TestMessage>["tools"]>;

function optionsFor(tools: Tools): NormalizerOptions<TestMessage> {
  return {
    dialect: K3_DIALECT,
    tools,
    usedCallIds: () => ["functions.ls:0"],
    rebuild: (message, content, stopReason) => ({ ...message, content, stopReason }),
  };
}

function read(events: Iterable<TestEvent>, tools: Tools = []): Read & { readonly events: TestEvent[] } {
  const normalizer = openNormalizer(optionsFor(tools));
  const reader = new Reader();
  const made = Array.from(events).flatMap((event) => normalizer.take(event));
  for (const event of made) reader.take(event);
  return { ...reader.end(), events: made };
}

/** Native calls come first, as the examples mean them; then reasoning, then text. */
function saidIn(vector: K3Vector, cut: (chunks: readonly string[]) => readonly string[]): Said[] {
  const native = (vector.upstreamToolCalls ?? []).map(({ name, arguments: args }, index) => ({
    type: "toolCall" as const,
    id: `functions.${name}:${index}`,
    name,
    chunks: [JSON.stringify(args)],
  }));
  return [
    ...native,
    ...(vector.thinkingChunks ? [{ type: "thinking" as const, chunks: cut(vector.thinkingChunks) }] : []),
    ...(vector.chunks.length > 0 ? [{ type: "text" as const, chunks: cut(vector.chunks) }] : []),
  ];
}

function joined(message: TestMessage, type: "text" | "thinking"): string {
  return message.content.map((block) => (block.type === type ? textOf(block) : "")).join("");
}

function expectOutcome(message: TestMessage, { expected }: K3Vector): void {
  const calls = message.content.filter((block) => block.type === "toolCall");
  expect(joined(message, "text")).toBe(expected.text);
  expect(joined(message, "thinking")).toBe(expected.thinking ?? "");
  expect(calls).toMatchObject(
    expected.toolCalls.map(({ name, arguments: args }) => ({ name, arguments: args })),
  );
  expect(message.stopReason).toBe(expected.stopReason);
  if (expected.blocks === undefined) return;
  const order = expected.blocks.map((block) => (block.type === "text" ? block : calls[block.index]));
  expect(message.content).toStrictEqual(order);
}

describe.each(shapes)("the worked examples of K3, from a source that is %s", (shape) => {
  describe.each(cuts)("$name", ({ cut }) => {
    it.each(k3Vectors)("$id", (vector) => {
      const said = saidIn(vector, cut);
      const { message } = read(liveEvents(said, vector.finish, shape), vector.tools);
      expectOutcome(message, vector);
      const values = deepFreeze(snapshots(liveEvents(said, vector.finish, shape)));
      expect(read(values, vector.tools).message).toStrictEqual(message);
    });
  });
});

describe("a message of K3 that nobody saw coming", () => {
  it.each(k3Vectors.filter(({ upstreamToolCalls }) => !upstreamToolCalls))("$id", (vector) => {
    const text = vector.chunks.join("");
    const thinking = vector.thinkingChunks?.join("");
    const message = deepFreeze(
      buildMessage({
        stopReason: vector.finish,
        content: [
          ...(thinking === undefined ? [] : [{ type: "thinking" as const, thinking }]),
          ...(text === "" ? [] : [{ type: "text" as const, text }]),
        ],
      }),
    );
    expectOutcome(normalizeMessage(message, optionsFor(vector.tools ?? [])), vector);
  });
});

describe.each(shapes)("an answer that was left in the reasoning, from a source that is %s", (shape) => {
  const tail = RESPONSE_CLOSE;
  const answer = `Two ${section(call("ls"))}Three`;

  it.each(cuts)("becomes text, with its calls in their place, $name", ({ cut }) => {
    const chunks = cut([`One.${THINK_CLOSE}`, RESPONSE_OPEN + answer, tail]);
    const { message, events } = read(liveEvents([{ type: "thinking", chunks }], "stop", shape));
    expect(message.content).toStrictEqual([
      { type: "thinking", thinking: "One." },
      { type: "text", text: "Two " },
      // The id that the conversation has is not given again.
      { type: "toolCall", id: "functions.ls:1", name: "ls", arguments: {} },
      { type: "text", text: "Three" },
    ]);
    expect(message.stopReason).toBe("toolUse");
    const types = events.map(({ type }) => type).filter((type) => !type.endsWith("_delta"));
    expect(types).toStrictEqual([
      "start",
      "thinking_start",
      "thinking_end",
      "text_start",
      "text_end",
      "toolcall_start",
      "toolcall_end",
      "text_start",
      "text_end",
      "done",
    ]);
  });

  it("streams as it comes", () => {
    const chunks = [`One.${C}think`, RESPONSE_OPEN, "Two", " three", " four"];
    const { events } = read(liveEvents([{ type: "thinking", chunks }], "stop", shape));
    const deltas = events.filter(({ type }) => type === "text_delta");
    expect(deltas).toMatchObject(["Two", " three", " four"].map((delta) => ({ contentIndex: 1, delta })));
  });

  it("leaves no empty reasoning behind", () => {
    const chunks = [THINK_CLOSE, RESPONSE_OPEN, "Two"];
    const { message } = read(liveEvents([{ type: "thinking", chunks }], "stop", shape));
    expect(message.content).toStrictEqual([{ type: "text", text: "Two" }]);
  });

  it("stands in front of the text that follows", () => {
    const said: Said[] = [
      { type: "thinking", chunks: [`One.${THINK_CLOSE}${RESPONSE_OPEN}Two.`] },
      { type: "text", chunks: [" Three."] },
    ];
    const { message } = read(liveEvents(said, "stop", shape));
    expect(message.content.map(textOf)).toStrictEqual(["One.", "Two.", " Three."]);
  });

  it("is one answer where it is text already", () => {
    const chunks = [`One.${THINK_CLOSE}${RESPONSE_OPEN}Two.`];
    const { message } = read(liveEvents([{ type: "text", chunks }], "stop", shape));
    expect(message.content).toStrictEqual([{ type: "text", text: "One.Two." }]);
  });
});

describe("an answer in the reasoning that other blocks come between", () => {
  const output = buildMessage({ content: [{ type: "thinking", thinking: "" }] });
  const delta = (delta: string): TestEvent => ({
    type: "thinking_delta",
    contentIndex: 0,
    delta,
    partial: output,
  });
  const start: TestEvent[] = [
    { type: "start", partial: buildMessage() },
    { type: "thinking_start", contentIndex: 0, partial: output },
  ];
  const end: TestEvent = { type: "thinking_end", contentIndex: 0, content: "", partial: output };
  const done: TestEvent = { type: "done", reason: "stop", message: output };

  it("goes on as the answer", () => {
    const text: TestEvent[] = [
      { type: "text_start", contentIndex: 1, partial: output },
      { type: "text_delta", contentIndex: 1, delta: "Aside." },
    ];
    const events = [
      ...start,
      delta(`One.${THINK_CLOSE}${RESPONSE_OPEN}Two`),
      ...text,
      delta(" three."),
      done,
    ];
    expect(read(events).message.content).toStrictEqual([
      { type: "thinking", thinking: "One." },
      { type: "text", text: "Two three." },
      { type: "text", text: "Aside." },
    ]);
  });

  it("begins after them, if its step was cut by them", () => {
    const text: TestEvent = { type: "text_delta", contentIndex: 1, delta: "Aside." };
    const events = [...start, delta(`One.${THINK_CLOSE}`), text, delta(`${RESPONSE_OPEN}Two.`), done];
    expect(read(events).message.content).toStrictEqual([
      { type: "thinking", thinking: "One." },
      { type: "text", text: "Aside." },
      { type: "text", text: "Two." },
    ]);
  });

  it("stays the answer if the source goes on after the end of the reasoning", () => {
    const events = [
      ...start,
      delta(`One.${THINK_CLOSE}${RESPONSE_OPEN}Two`),
      end,
      delta(" three."),
      end,
      done,
    ];
    expect(read(events).message.content).toStrictEqual([
      { type: "thinking", thinking: "One." },
      { type: "text", text: "Two" },
      { type: "text", text: " three." },
    ]);
  });
});

describe("a call of K3", () => {
  it("gets an id of the model's form, whatever its index", () => {
    const text = section(call("ls"), call("read", argument("p", "string", "a")), call("read"));
    const { message } = read(liveEvents([{ type: "text", chunks: [text] }], "stop", "closing"));
    const ids = message.content.map((block) => (block.type === "toolCall" ? block.id : ""));
    expect(ids).toStrictEqual(["functions.ls:1", "functions.read:0", "functions.read:1"]);
  });

  it("says its arguments as JSON", () => {
    const text = call("f", argument("s", "string", '"'), argument("n", "number", " 1.0 "));
    const { rawArguments } = read(liveEvents([{ type: "text", chunks: [text] }], "stop", "open"));
    expect(Array.from(rawArguments.values())).toStrictEqual(['{"s":"\\"","n":1}']);
  });
});

const writing: fc.Arbitrary<Said> = fc
  .tuple(fc.constantFrom("text" as const, "thinking" as const), k3Mixture, positions)
  .map(([type, text, positions]) => ({ type, chunks: cutAt(text, positions) }));

/** Invariants of `docs/reference/tool-call-markup.md`, by their numbers, as far as they are about events. */
describe("the normalizer, for every message of K3", () => {
  const said = fc.array(writing, { maxLength: 3 });
  const stopReason = fc.constantFrom(
    "stop" as const,
    "toolUse" as const,
    "length" as const,
    "error" as const,
  );

  it("keeps the protocol of events, and the stop reason where nothing but calls changes it (2, 3, 13, 14, 21)", () => {
    fc.assert(
      fc.property(said, stopReason, fc.constantFrom(...shapes), (said, stopReason, shape) => {
        const { message } = read(liveEvents(said, stopReason, shape), K3_TOOLS);
        const hasCalls = message.content.some(({ type }) => type === "toolCall");
        const stoppedWell = stopReason === "stop" || stopReason === "toolUse";
        expect(message.stopReason).toBe(stoppedWell ? (hasCalls ? "toolUse" : "stop") : stopReason);
      }),
      fuzzOptions,
    );
  });

  it("gives the same however its blocks are cut, as events and as a whole (1)", () => {
    fc.assert(
      fc.property(said, stopReason, (said, stopReason) => {
        const { message } = read(liveEvents(said, stopReason, "closing"), K3_TOOLS);
        const whole = said.map((item) => ({ ...item, chunks: [item.chunks.join("")] }));
        expect(read(liveEvents(whole, stopReason, "closing"), K3_TOOLS).message).toStrictEqual(message);
      }),
      fuzzOptions,
    );
  });

  it("changes nothing in a message that it made of a well-formed one (18)", () => {
    fc.assert(
      fc.property(
        fc.constantFrom("", "Hm. "),
        fc.constantFrom("", "Hi", open("argument")),
        (thinking, text) => {
          const turn = thinking + THINK_CLOSE + RESPONSE_OPEN + text + RESPONSE_CLOSE + section(call("ls"));
          const chunks = [turn];
          const { message } = read(liveEvents([{ type: "thinking", chunks }], "stop", "closing"));
          expect(normalizeMessage(deepFreeze(message), optionsFor([]))).toBe(message);
        },
      ),
      fuzzOptions,
    );
  });
});
