import { describe, expect, it } from "vitest";
import { retriedStream, type RetryPolicy } from "./retried-stream.ts";
import type { EventSource } from "./transform-stream.ts";

interface Event {
  readonly type: "start" | "text" | "end";
  readonly message?: string;
}

const start: Event = { type: "start" };
const text: Event = { type: "text" };
const end = (message: string): Event => ({ type: "end", message });

/** A stream of these events; its result is the message of the last one. It tells when it is closed early. */
function stream(
  events: readonly Event[],
  onReturn: () => void = () => undefined,
): EventSource<Event, string> {
  return {
    async *[Symbol.asyncIterator]() {
      let isOver = false;
      try {
        yield* events;
        isOver = true;
      } finally {
        if (!isOver) onReturn();
      }
    },
    result: () => Promise.resolve(events.at(-1)?.message ?? ""),
  };
}

/** Asks for `second` in the place of a stream that ends with "refused", and counts how often it is asked. */
function policy(second: EventSource<Event, string> | null): RetryPolicy<Event, string> & { asked: number } {
  const counted = {
    asked: 0,
    isOpening: ({ type }: Event) => type === "start",
    messageOf: ({ message }: Event) => message,
    retry(message: string) {
      counted.asked += 1;
      return Promise.resolve(message === "refused" ? second : null);
    },
  };
  return counted;
}

async function collect(source: AsyncIterable<Event>): Promise<Event[]> {
  const events: Event[] = [];
  for await (const event of source) events.push(event);
  return events;
}

const good = [start, text, end("hello")];
const refused = [start, end("refused")];

describe("a retried stream", () => {
  it.each([
    { name: "a good stream", first: good, read: good, message: "hello" },
    { name: "another failure", first: [start, end("busy")], read: [start, end("busy")], message: "busy" },
    { name: "nothing at all", first: [], read: [], message: "" },
    { name: "an opening alone", first: [start], read: [start], message: "" },
  ])("hands on $name as it is", async ({ first, read, message }) => {
    const retried = retriedStream(stream(first), policy(null));
    expect(await collect(retried)).toStrictEqual(read);
    expect(await retried.result()).toBe(message);
  });

  it.each([{ first: refused }, { first: [end("refused")] }])(
    "reads another stream in the place of %o, and nothing of the first",
    async ({ first }) => {
      const counted = policy(stream(good));
      const retried = retriedStream(stream(first), counted);
      expect(await collect(retried)).toStrictEqual(good);
      expect(await retried.result()).toBe("hello");
      expect(counted.asked).toBe(1);
    },
  );

  it("keeps a stream that fails after it brought content, for its reader", async () => {
    const first = [start, text, end("refused")];
    const counted = policy(stream(good));
    const retried = retriedStream(stream(first), counted);
    expect(await collect(retried)).toStrictEqual(first);
    expect(await retried.result()).toBe("refused");
    expect(counted.asked).toBe(0);
  });

  it("gives the other stream's result to a caller that does not read", async () => {
    const counted = policy(stream(good));
    const retried = retriedStream(stream(refused), counted);
    expect(await Promise.all([retried.result(), retried.result()])).toStrictEqual(["hello", "hello"]);
    expect(counted.asked).toBe(1);
  });

  it("hands on the failure where there is no other stream", async () => {
    const retried = retriedStream(stream(refused), policy(null));
    expect(await collect(retried)).toStrictEqual(refused);
    expect(await retried.result()).toBe("refused");
  });

  it.each([{ first: good }, { first: refused }])(
    "closes what is read when its reader stops, %#",
    async ({ first }) => {
      const closed: string[] = [];
      const retried = retriedStream(
        stream(first, () => closed.push("first")),
        policy(stream(good, () => closed.push("second"))),
      );
      for await (const _ of retried) break;
      expect(closed.at(-1)).toBe(first === good ? "first" : "second");
    },
  );

  it("hands on what the source throws", async () => {
    const broken: EventSource<Event, string> = {
      [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error("cut")) }),
      result: () => Promise.reject(new Error("cut")),
    };
    const retried = retriedStream(broken, policy(stream(good)));
    await expect(collect(retried)).rejects.toThrow("cut");
    await expect(retried.result()).rejects.toThrow("cut");
  });
});
