import { describe, expect, it } from "vitest";
import { collect, deepFreeze } from "../../test-support/values.ts";
import { K2_DIALECT } from "./dialect.ts";
import type { NormalizerOptions } from "./normalizer.ts";
import {
  buildMessage,
  liveEvents,
  Reader,
  shapes,
  snapshots,
  sourceOf,
  textOf,
  type Read,
  type Said,
  type TestEvent,
  type TestMessage,
  openNormalizer,
  normalizeMessage,
  normalizedStream,
} from "./source-test-support.ts";
import { cuts, vectors, type Vector } from "./test-support.ts";

function optionsOf({ tools = [] }: Vector): NormalizerOptions<TestMessage> {
  return {
    dialect: K2_DIALECT,
    tools,
    usedCallIds: () => [],
    rebuild: (message, content, stopReason) => ({ ...message, content, stopReason }),
  };
}

/** Native calls come first, as the examples mean them; then reasoning, then text. */
function saidIn(vector: Vector, cut: (chunks: readonly string[]) => readonly string[]): Said[] {
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

function read(events: Iterable<TestEvent>, vector: Vector): Read {
  const normalizer = openNormalizer(optionsOf(vector));
  const reader = new Reader();
  for (const event of events) for (const made of normalizer.take(event)) reader.take(made);
  return reader.end();
}

function expectOutcome(message: TestMessage, { expected }: Vector): void {
  const joined = (type: "text" | "thinking") =>
    message.content.map((block) => (block.type === type ? textOf(block) : "")).join("");
  const calls = message.content.filter((block) => block.type === "toolCall");
  expect(joined("text")).toBe(expected.text);
  expect(joined("thinking")).toBe(expected.thinking ?? "");
  expect(calls).toMatchObject(
    expected.toolCalls.map(({ name, arguments: args }) => ({ name, arguments: args })),
  );
  expect(message.stopReason).toBe(expected.stopReason);
  if (expected.blocks === undefined) return;
  const order = expected.blocks.map((block) => (block.type === "text" ? block : calls[block.index]));
  expect(message.content).toStrictEqual(order);
}

describe.each(shapes)("the worked examples, from a source that is %s", (shape) => {
  describe.each(cuts)("$name", ({ cut }) => {
    it.each(vectors)("$id", (vector) => {
      const said = saidIn(vector, cut);
      const { message, rawArguments } = read(liveEvents(said, vector.finish, shape), vector);
      expectOutcome(message, vector);
      const raw = Array.from(rawArguments.values());
      expect(vector.expected.toolCalls.map((call, index) => call.rawArguments ?? raw[index])).toStrictEqual(
        raw,
      );
      expect(
        read(deepFreeze(snapshots(liveEvents(said, vector.finish, shape))), vector).message,
      ).toStrictEqual(message);
    });
  });

  it.each(vectors)("$id, in a burst, without reading, and after an early return", async (vector) => {
    const said = saidIn(vector, (chunks) => chunks);
    const { message } = read(liveEvents(said, vector.finish, shape), vector);
    const stream = (events: Iterable<TestEvent>) => {
      const options = optionsOf(vector);
      return normalizedStream(sourceOf(events), options);
    };
    const burst = Array.from(liveEvents(said, vector.finish, shape));
    const reader = new Reader();
    for (const event of await collect(stream(burst))) reader.take(event);
    expect(reader.end().message).toStrictEqual(message);
    expect(await stream(liveEvents(said, vector.finish, shape)).result()).toStrictEqual(message);
  });
});

describe("a message that nobody saw coming", () => {
  it.each(vectors.filter(({ upstreamToolCalls }) => !upstreamToolCalls))("$id", (vector) => {
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
    expectOutcome(normalizeMessage(message, optionsOf(vector)), vector);
  });
});
