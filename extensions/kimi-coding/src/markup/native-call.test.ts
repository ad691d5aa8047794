import { describe, expect, it } from "vitest";
import { NativeCall } from "./native-call.ts";
import type { ToolCallBlock } from "./protocol.ts";
import { buildMessage, type TestMessage } from "./source-test-support.ts";

const block: ToolCallBlock = { type: "toolCall", id: "a", name: "read", arguments: {} };
const at = { contentIndex: 0, partial: buildMessage({ content: [block] }) };

function begin(...deltas: readonly string[]): NativeCall<TestMessage> {
  const call = new NativeCall<TestMessage>(0, false);
  call.observe({ type: "toolcall_start", ...at });
  for (const delta of deltas) call.observe({ type: "toolcall_delta", ...at, delta });
  return call;
}

describe("a native call", () => {
  it("is known as soon as its arguments are all there, before its end", () => {
    const call = begin('{"pa', 'th":');
    expect(call.known()).toBeNull();
    call.observe({ type: "toolcall_delta", ...at, delta: '"x"}' });
    expect(call.known()).toStrictEqual({ name: "read", arguments: { path: "x" } });
  });

  it.each([
    { name: "that are no JSON", deltas: ['{"a"', " oops", "}"] },
    { name: "that go on behind their object", deltas: ["{}", " x"] },
    { name: "that have not begun", deltas: [] },
  ])("is not known before its end with arguments $name", ({ deltas }) => {
    const call = begin(...deltas);
    expect(call.known()).toBeNull();
    const toolCall = { ...block, arguments: { path: "y" } };
    call.observe({ type: "toolcall_end", ...at, toolCall });
    expect(call.known()).toBe(toolCall);
  });

  it("is handed out as a copy, under its public id if it has one", () => {
    const call = begin();
    expect(call.publicCall()).toStrictEqual(block);
    expect(call.publicCall()).not.toBe(block);
    call.publicId = "functions.read:1";
    expect(call.publicCall()).toStrictEqual({ ...block, id: "functions.read:1" });
  });
});
