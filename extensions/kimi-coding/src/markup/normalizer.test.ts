import { describe, expect, it } from "vitest";
import { present } from "../../test-support/registration.ts";
import { deepFreeze } from "../../test-support/values.ts";
import { K2_DIALECT } from "./dialect.ts";
import { normalizing, type NormalizerOptions } from "./normalizer.ts";
import { messageOf } from "./protocol.ts";
import {
  buildMessage,
  liveEvents,
  Reader,
  shapes,
  snapshots,
  sourceOf,
  type Read,
  type Said,
  type TestEvent,
  type TestMessage,
  openNormalizer,
  normalizedStream,
} from "./source-test-support.ts";

function buildOptions(
  overrides: Partial<NormalizerOptions<TestMessage>> = {},
): NormalizerOptions<TestMessage> {
  return {
    dialect: K2_DIALECT,
    tools: [],
    usedCallIds: () => [],
    rebuild: (message, content, stopReason) => ({ ...message, content, stopReason }),
    ...overrides,
  };
}

/** A leaked call of `read`. */
function leaked(path: string, id = "functions.read:0"): string {
  return `<|tool_calls_section_begin|><|tool_call_begin|>${id}<|tool_call_argument_begin|>${JSON.stringify({ path })}<|tool_call_end|><|tool_calls_section_end|>`;
}
function text(...chunks: readonly string[]): Said {
  return { type: "text", chunks };
}
function thinking(...chunks: readonly string[]): Said {
  return { type: "thinking", chunks };
}
function native(path: string, id: string, name = "read"): Said {
  const json = JSON.stringify({ path });
  return { type: "toolCall", id, name, chunks: [json.slice(0, 4), json.slice(4)] };
}

function read(
  events: Iterable<TestEvent>,
  options = buildOptions(),
): Read & { readonly events: readonly TestEvent[] } {
  const normalizer = openNormalizer(options);
  const reader = new Reader();
  const made: TestEvent[] = [];
  for (const event of events) {
    for (const next of normalizer.take(event)) {
      made.push(next);
      reader.take(next);
    }
  }
  return { ...reader.end(), events: made };
}

function readSaid(said: readonly Said[], options = buildOptions()) {
  return read(liveEvents(said, "stop", "closing"), options);
}

function callIds({ message }: Read): string[] {
  return message.content.flatMap((block) => (block.type === "toolCall" ? [block.id] : []));
}

describe("a message without markup", () => {
  it.each(shapes)("is the source's very message, from a source that is %s", (shape) => {
    const said = [
      thinking("hm <", "< x"),
      text("a <", "| b", " c"),
      native("x", "functions.read:0"),
      text("d"),
    ];
    const events = deepFreeze(snapshots(liveEvents(said, "toolUse", shape)));
    const { message } = read(events);
    expect(message).toBe(events.flatMap((event) => messageOf(event) ?? []).at(-1));
  });

  it("keeps empty blocks and blank ones", () => {
    const { message } = readSaid([thinking(), text("\n", "\n"), text()]);
    expect(message.content).toStrictEqual([
      { type: "thinking", thinking: "" },
      { type: "text", text: "\n\n" },
      { type: "text", text: "" },
    ]);
  });

  it("stops for the calls that it has", () => {
    expect(readSaid([native("x", "a")]).message.stopReason).toBe("toolUse");
  });
});

