import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { ensureHost } from "../host/ensure-host.ts";
import { repositoryHost, type Host } from "../host/host.ts";
import { npmCommand } from "../host/npm.ts";

/** The columns of the page, in their order. The last one reports, and fails no run. */
export const columnNames = ["2026.9.6", "2026.5.7", "2026.4.27", "newest"] as const;
export type ColumnName = (typeof columnNames)[number];

/** @throws when the host is not there and cannot be installed. */
export async function hostOf(name: ColumnName, log: (line: string) => void): Promise<Host> {
  if (name === columnNames[0]) return repositoryHost();
  return ensureHost(name === "newest" ? await newestVersion() : name, { log });
}

/** The version of OpenClaw that `npm install openclaw` would get today. */
export async function newestVersion(): Promise<string> {
  const npm = npmCommand();
  const { stdout } = await promisify(execFile)(npm.command, [
    ...npm.args,
    "view",
    "openclaw",
    "dist-tags.latest",
  ]);
  return stdout.trim();
}
