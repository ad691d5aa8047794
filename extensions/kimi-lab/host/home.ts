import { mkdir, mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { z } from "zod";

import {
  describe,
  HostCommandError,
  runHostCommand,
  type CommandOptions,
  type CommandResult,
} from "./command.ts";
import { createEnvironment } from "./environment.ts";
import { repositoryHost, type Host } from "./host.ts";

/** A home folder of its own for one OpenClaw: nothing of the developer's goes in, nothing comes out. */
export interface Home {
  readonly host: Host;
  /** What the host sees as `$HOME`. */
  readonly directory: string;
  /** The host's `openclaw.json`. */
  readonly configFile: string;
  /** Where the host writes its log; by default hosts share one file below `/tmp`. */
  readonly logFile: string;
  readonly env: Readonly<Record<string, string>>;
  /** Runs a command to its end, whatever its exit code. See {@link runHostCommand}. */
  openclaw(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** The same for a command that must succeed: throws a {@link HostCommandError} if it does not. */
  succeed(args: readonly string[], options?: CommandOptions): Promise<CommandResult>;
  /** The same for a command that prints JSON (pass its `--json`); throws if that has another shape. */
  json<T>(args: readonly string[], schema: z.ZodType<T>, options?: CommandOptions): Promise<T>;
  /** Deletes the folder. The caller stops what runs in it first. */
  remove(): Promise<void>;
}

export interface HomeOptions {
  /** By default a new folder below the system's temporary one. An existing home is used as it is. */
  readonly directory?: string;
  /** By default the OpenClaw of this repository. */
  readonly host?: Host;
  /** Added to the environment of everything that runs in this home. */
  readonly env?: Readonly<Record<string, string>>;
}

/** Makes a home, or opens one that exists. */
export async function createHome(options: HomeOptions = {}): Promise<Home> {
  const host = options.host ?? (await repositoryHost());
  const directory = options.directory ?? (await mkdtemp(join(await realpath(tmpdir()), "openclaw-home-")));
  const configFile = join(directory, ".openclaw", "openclaw.json");
  const logFile = join(directory, "openclaw.log");
  const workDirectory = join(directory, "work");
  await mkdir(join(directory, ".openclaw"), { recursive: true, mode: 0o700 });
  await mkdir(workDirectory, { recursive: true });
  if (!existsSync(configFile)) {
    await writeFile(configFile, `${JSON.stringify({ logging: { file: logFile } })}\n`, { mode: 0o600 });
  }
  const env = { ...(await createEnvironment(directory, host)), ...options.env };
  const place = { cwd: workDirectory, env };

  const openclaw: Home["openclaw"] = (args, options) => runHostCommand(host, args, place, options);
  const succeed: Home["succeed"] = async (args, options) => {
    const result = await openclaw(args, options);
    if (result.exitCode === 0) return result;
    throw new HostCommandError(
      describe(args),
      `failed with exit code ${result.exitCode}`,
      result,
      options?.secrets,
    );
  };
  return {
    host,
    directory,
    configFile,
    logFile,
    env,
    openclaw,
    succeed,
    async json(args, schema, options) {
      const result = await succeed(args, options);
      try {
        return schema.parse(JSON.parse(result.stdout));
      } catch (cause) {
        const reason = cause instanceof Error ? cause.message : String(cause);
        throw new HostCommandError(
          describe(args),
          `printed no JSON of the expected shape (${reason})`,
          result,
          options?.secrets,
        );
      }
    },
    // Retries: a process that has just been ended may still hold a file open for a moment on Windows.
    remove: () => rm(directory, { recursive: true, force: true, maxRetries: 5 }),
  };
}
