/** How hosts run commands for plugins, without a host; the host's package has no types for it (2026.9.6). */
declare module "openclaw/plugin-sdk/process-runtime" {
  export function runCommandWithTimeout(
    argv: string[],
    options: {
      readonly timeoutMs: number;
      readonly input: string;
      readonly env: Readonly<Record<string, string>>;
    },
  ): Promise<unknown>;
}
