import { describe, expect, it } from "vitest";
import { collect, deepFreeze, mapping, recordSource } from "../../test-support/values.ts";
import type { Stage } from "./stage.ts";
import { type EventKinds, type EventSource, transformStream as view } from "./transform-stream.ts";

interface TestEvent {
  readonly text: string;
  readonly total?: number;
}
interface TestMessage {
  readonly total: number;
}
const events = deepFreeze<TestEvent[]>([{ text: "a" }, { text: "b" }, { text: "c", total: 3 }]);
const message = deepFreeze<TestMessage>({ total: -1 });

const kinds: EventKinds<TestEvent, TestMessage> = {
  messageOf: ({ total }) => (total === undefined ? undefined : { total }),
  lastEventOf: ({ total }) => ({ text: "last", total }),
};

/** A step that hands out several events in the place of each. */
function spreading(spread: (event: TestEvent) => readonly TestEvent[], atEnd: readonly TestEvent[] = []) {
  return (emit: (event: TestEvent) => void) => ({
    take: (event: TestEvent) => spread(event).forEach((made) => emit(made)),
    end: () => atEnd.forEach((made) => emit(made)),
  });
}

const same = mapping<TestEvent>((event) => event);
const shout = mapping<TestEvent>((event) => ({ ...event, text: event.text.toUpperCase() }));

function transformStream(
  source: EventSource<TestEvent, TestMessage> | PromiseLike<EventSource<TestEvent, TestMessage>>,
  stage: Stage<TestEvent>,
) {
  return view(source, stage, kinds);
}

function texts(events: readonly TestEvent[]): string {
  return events.map(({ text }) => text).join(" ");
}

describe("transformStream", () => {
  it("hands out as many events as the transform makes of each, in their order", async () => {
    const split = spreading((event) =>
      event.text === "a" ? [] : [{ text: `${event.text}1` }, { text: `${event.text}2` }],
    );
    expect(texts(await collect(transformStream(recordSource(events, message), split)))).toBe("b1 b2 c1 c2");
  });

  it("hands out the very objects that the transform returns", async () => {
    const seen = await collect(transformStream(recordSource(events, message), same));
    expect(seen.every((event, index) => event === events[index])).toBe(true);
  });

  it("takes one event of the source for each one that is read", async () => {
    const source = recordSource(events, message);
    const iterator = transformStream(source, same)[Symbol.asyncIterator]();
    expect(source.taken).toBe(0);
    await iterator.next();
    expect(source.taken).toBe(1);
    await iterator.next();
    expect(source.taken).toBe(2);
  });

  it("reads a source that is promised", async () => {
    const promised = Promise.resolve(recordSource(events, message));
    expect(texts(await collect(transformStream(promised, shout)))).toBe("A B C");
  });

  it("hands out what was held back when the source ends", async () => {
    const late = spreading(() => [], [{ text: "held" }]);
    expect(texts(await collect(transformStream(recordSource(events, message), late)))).toBe("held");
  });

  it("knows the result before the event that brings it is handed out", async () => {
    const stream = transformStream(recordSource(events, message), same);
    let result: TestMessage | null = null;
    for await (const { total } of stream) if (total !== undefined) result = await stream.result();
    expect(result).toStrictEqual({ total: 3 });
  });

  it("gives the same result without a reader, and keeps the events for a later one", async () => {
    const source = recordSource(events, message);
    const stream = transformStream(source, shout);
    expect(await stream.result()).toStrictEqual({ total: 3 });
    expect(source.taken).toBe(3);
    expect(texts(await collect(stream))).toBe("A B C");
  });

  it("loses no event to a reader of the result that comes in between", async () => {
    const stream = transformStream(recordSource(events, message), same);
    const seen: TestEvent[] = [];
    const results: Promise<TestMessage>[] = [];
    for await (const event of stream) {
      seen.push(event);
      results.push(stream.result());
    }
    expect(texts(seen)).toBe("a b c");
    expect(await Promise.all(results)).toStrictEqual([{ total: 3 }, { total: 3 }, { total: 3 }]);
  });

  it("makes of the source's result what it would have made of its event, where no event brought one", async () => {
    const added = spreading((event) => [
      { text: "before" },
      { ...event, ...(event.total !== undefined && { total: event.total - 1 }) },
    ]);
    expect(await transformStream(recordSource([], message), added).result()).toStrictEqual({ total: -2 });
  });

  it("closes the source once when its reader stops early, and then makes the result of the source's own", async () => {
    const source = recordSource(events, message);
    const stream = transformStream(
      source,
      mapping((event) => (event.total === -1 ? { ...event, total: 99 } : event)),
    );
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.return?.();
    await iterator.return?.();
    expect(source).toMatchObject({ taken: 1, closed: 1 });
    expect(await iterator.next()).toStrictEqual({ done: true, value: undefined });
    expect(await stream.result()).toStrictEqual({ total: 99 });
  });

  it("drops what waits for a reader that stops", async () => {
    const twice = spreading((event) => [event, event]);
    const iterator = transformStream(recordSource(events, message), twice)[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.return?.();
    expect(await iterator.next()).toStrictEqual({ done: true, value: undefined });
  });

  it("keeps the source open for a caller that waits for the result when the reader stops", async () => {
    const source = recordSource(events, message);
    const stream = transformStream(source, same);
    const iterator = stream[Symbol.asyncIterator]();
    await iterator.next();
    const result = stream.result();
    await iterator.return?.();
    expect(await result).toStrictEqual({ total: 3 });
  });

  it("closes the source once at its end", async () => {
    const source = recordSource(events, message);
    await collect(transformStream(source, same));
    expect(source).toMatchObject({ taken: 3, closed: 1 });
  });

  it("closes the source with its final message, which a host reads no further", async () => {
    const source = recordSource(events, message);
    for await (const { total } of transformStream(source, same)) {
      if (total === undefined) continue;
      await Promise.resolve();
      expect(source).toMatchObject({ taken: 3, closed: 1 });
    }
  });

  it("closes the source once when the transform fails, and passes the failure", async () => {
    const source = recordSource(events, message);
    const failure = new Error("cannot map");
    const failing = mapping<TestEvent>(() => {
      throw failure;
    });
    await expect(collect(transformStream(source, failing))).rejects.toBe(failure);
    expect(source).toMatchObject({ taken: 1, closed: 1 });
  });

  it("hands out what was held back before the failure of its source, and fails once", async () => {
    const failure = new Error("connection lost");
    const source = recordSource(events, message, failure);
    const iterator = transformStream(
      source,
      spreading(() => [], [{ text: "held" }]),
    )[Symbol.asyncIterator]();
    expect(await iterator.next()).toStrictEqual({ done: false, value: { text: "held" } });
    await expect(iterator.next()).rejects.toBe(failure);
    expect(await iterator.next()).toStrictEqual({ done: true, value: undefined });
  });

  it("fails the result with the failure of its source, or of its promise", async () => {
    const failure = new Error("connection lost");
    const [first] = events;
    const unfinished = recordSource(first === undefined ? [] : [first], message, failure);
    await expect(transformStream(unfinished, same).result()).rejects.toBe(failure);
    const source: PromiseLike<EventSource<TestEvent, TestMessage>> = Promise.reject(failure);
    await expect(transformStream(source, same).result()).rejects.toBe(failure);
  });

  it("passes a failure of the source's own result", async () => {
    const failure = new Error("no result");
    const source: EventSource<TestEvent, TestMessage> = {
      ...recordSource([], message),
      result: () => Promise.reject(failure),
    };
    await expect(transformStream(source, same).result()).rejects.toBe(failure);
  });
});
