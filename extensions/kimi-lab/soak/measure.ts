import { readdirSync, readlinkSync } from "node:fs";
import { readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { z } from "zod";

const probeSchema = z.object({ rss: z.number(), heapUsed: z.number(), resources: z.array(z.string()) });

/** What a gateway holds while it rests. */
export interface Sample {
  /** How many gateways ran before this one. */
  readonly life: number;
  /** How many turns the run has begun. */
  readonly turns: number;
  readonly rssBytes: number;
  /** After a collection of garbage. */
  readonly heapBytes: number;
  /** Open files, sockets and pipes. */
  readonly descriptors: number;
  readonly sockets: number;
  /** What keeps its event loop busy, by name (`Timeout`, `TCPSocketWrap`). */
  readonly resources: Readonly<Record<string, number>>;
}

/** How a gateway is started so that {@link measure} can ask it. */
export function probeEnvironment(folder: string): { readonly nodeOptions: string; readonly file: string } {
  const preload = pathToFileURL(join(import.meta.dirname, "probe.ts")).href;
  return { nodeOptions: `--expose-gc --import=${preload}`, file: join(folder, "probe.json") };
}

const POLL_MS = 50;
const POLLS = 600;

/** Has a gateway collect its garbage and report. Null when it does not answer within half a minute. */
export async function measure(
  pid: number,
  file: string,
  place: Pick<Sample, "life" | "turns">,
): Promise<Sample | null> {
  await rm(file, { force: true });
  await writeFile(`${file}.question`, "");
  for (let poll = 0; poll < POLLS; poll += 1) {
    const text = await readFile(file, "utf8").catch(() => null);
    if (text !== null) {
      const { rss, heapUsed, resources } = probeSchema.parse(JSON.parse(text));
      const open = openFiles(pid);
      return {
        ...place,
        rssBytes: rss,
        heapBytes: heapUsed,
        descriptors: open.length,
        sockets: open.filter((target) => target.startsWith("socket:")).length,
        resources: count(resources),
      };
    }
    await pause(POLL_MS);
  }
  return null;
}

/** What the descriptors of a process point at. */
function openFiles(pid: number): readonly string[] {
  const folder = `/proc/${pid}/fd`;
  return readdirSync(folder).flatMap((name) => {
    try {
      return [readlinkSync(join(folder, name))];
    } catch {
      return [];
    }
  });
}

function count(names: readonly string[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const name of names) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}
