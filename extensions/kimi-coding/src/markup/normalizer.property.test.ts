import * as fc from "fast-check";
import "../../test-support/fixed-seed.ts";
import { describe, expect, it } from "vitest";
import { deepFreeze } from "../../test-support/values.ts";
import {
  cutAt,
  fuzzOptions,
  intendedCall,
  markupFree,
  mixture,
  narration,
  positions,
  renderSection,
  spelling,
  TOOLS,
} from "./arbitraries.ts";
import { K2_DIALECT } from "./dialect.ts";
import type { NormalizerOptions } from "./normalizer.ts";
import { messageOf } from "./protocol.ts";
import {
  interleaved,
  liveEvents,
  type Piece,
  Reader,
  shapes,
  snapshots,
  type Read,
  type Said,
  type TestEvent,
  type TestMessage,
  openNormalizer,
  normalizeMessage,
  textOf,
} from "./source-test-support.ts";

const used = ["functions.a:0", "functions.write:1"];
const options: NormalizerOptions<TestMessage> = {
  dialect: K2_DIALECT,
  tools: TOOLS,
  usedCallIds: () => used,
  rebuild: (message, content, stopReason) => ({ ...message, content, stopReason }),
};

/** Text or reasoning, cut anywhere. */
function writing(text: fc.Arbitrary<string>): fc.Arbitrary<Said> {
  return fc
    .tuple(fc.constantFrom("text" as const, "thinking" as const), text, positions)
    .map(([type, text, positions]) => ({ type, chunks: cutAt(text, positions) }));
}

const nativeCall: fc.Arbitrary<Said> = fc
  .tuple(fc.constantFrom("a", "write"), fc.nat({ max: 3 }), fc.constantFrom("{}", '{"a":1}'), positions)
  .map(([name, index, json, positions]) => ({
    type: "toolCall",
    id: `functions.${name}:${index}`,
    name,
    chunks: cutAt(json, positions),
  }));

const message = fc
  .array(fc.oneof({ weight: 4, arbitrary: writing(mixture) }, { weight: 1, arbitrary: nativeCall }), {
    maxLength: 5,
  })
  .map(withUniqueIds);
const shape = fc.constantFrom(...shapes);
const stopReason = fc.constantFrom("stop" as const, "toolUse" as const, "length" as const, "error" as const);

/** A source never gives two of its own calls one id. */
function withUniqueIds(said: readonly Said[]): Said[] {
  return said.map((item, index) => (item.type === "toolCall" ? { ...item, id: `${item.id}${index}` } : item));
}

function read(events: Iterable<TestEvent>): Read {
  const normalizer = openNormalizer(options);
  const reader = new Reader();
  for (const event of events) for (const made of normalizer.take(event)) reader.take(made);
  return reader.end();
}

/** What a message says, by kind, in its order. */
function partsOf({ content }: TestMessage) {
  const joined = (type: "text" | "thinking") =>
    content.map((block) => (block.type === type ? textOf(block) : "")).join("");
  const calls = content.flatMap((block) =>
    block.type === "toolCall" ? [JSON.stringify([block.name, block.arguments])] : [],
  );
  return { text: joined("text"), thinking: joined("thinking"), calls };
}

/** What a block says that no other one interrupts. */
function alone(said: Said) {
  return partsOf(read(liveEvents([said], "stop", "closing")).message);
}

