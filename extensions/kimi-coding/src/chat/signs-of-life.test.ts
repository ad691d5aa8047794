import { describe, expect, it } from "vitest";
import type { Message, StreamEvent } from "../markup/index.ts";
import { SIGN_OF_LIFE_MS, SignsOfLife } from "./signs-of-life.ts";

const partial: Message = { content: [{ type: "text", text: "hi" }], stopReason: "stop" };
const shown: StreamEvent<Message> = { type: "text_delta", contentIndex: 0, delta: "hi", partial };
const sign: StreamEvent<Message> = { type: "thinking_delta", contentIndex: 0, delta: "", partial };

describe("signs of life", () => {
  it("come once it was quiet for long enough, and then again", () => {
    let now = 0;
    const signs = new SignsOfLife<Message>(() => now);
    signs.note(shown);
    expect(signs.whenQuiet()).toStrictEqual([]);
    for (let sent = 0; sent < 3; sent += 1) {
      now += SIGN_OF_LIFE_MS - 500;
      expect(signs.whenQuiet()).toStrictEqual([]);
      now += 500;
      expect(signs.whenQuiet()).toStrictEqual([sign]);
    }
  });

  it("cost a fast answer a look at the clock for each fourth event alone, and come at most three events late", () => {
    let [now, looks] = [0, 0];
    const signs = new SignsOfLife<Message>(() => {
      looks += 1;
      return now;
    });
    signs.note(shown);
    for (let event = 0; event < 400; event += 1) expect(signs.whenQuiet()).toStrictEqual([]);
    expect(looks).toBeLessThan(110);
    now += SIGN_OF_LIFE_MS;
    const four = Array.from({ length: 4 }, () => signs.whenQuiet());
    expect(four.flat()).toStrictEqual([sign]);
  });

  it("do not come where something was shown meanwhile", () => {
    let now = 0;
    const signs = new SignsOfLife<Message>(() => now);
    signs.note(shown);
    signs.whenQuiet();
    now += SIGN_OF_LIFE_MS;
    signs.note(shown);
    expect(signs.whenQuiet()).toStrictEqual([]);
  });

  it("do not come before the first event, or after the last", () => {
    const signs = new SignsOfLife<Message>();
    expect(signs.sign()).toStrictEqual([]);
    signs.note({ type: "done", reason: "stop", message: partial });
    expect(signs.sign()).toStrictEqual([]);
  });
});
