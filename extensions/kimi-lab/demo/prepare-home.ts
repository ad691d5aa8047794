import { rm } from "node:fs/promises";

import { createHome, type Home } from "../host/home.ts";
import type { Host } from "../host/host.ts";
import { extensionRoot } from "../host/paths.ts";
import { installPlugin, onboard, pointAt } from "../host/setup.ts";
import type { Progress } from "./progress.ts";
import type { Service } from "./service.ts";
import { digest, digestPlugin, readSetupRecord, writeSetupRecord, type SetupRecord } from "./setup-record.ts";

/**
 * An OpenClaw home with the plugin installed and onboarded for this service. What an earlier run finished is
 * reused if it still fits; anything else is made anew, because a half-made home cannot be told from a broken one.
 *
 * @throws {HostCommandError} when a command of the host fails.
 */
export async function prepareHome(
  directory: string,
  host: Host,
  service: Service,
  progress: Progress,
  signal: AbortSignal,
): Promise<Home> {
  const simulator = service.kind === "simulator" ? service.simulator : undefined;
  const wanted: SetupRecord = {
    hostVersion: host.version,
    plugin: await digestPlugin(),
    key: digest(service.key),
    ...(simulator !== undefined && { simulatorPort: Number(new URL(simulator.url).port) }),
  };
  const found = await readSetupRecord(directory);
  const reusable =
    found?.hostVersion === wanted.hostVersion && found.plugin === wanted.plugin && found.key === wanted.key;
  if (!reusable) await rm(directory, { recursive: true, force: true, maxRetries: 5 });
  const home = await createHome({ directory, host });
  if (reusable) {
    progress.line(`  ${progress.dim("The plugin is installed and onboarded. An earlier run did that.")}`);
  } else {
    await progress.step("Install the plugin: openclaw plugins install", () =>
      installPlugin(home, { path: extensionRoot }, { signal }),
    );
    // The user's own key goes through the environment, where no other user of this machine can read it.
    const keyVariable = service.kind === "kimi" ? { keyVariable: service.keyVariable } : {};
    await progress.step("Onboard: openclaw onboard --auth-choice kimi-code-api-key", () =>
      onboard(home, { key: service.key, signal, ...keyVariable }),
    );
  }
  if (simulator !== undefined && (!reusable || found.simulatorPort !== wanted.simulatorPort)) {
    await progress.step("Use the simulator: openclaw config set models.providers.kimi", () =>
      pointAt(home, simulator.baseUrl, { signal }),
    );
  }
  await writeSetupRecord(directory, wanted);
  return home;
}
