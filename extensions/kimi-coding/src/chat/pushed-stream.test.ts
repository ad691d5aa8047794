import { describe, expect, it } from "vitest";
import { PushedStream } from "./pushed-stream.ts";

const create = () => {
  const seen = { left: 0 };
  const stream = new PushedStream<string, string>(
    (event) => (event.startsWith("end") ? event : undefined),
    () => (seen.left += 1),
  );
  return { stream, seen };
};

describe("a pushed stream", () => {
  it("hands out what was pushed before and during a read, and ends after the last event", async () => {
    const { stream } = create();
    stream.push(["a", "b"]);
    expect(await stream.next()).toStrictEqual({ done: false, value: "a" });
    expect(await stream.next()).toStrictEqual({ done: false, value: "b" });
    const next = stream.next();
    stream.push(["end", "behind the end"]);
    expect(await next).toStrictEqual({ done: false, value: "end" });
    expect(await stream.next()).toStrictEqual({ done: true, value: undefined });
    expect(await stream.result()).toBe("end");
  });

  it("knows the result before the event that brings it is handed out", async () => {
    const { stream } = create();
    const order: string[] = [];
    void stream.result().then((result) => order.push(`result ${result}`));
    const next = stream.next().then(({ value }) => order.push(`event ${value ?? ""}`));
    stream.push(["end"]);
    await next;
    expect(order).toStrictEqual(["result end", "event end"]);
  });

  it("says that its reader left early, unless somebody waits for the result", async () => {
    const left = create();
    await left.stream.return();
    expect(left.seen.left).toBe(1);
    const awaited = create();
    void awaited.stream.result();
    await awaited.stream.return();
    expect(awaited.seen.left).toBe(0);
    const over = create();
    over.stream.push(["end"]);
    await over.stream.return();
    expect(over.seen.left).toBe(0);
  });

  it("releases a waiting reader when the stream is closed", async () => {
    const { stream } = create();
    const next = stream.next();
    await stream.return();
    expect(await next).toStrictEqual({ done: true, value: undefined });
  });
});
