import type { RunRecord } from "../run-record.ts";

/** Nothing is left behind: no process, no temporary file, no lock. */
export function findLeftovers({ leftovers }: Pick<RunRecord, "leftovers">): readonly string[] {
  const { processes, temporaryFiles, lockFiles } = leftovers;
  return [
    ...processes.map((name) => `a process is left: ${name}`),
    ...temporaryFiles.map((name) => `a temporary file is left: ${name}`),
    ...lockFiles.map((name) => `a lock is left: ${name}`),
  ];
}
