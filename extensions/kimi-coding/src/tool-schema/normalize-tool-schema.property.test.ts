import { Ajv2020 } from "ajv/dist/2020.js";
import * as fc from "fast-check";
import "../../test-support/fixed-seed.ts";
import { describe, expect, it } from "vitest";
import { deepFreeze } from "../../test-support/values.ts";
import type { JsonObject } from "../kimi/index.ts";
import { likelyValues, toolSchemas, values } from "./arbitraries.ts";
import { normalizeToolSchema } from "./normalize-tool-schema.ts";

const runs = { numRuns: Number(process.env["FUZZ_RUNS"] ?? 100) };

const withArguments = toolSchemas.chain((schema) =>
  fc.record({
    schema: fc.constant(schema),
    samples: fc.array(
      fc.oneof(
        { weight: 1, arbitrary: fc.record({ v: values }) },
        { weight: 4, arbitrary: likelyValues(schema, schema) },
      ),
      { minLength: 4, maxLength: 4 },
    ),
  }),
);

type Accepts = (value: unknown) => boolean | undefined;

/** Undefined for a schema that refers to itself and to nothing else: it sends a validator round in circles. */
function compile(schema: JsonObject): Accepts {
  const ajv = new Ajv2020({ strict: false, logger: false, validateFormats: false });
  return (value) => {
    try {
      return ajv.validate(schema, value);
    } catch (error) {
      if (error instanceof RangeError) return undefined;
      throw error;
    }
  };
}

// Compiling a validator for each schema takes its time.
describe("normalizeToolSchema", { timeout: 600_000 }, () => {
  it("accepts all arguments that the original accepts, and the validator takes what it makes", () => {
    let accepted = 0;
    fc.assert(
      fc.property(withArguments, ({ schema, samples }) => {
        const original = compile(schema);
        const normalized = compile(normalizeToolSchema(schema).schema);
        for (const sample of samples) {
          if (original(sample) !== true) continue;
          accepted += 1;
          expect({ sample, accepted: normalized(sample) }).toStrictEqual({ sample, accepted: true });
        }
      }),
      runs,
    );
    // Else nothing was shown.
    expect(accepted).toBeGreaterThan(runs.numRuns);
  });

  it("is exact for a schema that loses nothing", () => {
    let refused = 0;
    fc.assert(
      fc.property(withArguments, ({ schema, samples }) => {
        const { schema: normalized, losses } = normalizeToolSchema(schema);
        if (losses.length > 0) return;
        const [original, made] = [compile(schema), compile(normalized)];
        for (const sample of samples) {
          if (original(sample) !== false) continue;
          refused += 1;
          expect({ sample, accepted: made(sample) }).toStrictEqual({ sample, accepted: false });
        }
      }),
      runs,
    );
    expect(refused).toBeGreaterThan(0);
  });

  it("changes nothing the second time", () => {
    fc.assert(
      fc.property(toolSchemas, (schema) => {
        const once = normalizeToolSchema(schema);
        const again = normalizeToolSchema(structuredClone(once.schema));
        expect(again).toStrictEqual({ schema: once.schema, losses: [] });
      }),
      runs,
    );
  });

  it("takes any JSON at all, and writes into none of it", () => {
    const anyJson = fc.oneof(fc.jsonValue(), toolSchemas, fc.record({ properties: fc.jsonValue() }));
    fc.assert(
      fc.property(anyJson, (schema) => {
        const once = normalizeToolSchema(deepFreeze(schema)).schema;
        expect(normalizeToolSchema(structuredClone(once)).schema).toStrictEqual(once);
      }),
      runs,
    );
  });
});
