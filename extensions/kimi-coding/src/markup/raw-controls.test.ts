import { describe, expect, it } from "vitest";
import { parseJson } from "../kimi/index.ts";
import { escapeControls } from "./raw-controls.ts";

describe("escapeControls", () => {
  it.each([
    { name: "escapes a line break in a string", json: '{"a":"x\ny"}', escaped: '{"a":"x\\u000ay"}' },
    { name: "leaves one between tokens", json: '{\n"a"\t:\r\n1}', escaped: '{\n"a"\t:\r\n1}' },
    { name: "knows an escaped quote", json: '["\\"\t", \n"\\\\"\n]', escaped: '["\\"\\u0009", \n"\\\\"\n]' },
  ])("$name", ({ json, escaped }) => {
    expect(escapeControls(json)).toBe(escaped);
    expect(parseJson(escaped)).toBeDefined();
  });
});
