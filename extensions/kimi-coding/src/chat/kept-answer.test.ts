import { AsyncLocalStorage } from "node:async_hooks";
import { describe, expect, it } from "vitest";
import { type AnswerStream, keepAnswer } from "./kept-answer.ts";

function refuse(): never {
  throw new Error("It is kept already.");
}

function failing(source: AnswerStream): AnswerStream {
  return {
    [Symbol.asyncIterator]: () => ({ next: () => Promise.reject(new Error("failed")) }),
    result: () => source.result(),
  };
}

describe("an answer that is kept", () => {
  it("is made up once for each name, and read outside of any turn, up to a call that is under way", async () => {
    const turns = new AsyncLocalStorage<string>();
    const seen: string[] = [];
    const within = new Set<string | undefined>();
    const read = Promise.withResolvers<undefined>();
    const view = (source: AnswerStream): AnswerStream => ({
      async *[Symbol.asyncIterator]() {
        for await (const event of source) {
          yield event;
          if (event.type !== "text_delta") continue;
          seen.push(event.delta);
          within.add(turns.getStore());
          if (event.delta.startsWith("{")) read.resolve(undefined);
        }
      },
      result: () => source.result(),
    });
    turns.run("a turn", () => keepAnswer("a test", view));
    keepAnswer("a test", refuse);
    await read.promise;
    expect(seen.join("")).toBe(
      'Hello, 1 <2.\n<|tool_call_begin|>functions.a:0<|tool_call_argument_begin|>{"b',
    );
    expect(within).toStrictEqual(new Set([undefined]));
  });

  it("takes nothing down where its steps fail", () => {
    expect(() => keepAnswer("a failing test", failing)).not.toThrow();
  });
});
