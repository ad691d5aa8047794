import { describe, expect, it } from "vitest";
import {
  assistantMessage,
  type StreamContext,
  type StreamEvent,
  streamModel,
  type StreamMessage,
} from "../../test-support/registration.ts";
import { collect, recordSource } from "../../test-support/values.ts";
import { withPatience } from "./patience.ts";

const context: StreamContext = { messages: [{ role: "user", content: "hi", timestamp: 0 }] };
const done = assistantMessage({ content: [{ type: "text", text: "hello" }] });
const failedWith = (errorMessage: string) => assistantMessage({ stopReason: "error", errorMessage });
const atOnce = failedWith("403 You've reached your concurrent request limit. Please wait.");

function streamOf(message: StreamMessage) {
  const last: StreamEvent =
    message.stopReason === "error"
      ? { type: "error", reason: "error", error: message }
      : { type: "done", reason: "stop", message };
  return recordSource<StreamEvent, StreamMessage>([{ type: "start", partial: message }, last], message);
}

/** Asks an adapter that answers with these messages, one after the other; no time passes. */
async function ask(answers: readonly StreamMessage[], signal?: AbortSignal) {
  const waits: { readonly ms: number; readonly signal: AbortSignal | undefined }[] = [];
  let asked = 0;
  const patient = withPatience(
    () => streamOf(answers[asked++] ?? done),
    (ms, signal) => {
      waits.push({ ms, signal });
      return Promise.resolve();
    },
  );
  const stream = await patient(streamModel(), context, { ...(signal !== undefined && { signal }) });
  const types = (await collect(stream)).map(({ type }) => type);
  return { types, waits, result: await stream.result(), asked };
}

describe("withPatience", () => {
  it("asks again where there are too many requests at a time, and hands out the answer alone", async () => {
    const { signal } = new AbortController();
    const { types, waits, result, asked } = await ask([atOnce, atOnce], signal);
    expect(types).toStrictEqual(["start", "done"]);
    expect(result).toBe(done);
    expect(asked).toBe(3);
    expect(waits.map(({ ms }) => ms)).toStrictEqual([1500, 4000]);
    expect(waits.every((wait) => wait.signal === signal)).toBe(true);
  });

  it("gives up after three further tries, with the refusal", async () => {
    const { result, asked, waits } = await ask([atOnce, atOnce, atOnce, atOnce, done]);
    expect(result).toBe(atOnce);
    expect(asked).toBe(4);
    expect(waits).toHaveLength(3);
  });

  it.each([
    "429 We're receiving too many requests at the moment.",
    "403 Something new",
    "401 Invalid Authentication",
    "500 Internal server error",
  ])("leaves any other failure to the host: %s", async (text) => {
    const { asked, waits } = await ask([failedWith(text)]);
    expect(asked).toBe(1);
    expect(waits).toStrictEqual([]);
  });
});
