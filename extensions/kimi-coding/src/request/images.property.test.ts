import * as fc from "fast-check";
import "../../test-support/fixed-seed.ts";
import { describe, expect, it } from "vitest";
import { deepFreeze } from "../../test-support/values.ts";
import { KimiError } from "../errors/index.ts";
import type { JsonObject } from "../kimi/index.ts";
import { IMAGE_LIMITS } from "./image-limits.ts";
import {
  base64Of,
  READABLE_FORMATS,
  says,
  UNREADABLE_FORMATS,
  wires,
  type Wire,
} from "./image-test-support.ts";
import { patchImages } from "./images.ts";

const SERVICE_LIMIT_BYTES = 2_097_152;

const size = fc.oneof(fc.nat(3000), fc.nat(900_000));
const mediaType = fc.constantFrom("image/png", "image/jpeg", "image/bmp", "");
const readable = fc.record({
  base64: fc.tuple(fc.constantFrom(...READABLE_FORMATS), size).map((drawn) => base64Of(...drawn)),
  mediaType,
});
const unreadable = fc.record({
  base64: fc.tuple(fc.constantFrom(...UNREADABLE_FORMATS), size).map((drawn) => base64Of(...drawn)),
  mediaType,
});
const image = fc.oneof({ weight: 5, arbitrary: readable }, { weight: 1, arbitrary: unreadable });
const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.nat(200_000).map((length) => "é".repeat(length)),
);
const round = fc.record({
  text,
  images: fc.array(image, { maxLength: 3 }),
  toolImages: fc.option(fc.array(image, { maxLength: 3 })),
});
const conversation = fc.record({
  rounds: fc.array(round, { maxLength: 6 }),
  question: fc.record({ text, images: fc.array(readable, { maxLength: 2 }) }),
});
type Conversation = typeof conversation extends fc.Arbitrary<infer Value> ? Value : never;
const wire = fc.constantFrom(...wires);

function toBody({ api, ...wire }: Wire, { rounds, question }: Conversation): JsonObject {
  const user = ({ text, images }: Conversation["question"]) => ({
    role: "user",
    content: [says(text), ...images.map(({ base64, mediaType }) => wire.image(base64, mediaType))],
  });
  const messages = rounds.flatMap((round, index) => {
    const shown = round.toolImages?.map(({ base64, mediaType }) => wire.image(base64, mediaType));
    return [
      user(round),
      ...(shown === undefined ? [] : wire.toolRound(`call-${index}`, shown)),
      { role: "assistant", content: "I see." },
    ];
  });
  return deepFreeze({ model: "kimi-for-coding", api, messages: [...messages, user(question)] });
}

const BUDGET_BYTES = 2_000_000;
const limits = { ...IMAGE_LIMITS, messageBytes: BUDGET_BYTES };

/** The patched body, or null where it is refused. */
function patched(body: JsonObject): JsonObject | null {
  try {
    return patchImages(body, { limits });
  } catch (error) {
    if (error instanceof KimiError) return null;
    throw error;
  }
}

function bytesOf(body: JsonObject): number {
  return new TextEncoder().encode(JSON.stringify(body["messages"])).length;
}

/** What the request would be with no image in it. */
function textBytes(wire: Wire, { rounds, question }: Conversation): number {
  const bare = rounds.map((round) => ({ ...round, images: [], toolImages: round.toolImages && [] }));
  return bytesOf(toBody(wire, { rounds: bare, question: { ...question, images: [] } }));
}

/** Room for the notes, which are text, too. */
const NOTES_BYTES = 10_000;

describe("patchImages", () => {
  it("sends no more than the service takes, unless the text alone is more", () => {
    fc.assert(
      fc.property(wire, conversation, (wire, conversation) => {
        const body = patched(toBody(wire, conversation));
        fc.pre(body !== null);
        fc.pre(textBytes(wire, conversation) < BUDGET_BYTES - NOTES_BYTES);
        expect(bytesOf(body)).toBeLessThan(SERVICE_LIMIT_BYTES);
      }),
      { numRuns: 20 },
    );
  });

  it("keeps the images of the question, and sends nothing only where they do not fit", () => {
    fc.assert(
      fc.property(wire, conversation, (wire, conversation) => {
        const body = patched(toBody(wire, conversation));
        const own = conversation.question.images.reduce((total, { base64 }) => total + base64.length, 0);
        if (body === null) return textBytes(wire, conversation) + own > BUDGET_BYTES - NOTES_BYTES;
        const last = JSON.stringify(body["messages"]).split('"I see."').at(-1) ?? "";
        return (
          conversation.question.images.every(({ base64 }) => last.includes(base64)) &&
          !last.includes("[image left out")
        );
      }),
      { numRuns: 20 },
    );
  });

  it("changes nothing when applied twice", () => {
    fc.assert(
      fc.property(wire, conversation, (wire, conversation) => {
        const once = patched(toBody(wire, conversation));
        fc.pre(once !== null);
        expect(patchImages(deepFreeze(once), { limits })).toBe(once);
      }),
      { numRuns: 20 },
    );
  });
});
