import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { repositoryHost } from "../host/host.ts";
import { startSimulator } from "../simulator/simulator.ts";

/** Both regions have one; see `docs/keys-and-sign-in.md`. */
const KEY_VARIABLES = ["KIMICODE_API_KEY", "KIMI_API_KEY"] as const;
const DEFAULT_BASE_URL = "https://api.kimi.com/coding/v1";

const COMMAND =
  process.platform === "win32"
    ? '$env:KIMICODE_API_KEY = "sk-kimi-…"; npm run test:live'
    : "KIMICODE_API_KEY=sk-kimi-… npm run test:live";

const { values } = parseArgs({
  options: { "base-url": { type: "string", default: DEFAULT_BASE_URL }, requests: { type: "string" } },
});

/** `npm run test:live`: what the real service answers, beside what the simulator does. */
async function run(key: string): Promise<void> {
  // Loaded behind the variable: what the plugin remembers of images must not come from, or go to, the user's OpenClaw.
  const { MAX_REQUESTS, runLive } = await import("./run-live.ts");
  const { renderTable } = await import("./table.ts");
  const baseUrl = values["base-url"];
  const { version: hostVersion } = await repositoryHost();
  const budget = Math.min(Number(values.requests ?? MAX_REQUESTS) || MAX_REQUESTS, MAX_REQUESTS);
  console.error(`Sends at most ${budget} requests with your key. This takes one or two minutes.`);
  const service = await runLive({ baseUrl, key, hostVersion, budget });
  const gate = service.acceptsOpenClaw === true ? "open" : "closed";
  const simulator = await startSimulator({ service: { gate } });
  try {
    const expected = await runLive({ baseUrl: simulator.baseUrl, key: simulator.key, hostVersion });
    const place = baseUrl === DEFAULT_BASE_URL ? "api.kimi.com" : "another address";
    console.log(
      `Asked ${place} on ${new Date().toISOString().slice(0, 10)} as OpenClaw ${hostVersion} does: ${service.requests} requests.\n`,
    );
    console.log(renderTable(service, expected));
    console.error(
      '\nLook through the table. Then paste it into an issue of the kind "What the real service answered".',
    );
  } finally {
    await simulator.stop();
  }
}

const key = KEY_VARIABLES.map((name) => process.env[name]?.trim().replaceAll(/^["']|["']$/gu, "") ?? "").find(
  (value) => value !== "",
);
if (key === undefined) {
  console.error(
    `No key is set. Get one from the Kimi Code console: https://www.kimi.com/code/console\nThen run:\n${COMMAND}`,
  );
  process.exitCode = 2;
} else {
  const state = await mkdtemp(join(tmpdir(), "kimi-live-state-"));
  process.env["OPENCLAW_STATE_DIR"] = state;
  try {
    await run(key);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    console.error(`npm run test:live failed. ${message.replaceAll(key, "<key>")}`);
    process.exitCode = 1;
  } finally {
    await rm(state, { recursive: true, force: true });
  }
}
