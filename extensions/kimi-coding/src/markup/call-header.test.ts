import { describe, expect, it } from "vitest";
import { inferTool, readHeader, type DeclaredTool } from "./call-header.ts";

const declare = (...names: string[]): DeclaredTool[] => names.map((name) => ({ name }));

describe("a header with an index", () => {
  it.each([
    { word: "functions.read_file:0", name: "read_file", index: "0" },
    { word: "read_file:12", name: "read_file", index: "12" },
    { word: "functions.f:007", name: "f", index: "007" },
    { word: "functions.f:99999999999999999999", name: "f", index: "99999999999999999999" },
    { word: "functions.api.tools.search:0", name: "api.tools.search", index: "0" },
    { word: "functions.mcp__portal__search-documents:3", name: "mcp__portal__search-documents", index: "3" },
    { word: "functions.mcp:read:0", name: "mcp:read", index: "0" },
    { word: "functions.f:0:1", name: "f:0", index: "1" },
    { word: "functions.functions.x:0", name: "functions.x", index: "0" },
    { word: "function.x:0", name: "function.x", index: "0" },
    { word: "Functions.x:0", name: "Functions.x", index: "0" },
    { word: "functions:0", name: "functions", index: "0" },
    { word: "functions.café_查询:0", name: "café_查询", index: "0" },
    { word: "functions.cafe\u0301:0", name: "cafe\u0301", index: "0" },
    { word: "functions.$web_search:0", name: "$web_search", index: "0" },
    { word: "functions._x:0", name: "_x", index: "0" },
    { word: "functions.7zip:0", name: "7zip", index: "0" },
    { word: "functions.a/b@c#d+e$f:0", name: "a/b@c#d+e$f", index: "0" },
  ])("names any plausible tool: $word", ({ word, name, index }) => {
    expect(readHeader(word, [])).toStrictEqual({ kind: "named", name, index });
  });

  it.each([
    { name: "no name", word: "functions.:0" },
    { name: "a template", word: "functions.{func_name}:{idx}" },
    { name: "a template with an index", word: "functions.{func_name}:0" },
    { name: "a negative index", word: "functions.f:-1" },
    { name: "an index with a sign", word: "functions.f:+1" },
    { name: "an index with a point", word: "functions.f:1.5" },
    { name: "an index of other digits", word: "functions.f:٣" },
    { name: "an index behind a point", word: "functions.invalid.0" },
    { name: "an empty index", word: "functions.f:" },
    { name: "a dash first", word: "functions.-f:0" },
    { name: "a mark first", word: "functions.\u0301f:0" },
    { name: "quotes", word: '"f":0' },
    { name: "an emoji", word: "functions.🚀:0" },
    { name: "half a surrogate pair", word: "functions.\uD83D:0" },
    { name: "brackets behind the name", word: "functions.f():0" },
    { name: "something behind the index", word: "functions.f:0x" },
    { name: "a letter in front of a counter", word: "x0" },
  ])("names none: $name", ({ word }) => {
    expect(readHeader(word, [])).toBe(null);
  });

  it("names a declared tool however implausible its name is", () => {
    const header = { kind: "named", name: "{x}", index: "0" };
    expect(readHeader("functions.{x}:0", declare("{x}"))).toStrictEqual(header);
  });

  it("keeps the prefix of a tool that has it in its name", () => {
    const header = { kind: "named", name: "functions.x", index: "0" };
    expect(readHeader("functions.x:0", declare("y", "functions.x"))).toStrictEqual(header);
    expect(readHeader("functions.functions.x:0", declare("functions.x"))).toStrictEqual(header);
  });
});

