import { execFile } from "node:child_process";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const execute = promisify(execFile);
const client = fileURLToPath(import.meta.resolve("@moonshot-ai/kimi-code/package.json"));

/** The client's program, for Node.js to run. */
export const clientProgram = join(client, "../dist/main.mjs");

/** An environment for the client with this home, and nothing of this process's but the path. */
export function clientEnvironment(home: string): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    USERPROFILE: home,
    KIMI_DISABLE_TELEMETRY: "1",
    KIMI_CODE_NO_AUTO_UPDATE: "1",
  };
}

/**
 * Runs the service's own command line client to its end, with a folder of the caller's as home and working
 * directory and nothing of this process's environment but the path, and returns what it printed.
 *
 * @throws when it fails; the message ends with what it wrote to standard error.
 */
export async function runOfficialClient(
  home: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<{ readonly stdout: string; readonly stderr: string }> {
  return await execute(process.execPath, [clientProgram, ...args], {
    cwd: home,
    env: { ...clientEnvironment(home), ...environment },
  });
}
