import { describe, expect, it } from "vitest";
import { OpenCall } from "./open-call.ts";
import { AB, CB, CE, IM_END, SB } from "./test-support.ts";

/** A call whose header and arguments, each in one run, were read so far. */
function openCall(header: string, args?: string, isRaw = false): OpenCall {
  const call = new OpenCall(CB, [], isRaw);
  call.takeRun(header, 0, header.length);
  if (args === undefined) return call;
  call.takeMarker("argument-begin", AB);
  call.takeRun(args, 0, args.length);
  return call;
}

describe("a call under way", () => {
  it("is a call once its object is whole and a marker ends it", () => {
    const call = openCall(" functions.read:3\n", ' {"a": 1}\n');
    expect(call.isComplete).toBe(true);
    expect(call.takeMarker("call-end", CE)).toBe("end");
    expect(call.parse()).toStrictEqual({
      name: "read",
      index: "3",
      nativeId: "functions.read:3",
      arguments: { a: 1 },
      rawArguments: '{"a": 1}',
    });
  });

  it.each([
    { name: "a second word in the header", run: "functions.read:0 two", reached: 17 },
    { name: "a header that is too long", run: "x".repeat(257), reached: 256 },
    { name: "an angle in the header", run: "functions<", reached: 9 },
  ])("stops at $name", ({ run, reached }) => {
    expect(new OpenCall(CB, [], false).takeRun(run, 0, run.length)).toBe(reached);
  });

  it("stops where the arguments stop being an object", () => {
    expect(openCall("functions.read:0", "").takeRun('{"a": x}', 0, 8)).toBe(6);
  });

  it.each([
    {
      name: "an end marker in its header",
      call: openCall("functions.read:0"),
      kind: "call-end",
      effect: "refused",
    },
    { name: "arguments of no tool", call: openCall("nothing"), kind: "argument-begin", effect: "refused" },
    { name: "a marker in a string", call: openCall("a:0", '{"a":"'), kind: "call-end", effect: "part" },
    {
      name: "an end marker in a string, read again",
      call: openCall("a:0", '{"a":"', true),
      kind: "call-end",
      effect: "refused",
    },
    {
      name: "a second marker of the arguments",
      call: openCall("a:0", "{}"),
      kind: "argument-begin",
      effect: "refused",
    },
    { name: "the end of the turn", call: openCall("a:0", "{}"), kind: "turn-end", effect: "refused" },
    {
      name: "an end marker in half an object",
      call: openCall("a:0", '{"a"'),
      kind: "call-end",
      effect: "refused",
    },
    {
      name: "an end marker instead of arguments",
      call: openCall("a:0", ""),
      kind: "call-end",
      effect: "end",
    },
    { name: "the next call", call: openCall("a:0", "{}"), kind: "call-begin", effect: "end" },
  ] as const)("takes $name as $effect", ({ call, kind, effect }) => {
    expect(call.takeMarker(kind, "<|marker|>")).toBe(effect);
  });
});

describe("what looks like a call and is not", () => {
  it("is text, markers included", () => {
    const call = openCall("functions.read:0", "{oops");
    call.takeFragment("<|tool");
    expect(call.fail()).toStrictEqual({
      text: `${CB}functions.read:0${AB}{<|tool`,
      markers: 2,
      rest: null,
    });
  });

  it("is text up to the first marker that could have ended it, and the rest is read again", () => {
    const call = openCall("functions.read:0", '{"a":"');
    for (const [kind, marker] of [
      ["turn-end", IM_END],
      ["section-begin", SB],
      ["call-end", CE],
    ] as const)
      call.takeMarker(kind, marker);
    expect(call.fail()).toStrictEqual({
      text: `${CB}functions.read:0${AB}{"a":"${IM_END}`,
      markers: 3,
      rest: `${SB}${CE}`,
    });
  });

  it("has no rest if its arguments are sound and only its tool is not known", () => {
    const call = openCall("7", '{"a":"');
    call.takeMarker("call-end", CE);
    call.takeRun('"}', 0, 2);
    expect(call.takeMarker("call-end", CE)).toBe("end");
    expect(call.parse()).toBeNull();
    expect(call.fail().rest).toBeNull();
  });
});
