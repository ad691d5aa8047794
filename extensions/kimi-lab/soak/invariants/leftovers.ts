import type { RunRecord } from "../run-record.ts";

/**
 * What OpenClaw 2026.9.6 leaves where it is killed, each seen 2026-11: the locks of the gateway's own singleton, which the
 * next start takes over, and what it had written of an image that a user sent, before it renames that. The last gateway
 * of a run is killed as well if it does not stop within seconds. The plugin writes to neither folder.
 */
const leftByKilledHost =
  /^(?:tmp\/openclaw-\d+\/gateway\.(?:[0-9a-f]{8}|state)\.lock|media\/inbound\/\.fs-safe-[0-9a-f-]{36}\.tmp)$/u;

/**
 * OpenClaw 2026.9.6 behind SIGKILL, once in two runs: the broker that starts its processes waits for a reader of the
 * database that waits for the gateway (seen 2026-11, both minutes later). The plugin starts neither.
 */
const orphanOfKilledHost =
  /^\d+ \S+ \S+\/openclaw\/dist\/(?:process\/spawn-broker\/worker|infra\/sqlite-readonly-location\.worker)\.js(?: |$)/u;

/** Nothing is left behind: no process, no temporary file, no lock; but for what a killed host leaves of its own. */
export function findLeftovers({ leftovers }: Pick<RunRecord, "leftovers">): readonly string[] {
  const { temporaryFiles } = leftovers;
  const processes = leftovers.processes.filter((name) => !orphanOfKilledHost.test(name));
  const lockFiles = leftovers.lockFiles.filter((name) => !leftByKilledHost.test(name));
  return [
    ...processes.map((name) => `a process is left: ${name}`),
    ...temporaryFiles.map((name) => `a temporary file is left: ${name}`),
    ...lockFiles.map((name) => `a lock is left: ${name}`),
  ];
}
