import type { OpenClawPluginApi } from "openclaw/plugin-sdk/plugin-entry";

/** How a host runs a command for a plugin, as far as it is needed here: every host since 2026.4.27 does. */
export type RunCommand = (
  argv: string[],
  options: {
    readonly timeoutMs: number;
    readonly input: string;
    readonly env: Readonly<Record<string, string>>;
  },
) => Promise<unknown>;

let offered: () => RunCommand | undefined = () => undefined;

/** Notes the host that runs commands for this process. */
export function noteCommands(api: Pick<OpenClawPluginApi, "runtime">): void {
  offered = () => api.runtime.system.runCommandWithTimeout;
}

/** What runs commands for this process; `null` in a host that only lists what there is, which has no runtime. */
export function commandRunner(): RunCommand | null {
  try {
    return offered() ?? null;
  } catch {
    return null;
  }
}
