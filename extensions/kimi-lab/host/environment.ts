import { execFile } from "node:child_process";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

import type { Host } from "./host.ts";
import { npmCommand } from "./npm.ts";
import { repositoryRoot } from "./paths.ts";

/** What a host gets to see of the caller's environment: how to run and how to reach the network, no more. */
const inherited = [
  "LANG",
  "LC_ALL",
  "LC_CTYPE",
  "TZ",
  "TERM",
  "COLORTERM",
  "TMPDIR",
  "TEMP",
  "TMP",
  "SystemRoot",
  "ComSpec",
  "PATHEXT",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "http_proxy",
  "https_proxy",
  "NODE_EXTRA_CA_CERTS",
  "SSL_CERT_FILE",
] as const;

/** OpenClaw's own switches for a gateway that another program owns (its docs, `gateway/embedding.md`). */
const supervised = {
  OPENCLAW_DISABLE_BONJOUR: "1",
  OPENCLAW_EXEC_SHELL_SNAPSHOT: "0",
  OPENCLAW_NO_RESPAWN: "1",
  OPENCLAW_NO_AUTO_UPDATE: "1",
  OPENCLAW_SKIP_CHANNELS: "1",
  // No turns by the clock: a heartbeat comes at some moment of each half hour, and its request would get the answer
  // that a test has scripted for another.
  OPENCLAW_SKIP_CRON: "1",
} as const;

/** The environment in which a host runs with `home` as its home folder. No key of the caller is in it. */
export async function createEnvironment(home: string, host: Host): Promise<Record<string, string>> {
  const passed = inherited.flatMap((name) => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const localhost = "127.0.0.1,localhost,::1";
  const direct = process.env["NO_PROXY"] ?? process.env["no_proxy"];
  return {
    TERM: "xterm-256color",
    ...Object.fromEntries(passed),
    ...supervised,
    ...host.env,
    ...(await npmSettings()),
    HOME: home,
    USERPROFILE: home,
    APPDATA: join(home, "AppData", "Roaming"),
    LOCALAPPDATA: join(home, "AppData", "Local"),
    NO_PROXY: direct === undefined ? localhost : `${direct},${localhost}`,
    NO_COLOR: "1",
    PATH: [host.binDirectory, join(repositoryRoot, "node_modules", ".bin"), process.env["PATH"] ?? ""].join(
      delimiter,
    ),
  };
}

let settings: Promise<Record<string, string>> | undefined;

/**
 * The caller's registry and cache for the npm that a host runs by itself: with a home folder of its own it
 * does not see the caller's `.npmrc`, and 2026.4.27 waits without end for a registry that is out of reach.
 */
function npmSettings(): Promise<Record<string, string>> {
  settings ??= readNpmSettings();
  return settings;
}

async function readNpmSettings(): Promise<Record<string, string>> {
  const npm = npmCommand();
  const args = [...npm.args, "config", "get", "registry", "cache"];
  const { stdout } = await promisify(execFile)(npm.command, args, { cwd: repositoryRoot });
  const read = (name: string) => new RegExp(`^${name}=(.+)$`, "m").exec(stdout)?.[1]?.trim();
  const registry = read("registry");
  const cache = read("cache");
  return {
    ...(registry !== undefined && { npm_config_registry: registry }),
    ...(cache !== undefined && { npm_config_cache: cache }),
    npm_config_update_notifier: "false",
    npm_config_fund: "false",
    npm_config_audit: "false",
  };
}
