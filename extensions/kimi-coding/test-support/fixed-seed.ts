import { configureGlobal } from "fast-check";

/**
 * Import it where properties are tested. All of them then draw the same values each time, so that a commit is green or
 * red for everybody. `npm run test:properties` sets `FUZZ_RUNS` and draws new ones; `FUZZ_SEED` repeats a failure.
 */
const { FUZZ_RUNS: runs, FUZZ_SEED: seed } = process.env;
if (runs === undefined || seed !== undefined) configureGlobal({ seed: Number(seed ?? 20_261_127) });
