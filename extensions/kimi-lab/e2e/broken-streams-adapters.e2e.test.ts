import type { Context } from "@mariozechner/pi-ai";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { brokenStreams } from "../simulator/broken-stream.ts";
import { startSimulator, type Simulator } from "../simulator/simulator.ts";
import type { StreamContext } from "openclaw-kimi-coding/test-api";
import { adapters, openTurn, type Adapter } from "./support/adapters.ts";

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.reset());
afterAll(() => simulator.stop());

const context: StreamContext = { messages: [{ role: "user", content: "hello", timestamp: 0 }] };
const piContext: Context = { messages: [{ role: "user", content: "hello", timestamp: 0 }] };

/** What a host is handed at the end of a turn. */
interface Outcome {
  readonly last: string;
  readonly stopReason: string;
  readonly text: string;
  readonly errorMessage: string;
}

async function follow(adapter: Adapter): Promise<Outcome> {
  const stream = await openTurn(adapter, { simulator, context, piContext });
  let last = "";
  for await (const event of stream) last = event.type;
  const { stopReason, content, errorMessage = "" } = await stream.result();
  const text = content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("");
  return { last, stopReason, text, errorMessage };
}

/**
 * Failures that 2026.9.6 tries again: its patterns for a transport that broke, for a stream without an end, and for a
 * call that is not whole.
 */
const retried =
  /^(?:terminated|Connection error\.|fetch failed|[\w -]*stream ended (?:before (?:message_stop|a terminal event)|without finish[_ ]reason)|Provider completed (?:stream with an incomplete tool call|tool call with malformed JSON arguments))$/iu;

const halves = "Half a sen";
const wholes = "A whole sentence.";
/** A cut may overtake what the socket had taken before it. */
const halvesOrNothing: unknown = expect.stringMatching(/^(?:Half a sen)?$/u);
const toBeRetried: unknown = expect.stringMatching(retried);
const failed = (text: unknown) => ({
  last: "error",
  stopReason: "error",
  text,
  errorMessage: toBeRetried,
});
const aboutPage: unknown = expect.stringMatching(
  /^http:\S+ sent a web page in place of an answer\.[^]*\nopenclaw config get \S+\nThen send the message again\.$/u,
);
const finished = (text: string, stopReason = "stop") => ({
  last: "done",
  stopReason,
  text,
  errorMessage: "",
});

type Broken = keyof typeof brokenStreams;

/** What becomes of each on all adapters but those named in {@link exceptions}. */
const outcomes = {
  "cut in the text": failed(halvesOrNothing),
  "cut in the reasoning": failed(""),
  "cut in a call": failed(halvesOrNothing),
  "cut in a frame": failed(halvesOrNothing),
  "cut before the first byte": failed(""),
  "ended in the text": failed(halves),
  "ended in a call": failed(halves),
  "no finish reason": failed(halves),
  "no finish reason after a call": failed(halves),
  "no mark of the end": finished(wholes),
  // The host asks again for an answer that it can show.
  "only reasoning": finished(""),
  "only reasoning, up to the limit": finished("", "length"),
  "no word": finished(""),
  "no byte": failed(""),
  "a web page": failed(""),
  "a malformed frame": failed(halves),
  "an error frame": {
    last: "error",
    stopReason: "error",
    text: expect.stringMatching(/^Half a sen/u),
    errorMessage: expect.stringMatching(/overloaded/iu),
  },
  "no space in the frames": finished(wholes),
  "a delta of no block": finished(wholes),
  "a second end of a block": finished(wholes),
} as const satisfies Record<Broken, object>;

const exceptions: Readonly<Record<string, Partial<Record<Broken, object>>>> = {
  // The host's adapters do not show what came.
  "the plugin's transport": {
    "a web page": {
      ...failed(aboutPage),
      errorMessage: aboutPage,
    },
  },
  "pi-ai 0.73, messages": { "no mark of the end": failed(wholes) },
};

const cases = adapters.flatMap((adapter) =>
  Object.entries(brokenStreams).map(([name, reply]) => ({ adapter, name, reply })),
);

describe("an answer with", () => {
  it.each(cases)(
    "$name ends, on $adapter.name, as the host understands",
    async ({ adapter, name, reply }) => {
      // An answer that went well before: from then on a usage is missed where there is none.
      expect(await follow(adapter)).toMatchObject({ stopReason: "stop" });
      simulator.enqueue(reply);
      const expected = new Map(Object.entries({ ...outcomes, ...exceptions[adapter.name] }));
      expect(await follow(adapter)).toStrictEqual(expected.get(name));
    },
  );
});
