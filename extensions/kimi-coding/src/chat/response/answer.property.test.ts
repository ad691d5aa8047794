import * as fc from "fast-check";
import "../../../test-support/fixed-seed.ts";
import { describe, expect, it } from "vitest";
import { parseJson } from "../../kimi/index.ts";
import type { AnswerBlock, AnswerEvent } from "./message.ts";
import { callDelta, deltaFrame, ending, finalMessage, readAnswer } from "./test-support.ts";

const text = fc.string({ unit: "binary", maxLength: 12 });
const delta = fc.oneof(
  text.map((content) => ({ content })),
  text.map((reasoning_content) => ({ reasoning_content })),
);
const call = fc
  .tuple(
    fc.nat(2),
    fc.dictionary(fc.string({ maxLength: 4 }), fc.oneof(text, fc.integer(), fc.boolean()), { maxKeys: 3 }),
  )
  .map(([place, args]) => ({ place, json: JSON.stringify(args), args }));
const lineEnd = fc.constantFrom("\n", "\r\n", "\r");
const answer = fc.record({
  deltas: fc.array(delta, { maxLength: 8 }),
  calls: fc.uniqueArray(call, { maxLength: 3, selector: ({ place }) => place }),
  reason: fc.constantFrom("stop", "tool_calls"),
});

/** The frames of an answer, each call in two pieces. */
function framesOf({ deltas, calls, reason }: Parameters<Parameters<typeof answer.map>[0]>[0]): string {
  return [
    ...deltas.map((each) => deltaFrame(each)),
    ...calls.flatMap(({ place, json }) => [
      deltaFrame(callDelta(place, { id: `x:${place}`, name: "x", json: json.slice(0, 3) })),
      deltaFrame(callDelta(place, { json: json.slice(3) })),
    ]),
    ending(reason),
  ].join("");
}

function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const at = [...new Set(places.map((place) => place % (bytes.length + 1)))].toSorted((a, b) => a - b);
  return [0, ...at].map((from, index) => bytes.subarray(from, at[index] ?? bytes.length));
}

/** What the deltas of a message add up to, by block. */
function written(events: readonly AnswerEvent[]): Map<number, string> {
  const texts = new Map<number, string>();
  for (const event of events) {
    if (event.type === "text_delta" || event.type === "thinking_delta" || event.type === "toolcall_delta")
      texts.set(event.contentIndex, (texts.get(event.contentIndex) ?? "") + event.delta);
  }
  return texts;
}

/** What a block of an answer holds. */
function plainBlock(block: AnswerBlock): unknown {
  if (block.type === "text") return block.text;
  return block.type === "thinking" ? block.thinking : block.arguments;
}

describe("an answer", () => {
  it("has the same events however its bytes are cut, and whatever ends its lines", () => {
    fc.assert(
      fc.property(answer, fc.array(fc.nat(), { maxLength: 20 }), lineEnd, (sent, places, end) => {
        const stream = framesOf(sent);
        const whole = readAnswer([stream]);
        const bytes = new TextEncoder().encode(stream.replaceAll("\n", end));
        expect(readAnswer(cut(bytes, places))).toStrictEqual(whole);
      }),
    );
  });

  it("ends in a message that is what its deltas add up to", () => {
    fc.assert(
      fc.property(answer, (sent) => {
        const events = readAnswer([framesOf(sent)]);
        const { content, stopReason } = finalMessage(events);
        expect(stopReason).toBe(sent.calls.length > 0 ? "toolUse" : "stop");
        const texts = written(events);
        expect(content.map(plainBlock)).toStrictEqual(
          content.map(({ type }, index) =>
            type === "toolCall" ? parseJson(texts.get(index) ?? "") : texts.get(index),
          ),
        );
        const text = content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("");
        const said = sent.deltas.map((each) => ("content" in each ? each.content : "")).join("");
        expect(text).toBe(said);
      }),
    );
  });

  it("never throws, and ends once, whatever comes", () => {
    const frame = fc.oneof(
      fc.json().map((json) => `data: ${json}\n\n`),
      fc.string({ unit: "binary" }).map((line) => `data: ${line}\n\n`),
      fc.string({ unit: "binary" }),
      answer.map(framesOf),
      fc.object().map((choice) => `data: ${JSON.stringify({ choices: [choice] })}\n\n`),
      fc.object().map((delta) => deltaFrame({ tool_calls: [delta], content: delta })),
    );
    fc.assert(
      fc.property(fc.array(frame, { maxLength: 6 }), (frames) => {
        const events = readAnswer(frames);
        expect(events.filter(({ type }) => type === "done" || type === "error")).toHaveLength(1);
        expect(["done", "error"]).toContain(events.at(-1)?.type);
      }),
    );
  });
});
