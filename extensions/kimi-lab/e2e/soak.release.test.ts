import { expect, it } from "vitest";

import { parseOptions } from "../soak/options.ts";
import { makeReport } from "../soak/report.ts";
import { runSoak } from "../soak/run-soak.ts";

// As `npm run soak -- --short` does; the long form is for a machine that has nothing else to do.
it("forty turns with faults and a killed gateway all end in an answer or an explained error, and lose nothing", async () => {
  const options = parseOptions(["--short"]);
  const report = makeReport(options, await runSoak(options, console.info));
  expect(report.isClean ? "" : report.text).toBe("");
});
