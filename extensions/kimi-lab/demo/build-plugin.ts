import { join } from "node:path";

import { repositoryRoot } from "../host/paths.ts";
import { startProcessGroup } from "../host/process-group.ts";
import { DemoError } from "./demo-error.ts";

/**
 * Compiles the plugin, as `npm run build` does.
 *
 * @throws {DemoError} with what the compiler said.
 * @throws the reason of `signal`, after the compiler has been ended, when that is aborted.
 */
export async function buildPlugin(signal: AbortSignal): Promise<void> {
  signal.throwIfAborted();
  const group = await startProcessGroup(
    process.execPath,
    [join(import.meta.dirname, "..", "scripts", "build.ts")],
    {
      cwd: repositoryRoot,
      env: process.env,
    },
  );
  const stop = () => void group.stop(0);
  signal.addEventListener("abort", stop);
  const { exitCode } = await group.exited.finally(() => signal.removeEventListener("abort", stop));
  signal.throwIfAborted();
  if (exitCode !== 0) {
    throw new DemoError(`The plugin does not compile:\n${group.output().trim()}`, {
      next: "Fix that, and run npm start again. To see it once more:\nnpm run check:types",
    });
  }
}
