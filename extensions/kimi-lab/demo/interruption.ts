/** Why the demo ends early: a signal, with the exit code that shells give it. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
  readonly exitCode: number;

  constructor(signalNumber: number) {
    super("Interrupted.");
    this.exitCode = 128 + signalNumber;
  }
}

const signals = [
  ["SIGHUP", 1],
  ["SIGINT", 2],
  ["SIGTERM", 15],
] as const;

const parentCheckMs = 500;

/**
 * Takes over Ctrl-C and its like for the rest of this process: the first one aborts the result with an
 * {@link Interrupted}, the second ends the process at once, for a user who does not want to wait.
 *
 * The end of the parent counts as SIGTERM. `npm start` runs us below a shell, and where that is dash a signal
 * that only npm gets ends the shell and never comes here.
 */
export function interruptible(): AbortSignal {
  const interruption = new AbortController();
  for (const [name, number] of signals) {
    process.on(name, () => {
      const interrupted = new Interrupted(number);
      if (interruption.signal.aborted) process.exit(interrupted.exitCode);
      interruption.abort(interrupted);
    });
  }
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent && !interruption.signal.aborted) interruption.abort(new Interrupted(15));
  }, parentCheckMs).unref();
  // A terminal that is gone must not keep us from an orderly end.
  process.stdout.on("error", () => {});
  process.stderr.on("error", () => {});
  return interruption.signal;
}
