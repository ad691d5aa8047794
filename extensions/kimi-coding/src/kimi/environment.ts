/** Variables of the environment by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The environment of this process, for hooks to which the host hands none; never copied, so that later changes are seen.
 *
 * Read here alone. OpenClaw 2026.4.27 and 2026.5.7 refuse a plugin that has a file which both reads the environment and
 * sends a request, and what ships is bundled into few files: the build keeps this one apart.
 */
export function environment(): Environment {
  return process.env;
}