/** Invariants of `docs/reference/tool-call-markup.md`, by their numbers, as far as they are about events. */
describe("the normalizer, for every message", () => {
  it("keeps the protocol of events, and hands out the message that they add up to (2, 3, 21)", () => {
    fc.assert(
      fc.property(message, stopReason, shape, (said, stopReason, shape) => {
        expect(() => read(liveEvents(said, stopReason, shape))).not.toThrow();
      }),
      fuzzOptions,
    );
  });

  it("gives the same from live events as they come, from a burst of them, and from frozen values (1)", () => {
    fc.assert(
      fc.property(message, stopReason, shape, (said, stopReason, shape) => {
        const live = structuredClone(read(liveEvents(said, stopReason, shape)).message);
        expect(read(Array.from(liveEvents(said, stopReason, shape))).message).toStrictEqual(live);
        expect(read(deepFreeze(snapshots(liveEvents(said, stopReason, shape)))).message).toStrictEqual(live);
      }),
      fuzzOptions,
    );
  });

  it("gives the same however its blocks are cut, as events and as a whole (1)", () => {
    fc.assert(
      fc.property(fc.array(writing(mixture), { maxLength: 3 }), stopReason, (said, stopReason) => {
        const events = Array.from(liveEvents(said, stopReason, "closing"));
        const whole = said.map((item) => ({ ...item, chunks: [item.chunks.join("")] }));
        const { message } = read(events);
        expect(read(liveEvents(whole, stopReason, "closing")).message).toStrictEqual(message);
        const final = events.flatMap((event) => messageOf(event) ?? []);
        expect(final.map((source) => normalizeMessage(source, options))).toStrictEqual([message]);
      }),
      fuzzOptions,
    );
  });

  it("reads text and reasoning that take turns as each of them alone (1)", () => {
    const turns = fc.array(fc.nat({ max: 1 }), { maxLength: 40 });
    fc.assert(
      fc.property(writing(mixture), writing(mixture), turns, (first, second, turns) => {
        const left = [first.chunks.slice(), second.chunks.slice()];
        const pieces: Piece[] = [];
        for (const place of [...turns, ...first.chunks.map(() => 0), ...second.chunks.map(() => 1)]) {
          const chunk = left[place]?.shift();
          if (chunk !== undefined) pieces.push([place, chunk]);
        }
        const both = partsOf(read(interleaved(["text", "thinking"], pieces)).message);
        const text = alone({ type: "text", chunks: first.chunks });
        const thinking = alone({ type: "thinking", chunks: second.chunks });
        expect(both.text).toBe(text.text);
        expect(both.thinking).toBe(thinking.thinking);
        expect(both.calls.toSorted()).toStrictEqual([...text.calls, ...thinking.calls].toSorted());
      }),
      fuzzOptions,
    );
  });

  it("passes on the very message of a source without markup (4)", () => {
    fc.assert(
      fc.property(fc.array(writing(markupFree), { maxLength: 3 }), shape, (said, shape) => {
        const events = Array.from(liveEvents(said, "stop", shape));
        const last = events.flatMap((event) => messageOf(event) ?? []).at(-1);
        expect(read(events).message).toBe(last);
      }),
      fuzzOptions,
    );
  });

  it("stops for tool use if and only if there is a call and nothing cut the message short (13, 14)", () => {
    fc.assert(
      fc.property(message, stopReason, shape, (said, stopReason, shape) => {
        const { message } = read(liveEvents(said, stopReason, shape));
        const hasCalls = message.content.some(({ type }) => type === "toolCall");
        const stoppedWell = stopReason === "stop" || stopReason === "toolUse";
        expect(message.stopReason).toBe(stoppedWell ? (hasCalls ? "toolUse" : "stop") : stopReason);
      }),
      fuzzOptions,
    );
  });

  it("gives every call an id that the conversation has not, and the same each time (22)", () => {
    fc.assert(
      fc.property(message, shape, (said, shape) => {
        const idsOf = () =>
          read(liveEvents(said, "stop", shape)).message.content.flatMap((block) =>
            block.type === "toolCall" ? [block.id] : [],
          );
        const ids = idsOf();
        expect(new Set([...used, ...ids]).size).toBe(used.length + ids.length);
        for (const id of ids) expect(id).toMatch(/^functions\..+:\d+$/u);
        expect(idsOf()).toStrictEqual(ids);
      }),
      fuzzOptions,
    );
  });

  it("says the arguments of each found call as they were written (2, 9)", () => {
    fc.assert(
      fc.property(fc.array(writing(mixture), { maxLength: 3 }), (said) => {
        const input = said.map((item) => item.chunks.join(""));
        const { message, rawArguments } = read(liveEvents(said, "stop", "closing"));
        for (const [place, raw] of rawArguments) {
          expect(input.some((text) => text.includes(raw))).toBe(true);
          expect(message.content[place]).toHaveProperty("type", "toolCall");
        }
      }),
      fuzzOptions,
    );
  });

  it("leaves no blank block beside a call that it found (21)", () => {
    fc.assert(
      fc.property(writing(mixture), (said) => {
        const { content } = read(liveEvents([said], "stop", "closing")).message;
        const isCall = content.map(({ type }) => type === "toolCall");
        for (const [place, block] of content.entries()) {
          const isBeside = isCall[place - 1] === true || isCall[place + 1] === true;
          const text =
            block.type === "text" ? block.text : block.type === "thinking" ? block.thinking : "call";
          expect(isBeside && text.trim() === "").toBe(false);
        }
      }),
      fuzzOptions,
    );
  });

  it("changes nothing in a message that it made of a well-formed one (18)", () => {
    const section = fc
      .tuple(fc.array(intendedCall, { minLength: 1, maxLength: 3 }), spelling)
      .map(([calls, spelling]) => renderSection(calls, { ...spelling, sectionEnd: true }));
    const text = fc.array(fc.oneof(narration, section), { maxLength: 4 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(writing(text), (said) => {
        const { message } = read(liveEvents([said], "stop", "closing"));
        expect(normalizeMessage(deepFreeze(message), options)).toBe(message);
      }),
      fuzzOptions,
    );
  });
});
