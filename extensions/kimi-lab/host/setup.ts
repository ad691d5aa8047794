import type { CommandOptions } from "./command.ts";
import type { Home } from "./home.ts";

/** A folder that is linked where it is, or a packed tarball that is copied into the home. */
export type PluginSource = { readonly path: string } | { readonly tarball: string };

type StepOptions = Pick<CommandOptions, "signal" | "timeoutMs">;

/** Questions of `plugins install` that newer hosts ask; older ones do not know the answers as flags. */
const installConsents = ["--force", "--accept-capabilities"] as const;

/**
 * Installs the plugin as a user does.
 *
 * @throws {HostCommandError} when the host refuses it or hangs.
 */
export async function installPlugin(
  home: Home,
  source: PluginSource,
  options: StepOptions = {},
): Promise<void> {
  const help = await home.succeed(["plugins", "install", "--help"], options);
  // What --force means goes with the other flag: without it, it only overwrites, and with --link is refused.
  const consents = help.stdout.includes("--accept-capabilities") ? installConsents : [];
  const args = "path" in source ? [source.path, "--link"] : [source.tarball];
  await home.succeed(["plugins", "install", ...args, ...consents], options);
}

export interface OnboardOptions extends StepOptions {
  readonly key: string;
  /** As the flag `--kimi-code-api-key` by default; else in this variable, and so on no command line. */
  readonly keyVariable?: "KIMI_API_KEY" | "KIMICODE_API_KEY";
  readonly extraArgs?: readonly string[];
}

/**
 * Runs `openclaw onboard` with the Kimi Code choice, without questions.
 *
 * @throws {HostCommandError} when it fails; the key is not in the message.
 */
export async function onboard(home: Home, options: OnboardOptions): Promise<void> {
  const { key, keyVariable, extraArgs = [], ...rest } = options;
  await home.succeed(
    [
      "onboard",
      "--non-interactive",
      "--accept-risk",
      "--auth-choice",
      "kimi-code-api-key",
      ...(keyVariable === undefined ? ["--kimi-code-api-key", key] : []),
      "--skip-health",
      "--skip-channels",
      "--skip-skills",
      "--skip-ui",
      ...extraArgs,
    ],
    { ...rest, secrets: [key], ...(keyVariable !== undefined && { env: { [keyVariable]: key } }) },
  );
}

/** Sets one config value as a user does. */
async function configure(home: Home, path: string, value: unknown, options: StepOptions = {}): Promise<void> {
  await home.succeed(["config", "set", path, JSON.stringify(value), "--strict-json"], options);
}

/** Points the provider at another service, in the form that every host takes (2026.5.7 needs `models`). */
export function pointAt(home: Home, baseUrl: string, options: StepOptions = {}): Promise<void> {
  return configure(home, "models.providers.kimi", { baseUrl, models: [] }, options);
}
