import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { promisify } from "node:util";

import type { Gateway } from "./gateway.ts";
import type { Home } from "./home.ts";
import { holdGroup, releaseGroup } from "./living-groups.ts";
import { startProcessGroup } from "./process-group.ts";
import { signalGroup } from "./process-tree.ts";

/** A command of the host in a terminal of its own. The caller must `stop` it. */
export interface Terminal {
  /** What is on the screen and what has scrolled off it, without colours, wrapped lines joined. */
  screen(): Promise<string>;
  /** What is on the screen, line by line, with the escape sequences of its colours. */
  colouredScreen(): Promise<string>;
  /** Types text as it is. */
  type(text: string): Promise<void>;
  /** Presses a key by tmux's name for it: `Enter`, `Escape`, `C-c`, `Up`. */
  press(key: string): Promise<void>;
  /** Resolves with the screen once it matches. @throws with the screen when it does not in `timeoutMs` (180 s). */
  waitFor(pattern: RegExp, options?: { readonly timeoutMs?: number }): Promise<string>;
  /** Resolves when the command has ended by itself. @throws when it has not in 180 s. */
  ended(): Promise<void>;
  /** Ends the command and the terminal. May be called again. */
  stop(): Promise<void>;
}

export interface TerminalOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/**
 * How often tmux is asked whether the command has ended, and all that it printed is on the screen. By itself, tmux 3.3a
 * may not notice on a busy machine (its hook `pane-died` did not come).
 */
const DEAD_POLL_MS = 1000;

/** What the host's chat shows once it is connected; "reconnected" where a gateway that still starts dropped it once. */
export const tuiConnected = /\| connected|gateway (?:re)?connected/u;

/** Opens OpenClaw's own chat on a running gateway. */
export function openTui(
  home: Home,
  gateway: Pick<Gateway, "url" | "token">,
  options: TerminalOptions & { readonly sessionKey?: string } = {},
): Promise<Terminal> {
  const { sessionKey, ...rest } = options;
  const session = sessionKey === undefined ? [] : ["--session", sessionKey];
  return startTerminal(home, ["tui", "--url", gateway.url, "--token", gateway.token, ...session], rest);
}

/**
 * Runs a command of a host, or of another Node.js program, in a pseudo-terminal of 120 by 40 characters, with tmux as the terminal.
 *
 * @throws when tmux is not installed.
 */
export async function startTerminal(
  home: Pick<Home, "directory" | "env"> & { readonly host: Pick<Home["host"], "entry"> },
  args: readonly string[],
  { columns = 120, rows = 40, env = {} }: TerminalOptions = {},
): Promise<Terminal> {
  const directory = await mkdtemp(join(tmpdir(), "tty-"));
  const server = ["-S", join(directory, "socket"), "-f", "/dev/null"];
  // NO_COLOR is for programs that are read by programs; here a terminal reads.
  const { NO_COLOR: _, ...rest } = home.env;
  const terminalEnv = { ...rest, TERM: "xterm-256color", LANG: "C.UTF-8", ...env };
  const tmux = async (...command: readonly string[]) => {
    const { stdout } = await promisify(execFile)("tmux", [...server, ...command], { env: terminalEnv });
    return stdout;
  };
  const screen = () => tmux("capture-pane", "-p", "-J", "-S", "-");

  const size = ["-x", String(columns), "-y", String(rows)];
  // A terminal that ended with its command would take the last lines with it before they are read.
  const staysOpen = ["start-server", ";", "set-option", "-g", "remain-on-exit", "on", ";"];
  const started = await tmux(
    ...staysOpen,
    "new-session",
    "-d",
    ...size,
    "-c",
    home.directory,
    "-P",
    "-F",
    "#{pid} #{pane_pid}",
    "--",
    process.execPath,
    home.host.entry,
    ...args,
  ).catch(async (cause: unknown) => {
    await rm(directory, { recursive: true, force: true });
    throw new Error(explain(cause), { cause });
  });
  const leaders = started.trim().split(" ").map(Number);
  for (const leader of leaders) holdGroup(leader);

  // A client in control mode is told of every piece of output, which makes it the signal to look again.
  const watcher = await startProcessGroup("tmux", [...server, "-C", "attach", "-f", "ignore-size"], {
    env: terminalEnv,
    cwd: home.directory,
    keepInputOpen: true,
  });

  const isDead = () => tmux("display-message", "-p", "#{pane_dead}").then((dead) => dead.trim() === "1");
  const watchEnd = async () => {
    // A terminal that cannot be asked any more has ended, too.
    while (!(await isDead().catch(() => true))) await delay(DEAD_POLL_MS, undefined, { ref: false });
  };
  const ended = watchEnd();
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    for (const leader of leaders.toReversed()) signalGroup(leader, "SIGKILL");
    for (const leader of leaders) releaseGroup(leader);
    await watcher.stop(0);
    await rm(directory, { recursive: true, force: true });
  };

  return {
    screen,
    colouredScreen: () => tmux("capture-pane", "-p", "-e"),
    type: async (text) => void (await tmux("send-keys", "-l", "--", text)),
    press: async (key) => void (await tmux("send-keys", key)),
    async waitFor(pattern, { timeoutMs = 180_000 } = {}) {
      const timeout = AbortSignal.timeout(timeoutMs);
      let seen = "";
      let isOver = false;
      for (;;) {
        const changed = Promise.withResolvers<void>();
        const stopListening = watcher.onOutput(() => changed.resolve());
        const giveUp = () => changed.resolve();
        timeout.addEventListener("abort", giveUp);
        try {
          seen = await screen().catch(() => seen);
          if (new RegExp(pattern.source, pattern.flags.replace("g", "")).test(seen)) return seen;
          if (timeout.aborted || isOver) break;
          // What was shown last is looked at once more.
          isOver = await Promise.race([changed.promise.then(() => false), ended.then(() => true)]);
        } finally {
          stopListening();
          timeout.removeEventListener("abort", giveUp);
        }
      }
      const reason = timeout.aborted ? `within ${timeoutMs} ms` : "before the command ended";
      throw new Error(`The terminal did not show ${pattern} ${reason}. It shows:\n${seen.trimEnd()}`);
    },
    async ended() {
      const late = Promise.withResolvers<never>();
      const timer = setTimeout(() => late.reject(new Error("The command goes on after 180 s.")), 180_000);
      try {
        await Promise.race([ended, late.promise]);
      } finally {
        clearTimeout(timer);
      }
    },
    stop: () => (stopped ??= stop()),
  };
}

function explain(cause: unknown): string {
  const missing = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
  return missing
    ? "tmux is not installed; it is the terminal for tests. Install it with your system's packages (apt-get install tmux, brew install tmux)."
    : "tmux could not open a terminal.";
}
