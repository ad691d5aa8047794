import { describe, expect, it } from "vitest";
import { OutMessage } from "./out-message.ts";
import { buildMessage, type TestEvent, type TestMessage } from "./source-test-support.ts";

function openMessage() {
  const events: TestEvent[] = [];
  const out = new OutMessage<TestMessage>(
    (message, content, stopReason) => ({ ...message, content, stopReason }),
    (event) => void events.push(event),
  );
  return { out, events };
}

function contentOf(event: TestEvent | undefined) {
  return event !== undefined && "partial" in event ? event.partial.content : undefined;
}

function texts(count: number) {
  return Array.from({ length: count }, (_, place) => ({ type: "text", text: `${place}` }));
}

describe("our message", () => {
  it("hands out nothing that needs a message before the source said what it is", () => {
    const { out, events } = openMessage();
    const block = out.openWriting("text", 0);
    out.append(block, "a");
    out.emitDelta(block, "a", true);
    out.emitDelta(block, "a", false);
    out.endWriting(block);
    expect(events).toStrictEqual([{ type: "text_delta", contentIndex: 0, delta: "a" }]);
  });

  it("ends a block once", () => {
    const { out, events } = openMessage();
    out.observe(buildMessage());
    const block = out.openWriting("thinking", 0);
    out.endWriting(block);
    out.endWriting(block);
    out.endWriting(null);
    expect(events.map(({ type }) => type)).toStrictEqual(["thinking_start", "thinking_end"]);
  });

  it.each([3, 256])("hands out values, of up to %i blocks", (count) => {
    const { out, events } = openMessage();
    out.observe(buildMessage());
    for (let place = 0; place < count; place += 1) {
      const block = out.openWriting("text", place);
      out.append(block, `${place}`);
      out.emitDelta(block, `${place}`, true);
    }
    const first = out.blocks[0];
    if (first?.type === "text") {
      out.append(first, "!");
      out.emitDelta(first, "!", true);
    }
    expect(contentOf(events.at(-1))).toStrictEqual([{ type: "text", text: "0!" }, ...texts(count).slice(1)]);
    for (let place = 0; place < count; place += 1)
      expect(contentOf(events[2 * place + 1])).toStrictEqual(texts(place + 1));
  });

  it("has every block at its place in messages of very many", () => {
    const { out, events } = openMessage();
    out.observe(buildMessage());
    for (let place = 0; place < 1000; place += 1) {
      const block = out.openWriting("thinking", place);
      out.append(block, `${place}`);
      out.emitDelta(block, `${place}`, true);
      expect(contentOf(events.at(-1))).toHaveLength(place + 1);
      expect(contentOf(events.at(-1))?.at(-1)).toStrictEqual({ type: "thinking", thinking: `${place}` });
    }
  });
});
