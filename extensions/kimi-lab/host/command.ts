import { startProcessGroup, type Exit } from "./process-group.ts";
import type { Host } from "./host.ts";

export type CommandResult = Exit;

export interface CommandOptions {
  /** 300,000 by default. The command and all that it started is then ended by force. */
  readonly timeoutMs?: number;
  /** Added to the home's environment for this command. */
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  readonly signal?: AbortSignal;
  /** Texts to keep out of error messages. */
  readonly secrets?: readonly string[];
}

/** A command of the host that failed or did not end. The message ends with what it wrote last. */
export class HostCommandError extends Error {
  override readonly name = "HostCommandError";
  readonly command: string;
  readonly result: CommandResult;

  constructor(command: string, reason: string, result: CommandResult, secrets: readonly string[] = []) {
    const hide = (text: string) => secrets.reduce((shown, secret) => shown.replaceAll(secret, "<key>"), text);
    const said = `${result.stdout}\n${result.stderr}`.trim().split("\n").slice(-outputLines).join("\n");
    super(hide(`${command} ${reason}${said === "" ? ", without a word." : `. It said:\n${said}`}`));
    this.command = hide(command);
    this.result = result;
  }
}

const outputLines = 15;
const defaultTimeoutMs = 300_000;

/**
 * Runs one command of a host to its end. A failing command is a result, not an error.
 *
 * @throws {HostCommandError} when it does not end in time.
 * @throws the reason of `signal`, after the command has been ended, when that is aborted.
 */
export async function runHostCommand(
  host: Host,
  args: readonly string[],
  place: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
  { timeoutMs = defaultTimeoutMs, env, input, signal, secrets }: CommandOptions = {},
): Promise<CommandResult> {
  signal?.throwIfAborted();
  const group = await startProcessGroup(process.execPath, [host.entry, ...args], {
    cwd: place.cwd,
    env: { ...place.env, ...env },
    ...(input !== undefined && { input }),
  });
  const timeout = AbortSignal.timeout(timeoutMs);
  const stop = () => void group.stop(0);
  const ended = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
  ended.addEventListener("abort", stop);
  if (ended.aborted) stop();
  const result = await group.exited.finally(() => ended.removeEventListener("abort", stop));
  signal?.throwIfAborted();
  if (timeout.aborted) {
    const seconds = Math.round(timeoutMs / 1000);
    throw new HostCommandError(describe(args), `did not end within ${seconds} s`, result, secrets);
  }
  return result;
}

/** The command as a user would type it. */
export function describe(args: readonly string[]): string {
  return ["openclaw", ...args].map((arg) => (/^[\w@%+=:,./-]+$/u.test(arg) ? arg : `'${arg}'`)).join(" ");
}
