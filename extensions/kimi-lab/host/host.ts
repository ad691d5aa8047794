import { readFile } from "node:fs/promises";
import { findPackageJSON } from "node:module";
import { dirname, join } from "node:path";
import { z } from "zod";

/** An installed OpenClaw. */
export interface Host {
  readonly version: string;
  /** The program to run with Node.js. */
  readonly entry: string;
  /** The `.bin` folder beside it, where its command `openclaw` is. */
  readonly binDirectory: string;
  /** What this installation needs in its environment. */
  readonly env: Readonly<Record<string, string>>;
}

const manifestSchema = z.object({ version: z.string() });

/**
 * The OpenClaw that is installed as a dependency of this repository.
 *
 * @throws when it is not installed.
 */
export async function repositoryHost(): Promise<Host> {
  const manifest = findPackageJSON("openclaw", import.meta.url);
  if (manifest === undefined) throw new Error("OpenClaw is not installed here. Run: npm ci");
  return hostAt(dirname(manifest));
}

/** The OpenClaw whose package folder (`…/node_modules/openclaw`) is given. */
export async function hostAt(directory: string): Promise<Host> {
  const manifest = manifestSchema.parse(JSON.parse(await readFile(join(directory, "package.json"), "utf8")));
  return {
    version: manifest.version,
    entry: join(directory, "openclaw.mjs"),
    binDirectory: join(directory, "..", ".bin"),
    env: {},
  };
}