describe("the events of a leaked call", () => {
  it("stream the text in front of it as it comes, then the call, then the text after it", () => {
    const normalizer = openNormalizer(buildOptions());
    const types = Array.from(
      liveEvents([text("Let ", "me ", "", leaked("a"), "", " done")], "stop", "closing"),
      (event) => normalizer.take(event).map(({ type }) => type),
    );
    expect(types).toStrictEqual([
      ["start"],
      [],
      ["text_start", "text_delta"],
      ["text_delta"],
      [],
      ["text_end", "toolcall_start", "toolcall_delta", "toolcall_end"],
      [],
      ["text_start", "text_delta"],
      ["text_end"],
      ["done"],
    ]);
  });

  it("carry the call's arguments as the model wrote them", () => {
    const raw = '{ "path" : "a\\u0062",\n "n": [1, 2.50] }';
    const markup = `<|tool_call_begin|>functions.read:0<|tool_call_argument_begin|> ${raw} <|tool_call_end|>`;
    const { rawArguments, message } = readSaid([text(...markup.split(""))]);
    expect(rawArguments.get(0)).toBe(raw);
    expect(message.content).toMatchObject([{ arguments: { path: "ab", n: [1, 2.5] } }]);
  });

  it("show in no partial what is not read yet, though the source's live message holds it", () => {
    const burst = Array.from(
      liveEvents([thinking("hm ", leaked("a")), text("b ", leaked("c"))], "stop", "closing"),
    );
    const normalizer = openNormalizer(buildOptions());
    for (const event of burst) expect(JSON.stringify(normalizer.take(event))).not.toContain("<|");
  });

  it("take no markup from a source whose message is behind its events, even where the lengths are the same", () => {
    const markup = leaked("a");
    const chunks = [markup, "so", "x".repeat(markup.length), "y"];
    // Each partial says what the event before it had said.
    const said = (count: number) => chunks.slice(0, count).join("");
    const partial = (count: number) => buildMessage({ content: [{ type: "text", text: said(count) }] });
    const normalizer = openNormalizer(buildOptions());
    normalizer.take({ type: "start", partial: buildMessage() });
    normalizer.take({ type: "text_start", contentIndex: 0, partial: partial(0) });
    const events = chunks.flatMap((delta, count) =>
      normalizer.take({ type: "text_delta", contentIndex: 0, delta, partial: partial(count) }),
    );
    expect(JSON.stringify(events)).not.toContain("<|");
    expect(events.at(-1)).toMatchObject({ partial: { content: [{}, { text: chunks.slice(1).join("") }] } });
  });

  it("keep what else the source's block holds", () => {
    const events = snapshots(liveEvents([thinking("hm ", leaked("a"), " so")], "stop", "closing")).map(
      (event) => {
        const message = "partial" in event ? event.partial : messageOf(event);
        for (const block of message?.content ?? [])
          if (block.type === "thinking") Object.assign(block, { thinkingSignature: "s" });
        return event;
      },
    );
    expect(read(events).message.content).toMatchObject([
      { thinking: "hm ", thinkingSignature: "s" },
      { name: "read" },
      { thinking: " so", thinkingSignature: "s" },
    ]);
  });
});

describe("the ids of leaked calls", () => {
  it("are unique in the conversation and in the message", () => {
    const options = buildOptions({ usedCallIds: () => ["functions.read:0"] });
    const said = [
      text(leaked("a"), leaked("b")),
      native("c", "functions.read:3"),
      text(leaked("d", "functions.read:3")),
    ];
    expect(callIds(readSaid(said, options))).toStrictEqual([
      "functions.read:1",
      "functions.read:2",
      "functions.read:3",
      "functions.read:4",
    ]);
  });

  it("make a later native call with the same id take another", () => {
    const { message, events } = readSaid([text(leaked("a")), native("b", "functions.read:0")]);
    expect(callIds({ message, rawArguments: new Map(), deltas: [] })).toStrictEqual([
      "functions.read:0",
      "functions.read:1",
    ]);
    const ended = events.flatMap((event) => (event.type === "toolcall_end" ? [event.toolCall.id] : []));
    expect(ended).toStrictEqual(["functions.read:0", "functions.read:1"]);
  });

  it("do not ask for the conversation as long as there is no call", () => {
    const options = buildOptions({
      usedCallIds: () => {
        throw new Error("asked");
      },
    });
    expect(() => readSaid([text("hello")], options)).not.toThrow();
  });
});

describe("a native call beside leaked ones", () => {
  it.each(shapes)("does not run twice when it comes after its twin, from a source that is %s", (shape) => {
    const said = [
      text("Go. ", leaked("a")),
      native("a", "functions.read:7"),
      native("b", "functions.read:8"),
    ];
    const { message } = read(liveEvents(said, "toolUse", shape));
    expect(message.content).toMatchObject([
      { text: "Go. " },
      { id: "functions.read:0", arguments: { path: "a" } },
      { id: "functions.read:8", arguments: { path: "b" } },
    ]);
  });

  it.each(shapes)("stays when its leaked twin comes after it, from a source that is %s", (shape) => {
    const said = [native("a", "functions.read:7"), text(leaked("a"), "Done.")];
    const { message } = read(liveEvents(said, "toolUse", shape));
    expect(callIds({ message, rawArguments: new Map(), deltas: [] })).toStrictEqual(["functions.read:7"]);
  });

  it("streams its arguments at once when no leaked call has its name", () => {
    const normalizer = openNormalizer(buildOptions());
    const said = [text(leaked("a")), native("a", "functions.write:0", "write")];
    const made: string[] = [];
    for (const event of liveEvents(said, "toolUse", "closing")) {
      const types = normalizer.take(event).map(({ type }) => type);
      if (event.type === "toolcall_delta") made.push(...types);
    }
    expect(made).toStrictEqual(["toolcall_delta", "toolcall_delta"]);
  });
});

