import { stripVTControlCharacters } from "node:util";

import type { Host } from "../host/host.ts";
import { prepareHost } from "./context.ts";
import { AbsentSurface, type Cell, type Surface } from "./surface.ts";

/**
 * Tries these surfaces in one host, one after another, and notes how each of them went. Secrets are not in it.
 *
 * @throws when the host cannot be set up, or cannot be left; what was noted before that holds.
 */
export async function runHost(
  host: Host,
  { tarball, screenshots }: { readonly tarball: string; readonly screenshots: string | null },
  surfaces: readonly Surface[],
  note: (id: string, cell: Cell) => Promise<void>,
): Promise<void> {
  await using context = await prepareHost(host, tarball, screenshots);
  const secrets = Object.values(context.keys);
  for (const surface of surfaces) {
    await note(surface.id, await tryOne(() => surface.run(context), secrets));
  }
}

async function tryOne(run: () => Promise<void>, secrets: readonly string[]): Promise<Cell> {
  try {
    await run();
    return { kind: "green" };
  } catch (error) {
    const reason = firstLine(error, secrets);
    return { kind: error instanceof AbsentSurface ? "absent" : "red", reason };
  }
}

/** The first line of an error, short enough for a table, without keys; of a browser's, also what it waited for. */
export function firstLine(error: unknown, secrets: readonly string[]): string {
  const text = error instanceof Error ? error.message : String(error);
  const hidden = secrets.reduce((shown, secret) => shown.replaceAll(secret, "<key>"), text);
  const [first = "", ...rest] = stripVTControlCharacters(hidden).trim().split("\n");
  const awaited = rest[0]?.startsWith("Call log:") === true ? ` ${rest[1]?.trim() ?? ""}` : "";
  return `${first}${awaited}`.slice(0, 300);
}
