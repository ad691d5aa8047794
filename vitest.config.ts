import { tmpdir } from "node:os";
import { join } from "node:path";

import { defaultServerConditions } from "vite";
import { configDefaults, defineConfig } from "vitest/config";

const lab = "extensions/kimi-lab";
const exclude = [...configDefaults.exclude, "**/dist/**"];

/** Tests by what they may touch: nothing (unit), loopback and the real host (e2e), older hosts too (hosts), a browser too (web), minutes or hundreds of processes (long). */
export default defineConfig({
  // Tests outside the plugin's package reach its inside by this condition, which what ships does not have.
  ssr: { resolve: { conditions: ["kimi-source", ...defaultServerConditions] } },
  test: {
    // A host that starts keeps one core busy, but half of the time the tests wait for one.
    maxWorkers: 3,
    projects: [
      {
        test: {
          name: "unit",
          // What OpenClaw keeps on the developer's machine is nobody's input.
          env: { OPENCLAW_STATE_DIR: join(tmpdir(), "kimi-unit-tests-have-no-state") },
          include: ["extensions/*/**/*.test.ts"],
          exclude: [
            ...exclude,
            "**/*.e2e.test.ts",
            "**/*.hosts.test.ts",
            "**/*.long.test.ts",
            "**/*.web.test.ts",
          ],
          // Only what hangs ends by this: properties of 200 runs take minutes on a machine that is busy enough.
          testTimeout: 600_000,
        },
      },
      {
        test: {
          name: "e2e",
          benchmark: { include: [] },
          include: [`${lab}/e2e/**/*.e2e.test.ts`],
          exclude,
          globalSetup: `${lab}/e2e/support/run-folder.ts`,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: "web",
          benchmark: { include: [] },
          include: [`${lab}/e2e/**/*.web.test.ts`],
          exclude,
          globalSetup: `${lab}/e2e/support/run-folder.ts`,
          testTimeout: 180_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: "long",
          benchmark: { include: [] },
          include: [`${lab}/e2e/**/*.long.test.ts`],
          exclude,
          globalSetup: `${lab}/e2e/support/run-folder.ts`,
          testTimeout: 3_600_000,
          hookTimeout: 180_000,
        },
      },
      {
        test: {
          name: "hosts",
          benchmark: { include: [] },
          include: [`${lab}/e2e/**/*.hosts.test.ts`],
          exclude,
          testTimeout: 600_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
});
