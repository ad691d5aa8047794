import { tmpdir } from "node:os";
import { join } from "node:path";

import { defaultServerConditions } from "vite";
import { configDefaults, defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

const lab = "extensions/kimi-lab";
const exclude = [...configDefaults.exclude, "**/dist/**"];

/** What OpenClaw keeps on the developer's machine is nobody's input. */
const stateless = { OPENCLAW_STATE_DIR: join(tmpdir(), `kimi-tests-have-no-state-${process.pid}`) };

/** Ends a hang, and decides nothing else: a host on a busy machine may take half a minute to start. */
const hangMs = 600_000;
/** The same for a condition that is looked at again and again; shorter, so that the failure names the condition. */
const pollMs = 180_000;

/** The files that start hosts, the slowest first: one of them alone at the end would keep the others waiting. */
const slowest = [
  "one-gateway.e2e",
  "command-line.e2e",
  "onboarding.e2e",
  "onboarding-terminal.e2e",
  "renewal.e2e",
  "older-host-2026-4-27.hosts",
  "leaving.release",
  "soak.release",
  "errors.release",
  "install.release",
  "config.release",
  "one-gateway.release",
];

function placeOf({ moduleId }: TestSpecification): number {
  const index = slowest.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
  return index === -1 ? slowest.length : index;
}

class SlowestFirst extends BaseSequencer {
  override sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return Promise.resolve(files.toSorted((one, other) => placeOf(one) - placeOf(other)));
  }
}

/** Tests by what they may touch: nothing (unit), loopback and the real host (e2e, and further rows of the same before a release), older hosts too (hosts), a browser too (web), minutes or hundreds of processes (long). */
export default defineConfig({
  // Tests outside the plugin's package reach its inside by this condition, which what ships does not have.
  ssr: { resolve: { conditions: ["kimi-source", ...defaultServerConditions] } },
  test: {
    // A host that starts keeps one core busy, but half of the time the tests wait for one.
    maxWorkers: 3,
    sequence: { sequencer: SlowestFirst },
    projects: [
      {
        test: {
          name: "unit",
          env: stateless,
          include: ["extensions/*/**/*.test.ts"],
          exclude: [
            ...exclude,
            "**/*.e2e.test.ts",
            "**/*.hosts.test.ts",
            "**/*.hosts-long.test.ts",
            "**/*.release.test.ts",
            "**/*.long.test.ts",
            "**/*.web.test.ts",
          ],
          testTimeout: hangMs,
          hookTimeout: hangMs,
        },
      },
      {
        test: {
          name: "e2e",
          env: stateless,
          benchmark: { include: [] },
          include: [`${lab}/e2e/**/*.e2e.test.ts`],
          exclude,
          globalSetup: `${lab}/e2e/support/run-folder.ts`,
          testTimeout: hangMs,
          hookTimeout: hangMs,
          expect: { poll: { timeout: pollMs } },
        },
      },
      {
        test: {
          name: "release",
          env: stateless,
          benchmark: { include: [] },
          include: [`${lab}/e2e/**/*.release.test.ts`],
          exclude,
          globalSetup: `${lab}/e2e/support/run-folder.ts`,
          testTimeout: hangMs,
          hookTimeout: hangMs,
          expect: { poll: { timeout: pollMs } },
        },
      },
      {
        test: {
          name: "web",
          benchmark: { include: [] },
          include: [`${lab}/e2e/**/*.web.test.ts`],
          exclude,
          globalSetup: `${lab}/e2e/support/run-folder.ts`,
          testTimeout: hangMs,
          hookTimeout: hangMs,
          expect: { poll: { timeout: pollMs } },
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
          hookTimeout: hangMs,
          expect: { poll: { timeout: pollMs } },
        },
      },
      {
        test: {
          name: "hosts",
          benchmark: { include: [] },
          include: [`${lab}/e2e/**/*.hosts.test.ts`],
          exclude,
          testTimeout: hangMs,
          hookTimeout: hangMs,
          expect: { poll: { timeout: pollMs } },
        },
      },
      {
        test: {
          name: "hosts-long",
          benchmark: { include: [] },
          include: [`${lab}/e2e/**/*.hosts-long.test.ts`],
          exclude,
          testTimeout: hangMs,
          hookTimeout: hangMs,
          expect: { poll: { timeout: pollMs } },
        },
      },
    ],
  },
});
