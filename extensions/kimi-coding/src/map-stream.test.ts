import { describe, expect, it } from "vitest";

import { mapStream, type EventSource } from "./map-stream.ts";
import { collect, deepFreeze, recordSource } from "./test-support.ts";

interface TestEvent {
  readonly text: string;
}
interface TestMessage {
  readonly total: number;
}

const events = deepFreeze<TestEvent[]>([{ text: "a" }, { text: "b" }, { text: "c" }]);
const message = deepFreeze<TestMessage>({ total: 3 });

function shout(event: TestEvent): TestEvent[] {
  return [{ ...event, text: event.text.toUpperCase() }];
}
function keep(event: TestEvent): readonly TestEvent[] {
  return [event];
}
function split({ text }: TestEvent): TestEvent[] {
  if (text === "a") return [];
  return text === "b" ? [{ text: "b1" }, { text: "b2" }] : [{ text }];
}
function twice(event: TestEvent): TestEvent[] {
  return [event, event];
}
function same(message: TestMessage): TestMessage {
  return message;
}

describe("mapStream", () => {
  it("maps every event in order, and the result", async () => {
    const mapped = mapStream(recordSource(events, message), shout, ({ total }) => ({ total: total + 1 }));
    expect(await collect(mapped)).toStrictEqual([{ text: "A" }, { text: "B" }, { text: "C" }]);
    expect(await mapped.result()).toStrictEqual({ total: 4 });
  });

  it("makes of an event as many as its function returns, in their order", async () => {
    const mapped = mapStream(recordSource(events, message), split, same);
    expect(await collect(mapped)).toStrictEqual([{ text: "b1" }, { text: "b2" }, { text: "c" }]);
  });

  it("hands on the events made of one before it takes the next", async () => {
    const source = recordSource(events, message);
    const iterator = mapStream(source, twice, same)[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.next();
    expect(source.taken).toBe(1);
    await iterator.return?.();
    expect(source.closed).toBe(1);
  });

  it("hands on the very objects where the functions change nothing", async () => {
    const mapped = mapStream(recordSource(events, message), keep, same);
    const seen = await collect(mapped);
    expect(seen.every((event, index) => event === events[index])).toBe(true);
    expect(await mapped.result()).toBe(message);
  });

  it("takes one event of the source for each one that is read", async () => {
    const source = recordSource(events, message);
    const iterator = mapStream(source, keep, same)[Symbol.asyncIterator]();
    expect(source.taken).toBe(0);
    await iterator.next();
    expect(source.taken).toBe(1);
    await iterator.next();
    expect(source.taken).toBe(2);
  });

  it("closes the source once when its reader stops early", async () => {
    const source = recordSource(events, message);
    for await (const event of mapStream(source, shout, same)) {
      expect(event.text).toBe("A");
      break;
    }
    expect(source).toMatchObject({ taken: 1, closed: 1 });
  });

  it("closes the source once at its end", async () => {
    const source = recordSource(events, message);
    await collect(mapStream(source, keep, same));
    expect(source).toMatchObject({ taken: 3, closed: 1 });
  });

  it("closes the source once when a mapping fails, and passes the failure", async () => {
    const source = recordSource(events, message);
    const failure = new Error("cannot map");
    const mapped = mapStream(
      source,
      () => {
        throw failure;
      },
      same,
    );
    await expect(collect(mapped)).rejects.toBe(failure);
    expect(source).toMatchObject({ taken: 1, closed: 1 });
  });

  it("passes a failure of the source after the events before it", async () => {
    const failure = new Error("connection lost");
    const seen: string[] = [];
    const read = async () => {
      const mapped = mapStream(recordSource(events, message, failure), shout, same);
      for await (const { text } of mapped) seen.push(text);
    };
    await expect(read()).rejects.toBe(failure);
    expect(seen).toStrictEqual(["A", "B", "C"]);
  });

  it("passes a failure of the result", async () => {
    const failure = new Error("no result");
    const source: EventSource<TestEvent, TestMessage> = {
      ...recordSource(events, message),
      result: () => Promise.reject(failure),
    };
    await expect(mapStream(source, keep, same).result()).rejects.toBe(failure);
  });

  it("gives the result before any event is read, and without reading one", async () => {
    const source = recordSource(events, message);
    expect(await mapStream(source, keep, same).result()).toBe(message);
    expect(source.taken).toBe(0);
  });
});
