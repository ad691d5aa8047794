import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { z } from "zod";

import { findSchemaFault } from "../simulator/tool-schema.ts";
import { likelyValues, normalizeToolSchema, toolSchemas } from "openclaw-kimi-coding/test-api";

const serverSchema = z.object({
  package: z.string(),
  version: z.string(),
  license: z.string(),
  tools: z.array(z.object({ name: z.string(), inputSchema: z.record(z.string(), z.unknown()) })),
});

const folder = join(import.meta.dirname, "fixtures", "mcp-tools");
const files = (await readdir(folder)).filter((name) => name.endsWith(".json"));
const servers = await Promise.all(
  files.map(async (name) => serverSchema.parse(JSON.parse(await readFile(join(folder, name), "utf8")))),
);
const options = { strict: false, logger: false, validateFormats: false } as const;

describe("the tools of published MCP servers", () => {
  it("are refused as they are where a schema has what the service refuses", () => {
    const refused = servers.flatMap(({ package: name, tools }) => {
      const count = tools.filter(({ inputSchema }) => findSchemaFault(inputSchema) !== undefined).length;
      return count === 0 ? [] : [{ name, refused: count, tools: tools.length }];
    });
    expect(refused).toStrictEqual([{ name: "@notionhq/notion-mcp-server", refused: 24, tools: 24 }]);
  });

  it.each(servers)("pass when normalized: $package $version", ({ tools }) => {
    expect(tools.length).toBeGreaterThan(0);
    for (const { name, inputSchema } of tools) {
      const normalized = normalizeToolSchema(inputSchema).schema;
      expect({ name, fault: findSchemaFault(normalized) }).toStrictEqual({ name, fault: undefined });
      expect(normalizeToolSchema(structuredClone(normalized)).schema).toStrictEqual(normalized);
    }
  });

  it.each(servers)("take the arguments that they took: $package $version", ({ tools }) => {
    const untried = tools.filter(({ name, inputSchema }) => {
      const isOlder = String(inputSchema["$schema"]).includes("draft-07");
      const before = (isOlder ? new Ajv(options) : new Ajv2020(options)).compile(inputSchema);
      const after = new Ajv2020(options).compile(normalizeToolSchema(inputSchema).schema);
      const samples = fc.sample(likelyValues(inputSchema, inputSchema), { numRuns: 20, seed: 1 });
      const accepted = samples.filter((sample) => before(sample));
      expect({ name, refused: accepted.filter((sample) => !after(sample)) }).toStrictEqual({
        name,
        refused: [],
      });
      return accepted.length === 0;
    });
    // A few ask for strings of a form that is not found by chance.
    expect(untried.length).toBeLessThanOrEqual(tools.length / 2);
  });
});

it("makes of any schema one that the service takes", () => {
  fc.assert(
    fc.property(fc.oneof(toolSchemas, fc.jsonValue()), (schema) => {
      expect(findSchemaFault(normalizeToolSchema(schema).schema)).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});