describe("a source that takes a native call back at its end", () => {
  it("has its call taken out of the final message, and the leaked one stays", () => {
    const said = [text("Go. ", leaked("a")), native("b", "functions.read:8")];
    const events = snapshots(liveEvents(said, "stop", "closing")).filter(
      ({ type }) => type !== "toolcall_end",
    );
    for (const event of events) {
      const message = messageOf(event);
      if (message) message.content = message.content.filter(({ type }) => type !== "toolCall");
    }
    const normalizer = openNormalizer(buildOptions());
    const last = events.flatMap((event) => normalizer.take(event)).at(-1);
    expect(last).toMatchObject({
      type: "done",
      reason: "toolUse",
      message: { content: [{ text: "Go. " }, { arguments: { path: "a" } }], stopReason: "toolUse" },
    });
  });
});

describe("a source that ends in another way", () => {
  const cut =
    '<|tool_calls_section_begin|><|tool_call_begin|>functions.read:0<|tool_call_argument_begin|>{"pa';

  it("hands out what was held back before an error", () => {
    const { message } = read(liveEvents([text("a ", cut)], "error", "closing"));
    expect(message).toMatchObject({ stopReason: "error", content: [{ text: `a ${cut}` }] });
  });

  it("hands out what was held back before its failure", async () => {
    const failure = new Error("connection lost");
    const options = buildOptions();
    function* failing(): Generator<TestEvent> {
      for (const event of liveEvents([text("a ", cut, "th")], "stop", "closing")) {
        if (event.type === "text_end") throw failure;
        yield event;
      }
    }
    const seen: TestEvent[] = [];
    const stream = normalizedStream(sourceOf(failing()), options);
    const reading = async () => {
      for await (const event of stream) seen.push(event);
    };
    await expect(reading()).rejects.toBe(failure);
    const deltas = seen.flatMap((event) => (event.type === "text_delta" ? [event.delta] : []));
    expect(deltas.join("")).toBe(`a ${cut}th`);
  });

  it("keeps its blocks in order when the source stops with a call and the text after it held back", () => {
    const said = [text(leaked("a")), native("b", "read:1"), text(cut)];
    const events = Array.from(liveEvents(said, "toolUse", "open"));
    const heldBack = events.findIndex(({ type }) => type === "text_end");
    const normalizer = openNormalizer(buildOptions());
    const reader = new Reader();
    for (const event of events.slice(0, heldBack))
      for (const made of normalizer.take(event)) reader.take(made);
    expect(() => normalizer.end().forEach((made) => reader.take(made))).not.toThrow();
  });

  it("ends a block that the source did not end", () => {
    const events = Array.from(liveEvents([text("a")], "stop", "closing")).filter(
      ({ type }) => type !== "text_end",
    );
    expect(read(events).events.map(({ type }) => type)).toStrictEqual([
      "start",
      "text_start",
      "text_delta",
      "text_end",
      "done",
    ]);
  });
});

describe("the result after an early return", () => {
  it("is that of the whole message", async () => {
    const options = buildOptions();
    const said = [thinking("hm"), text("Go. ", leaked("a"))];
    // An adapter goes on without its reader, as all events are there already.
    const events = Array.from(liveEvents(said, "stop", "closing"));
    const message = present(messageOf(present(events.at(-1))));
    const source = { ...sourceOf(events), result: () => Promise.resolve(message) };
    const stream = normalizedStream(source, options);
    for await (const event of stream) if (event.type === "text_start") break;
    expect((await stream.result()).content).toMatchObject([
      { thinking: "hm" },
      { text: "Go. " },
      { name: "read" },
    ]);
  });
});

describe("markers that made no call", () => {
  it("are counted", () => {
    const kept: number[] = [];
    const step = normalizing(buildOptions(), (markers) => void kept.push(markers))(() => {});
    const said = [thinking("the <|tool_call_begin|> token"), text("and <|tool_call_end|>, ", leaked("a"))];
    for (const event of liveEvents(said, "stop", "closing")) step.take(event);
    expect(kept).toStrictEqual([2]);
  });
});