describe("a header without an index", () => {
  it.each([
    { word: "functions.read", tools: ["read"], name: "read" },
    { word: "read", tools: ["read"], name: "read" },
    { word: "functions.x", tools: ["functions.x"], name: "functions.x" },
    { word: "functions.x", tools: ["x", "functions.x"], name: "functions.x" },
    { word: "functions.a.b", tools: ["a.b"], name: "a.b" },
    { word: "mcp:read", tools: ["mcp:read"], name: "mcp:read" },
    { word: "call_home", tools: ["call_home"], name: "call_home" },
  ])("names a declared tool: $word of $tools", ({ word, tools, name }) => {
    expect(readHeader(word, declare(...tools))).toStrictEqual({ kind: "named", name, index: null });
  });

  it.each([
    { word: "functions.frobnicate", tools: ["read"] },
    { word: "read", tools: [] },
    { word: "Read", tools: ["read"] },
    { word: "functions.read_file", tools: ["read"] },
    { word: "", tools: ["read"] },
    { word: "functions.", tools: ["read"] },
    { word: "malformed_without_args", tools: [] },
  ])("names nothing else: '$word' of $tools", ({ word, tools }) => {
    expect(readHeader(word, declare(...tools))).toBe(null);
  });

  it.each([
    { word: "0" },
    { word: "17" },
    { word: ":3" },
    { word: "call_8f14e45fceea467f9c5e1b2a" },
    { word: "call-1" },
    { word: "toolu_01AkmjoowNgNx2qNfJzc8z2F" },
    { word: "tooluse_a-b" },
    { word: "fc_68a" },
    { word: "chatcmpl-tool-8f14e45f" },
    { word: "chatcmpl-8f14e45f" },
    { word: "8f14e45f-ceea-467f-9c5e-1b2a3c4d5e6f" },
    { word: "8F14E45F-CEEA-467F-9C5E-1B2A3C4D5E6F" },
    { word: "id_8f14e45f-ceea-467f-9c5e-1b2a3c4d5e6f" },
  ])("identifies a call and no tool: $word", ({ word }) => {
    expect(readHeader(word, declare("read"))).toStrictEqual({ kind: "anonymous" });
  });

  it.each([
    { word: "3a" },
    { word: "x:3x" },
    { word: "call_" },
    { word: "call" },
    { word: "recall_1" },
    { word: "call_a.b" },
    { word: "8f14e45f-ceea-467f-9c5e-1b2a3c4d5e6" },
    { word: "8f14e45f-ceea-467f-1b2a3c4d5e6f" },
    { word: "x8f14e45f-ceea-467f-9c5e-1b2a3c4d5e6f" },
    { word: "8f14e45f-ceea-467f-9c5e-1b2a3c4d5e6fx" },
  ])("is no identifier: $word", ({ word }) => {
    expect(readHeader(word, declare("read"))).toBe(null);
  });
});

describe("the tool that arguments are inferred from", () => {
  const read = { name: "read", parameters: { properties: { path: {}, limit: {} }, required: ["path"] } };
  const write = {
    name: "write",
    parameters: { properties: { path: {}, content: {} }, required: ["path", "content"] },
  };
  const now = { name: "now", parameters: { type: "object", properties: {} } };

  it.each<{ name: string; args: Record<string, unknown>; expected: string | null }>([
    { name: "by what it requires", args: { path: "/" }, expected: "read" },
    { name: "by what it declares beyond that", args: { path: "/", limit: 1 }, expected: "read" },
    { name: "by all that it requires", args: { path: "/", content: "" }, expected: "write" },
    { name: "by nothing, if only one needs nothing", args: {}, expected: "now" },
    { name: "not by some of what it requires", args: { content: "" }, expected: null },
    { name: "not beside what none declares", args: { path: "/", mode: 1 }, expected: null },
    { name: "not by what all objects have", args: { toString: 1 }, expected: null },
  ])("is found $name", ({ args, expected }) => {
    expect(inferTool(args, [read, write, now])).toBe(expected);
  });

  it("is absent if two fit", () => {
    expect(inferTool({ path: "/" }, [read, { ...read, name: "view" }])).toBe(null);
    expect(inferTool({}, [now, { name: "ping" }])).toBe(null);
  });

  it("is absent if the request offers no tool", () => {
    expect(inferTool({}, [])).toBe(null);
  });

  it.each([
    { name: "no schema", parameters: undefined },
    { name: "a schema that is not an object", parameters: true },
    { name: "properties that are no object", parameters: { properties: ["a"] } },
    { name: "requirements that are no list", parameters: { required: "a" } },
  ])("takes no arguments with $name", ({ parameters }) => {
    const tools = [{ name: "odd", parameters }];
    expect(inferTool({}, tools)).toBe("odd");
    expect(inferTool({ a: 1 }, tools)).toBe(null);
    expect(inferTool({ 0: 1 }, tools)).toBe(null);
  });

  it("never fits a schema that requires what is not a key", () => {
    expect(inferTool({}, [{ name: "odd", parameters: { required: [1] } }])).toBe(null);
  });
});
