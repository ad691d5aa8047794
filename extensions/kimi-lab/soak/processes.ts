import { readdirSync, readFileSync } from "node:fs";

/** A process of a home. */
export interface HomeProcess {
  readonly pid: number;
  readonly commandLine: string;
  readonly environment: string;
}

/** Every process that has this folder for its home, the gateway and all that it starts. Linux only: elsewhere none. */
export function processesOf(home: string): readonly HomeProcess[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc").flatMap((name) => {
    if (!/^\d+$/u.test(name)) return [];
    const environment = readQuietly(`/proc/${name}/environ`);
    if (!environment.split("\0").includes(`HOME=${home}`)) return [];
    const commandLine = readQuietly(`/proc/${name}/cmdline`).replaceAll("\0", " ").trim();
    return [{ pid: Number(name), commandLine, environment }];
  });
}

/** A process may end between the listing and the look. */
function readQuietly(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return "";
  }
}
