import { describe, it } from "vitest";

import { harmlessRefusals } from "../support/refusal-rows.ts";
import { expectHarmless } from "../support/refusal-suite.ts";
import type { SharedGateway } from "./shared-gateway.ts";

/** One for each way in which a refusal is recognized: by its words, by a hint in them, and by nothing. */
const everyday = new Set(["a model id with a hint", "a plan without Kimi Code", "a 403 of unknown words"]);

/** A few refusals of the service in a chat; all of them are in `errors.release.test.ts`. */
export function describeRefusals(shared: SharedGateway): void {
  describe("a refusal of the service", () => {
    it.each(harmlessRefusals.filter(({ name }) => everyday.has(name)))(
      "is explained, and leaves another session alone: $name",
      async (refusal) => {
        const { gateway, host } = shared;
        await expectHarmless({ gateway, simulator: host.simulator }, refusal);
      },
    );
  });
}
