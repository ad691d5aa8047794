import { describe, expect, it } from "vitest";
import { K2_DIALECT } from "./dialect.ts";
import { finalContent, matchBlocks, resolveStopReason } from "./final-content.ts";
import { NativeCall } from "./native-call.ts";
import type { OutBlock } from "./out-message.ts";
import type { Block } from "./protocol.ts";
import type { TestMessage } from "./source-test-support.ts";
import { CB } from "./test-support.ts";
import { Writing } from "./writing.ts";

const text = (place: number) => new Writing("text", place, { dialect: K2_DIALECT }, false);
function call(place: number, id: string): NativeCall<TestMessage> {
  const native = new NativeCall<TestMessage>(place, false);
  native.call = { type: "toolCall", id, name: "read", arguments: {} };
  return native;
}
const said = (said: string): Block => ({ type: "text", text: said });
const called = (id: string): Block => ({ type: "toolCall", id, name: "read", arguments: { x: 1 } });
const state = { isEnded: true } as const;

describe("the final blocks", () => {
  it("are matched by their order, where some are missing", () => {
    const content = [said("a"), called("2"), said("b")];
    const matched = matchBlocks([call(2, "2"), text(0), call(1, "1"), text(3)], content);
    expect(Array.from(matched)).toStrictEqual([
      [0, content[0]],
      [2, content[1]],
      [3, content[2]],
    ]);
  });

  it("keep blocks that nothing was done to, and end with those that no event announced", () => {
    const changed = text(1);
    changed.parser.feed(`<|tool_calls_section_begin|><|tool_calls_section_end|>b`);
    const sources = new Map([
      [0, text(0)],
      [1, changed],
    ]);
    const content = [
      { ...said("a"), textSignature: "s" },
      { ...said("xb"), textSignature: "t" },
      said("more"),
    ];
    const blocks: OutBlock[] = [
      { type: "text", sourceIndex: 0, index: 0, text: "a", ...state },
      { type: "text", sourceIndex: 1, index: 1, text: "b", ...state },
    ];
    const final = finalContent(blocks, sources, matchBlocks(sources.values(), content), content);
    expect(final).toStrictEqual([content[0], { ...content[1], text: "b" }, content[2]]);
    expect(final[0]).toBe(content[0]);
  });

  it("keep our id of a native call, and leave out one that the source took back", () => {
    const sources = new Map([
      [0, call(0, "1")],
      [1, call(1, "2")],
    ]);
    const snapshot = { type: "toolCall", id: "ours", name: "read", arguments: {} } as const;
    const blocks: OutBlock[] = [
      { type: "toolCall", sourceIndex: 0, index: 0, snapshot, ...state },
      { type: "toolCall", sourceIndex: 1, index: 1, snapshot, ...state },
    ];
    const content = [called("2")];
    const final = finalContent(blocks, sources, matchBlocks(sources.values(), content), content);
    expect(final).toStrictEqual([{ ...content[0], id: "ours" }]);
  });
});

describe("a message's stop reason", () => {
  it.each([
    { given: "stop", content: [called("1")], expected: "toolUse" },
    { given: "toolUse", content: [said(CB)], expected: "stop" },
    { given: "length", content: [called("1")], expected: "length" },
    { given: "aborted", content: [], expected: "aborted" },
  ] as const)("is $expected for $given with $content.length blocks", ({ given, content, expected }) => {
    expect(resolveStopReason(given, content)).toBe(expected);
  });
});
