import { spawn } from "node:child_process";
import { once } from "node:events";

import type { Gateway } from "../host/gateway.ts";
import type { Home } from "../host/home.ts";

/**
 * Hands the terminal to OpenClaw's own chat, on the conversation that is under way, and resolves when the user
 * leaves it. It is ended when `signal` is aborted.
 */
export async function openChat(
  home: Home,
  gateway: Gateway,
  sessionKey: string,
  signal: AbortSignal,
): Promise<void> {
  const { NO_COLOR: _, ...env } = home.env;
  // In our own process group, because only the foreground group of a terminal may read from it.
  const child = spawn(
    process.execPath,
    [home.host.entry, "tui", "--url", gateway.url, "--token", gateway.token, "--session", sessionKey],
    { cwd: home.directory, env, stdio: "inherit" },
  );
  const stop = () => child.kill("SIGKILL");
  signal.addEventListener("abort", stop);
  process.once("exit", stop);
  try {
    await once(child, "exit");
  } finally {
    signal.removeEventListener("abort", stop);
    process.removeListener("exit", stop);
  }
}
