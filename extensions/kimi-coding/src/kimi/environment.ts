/**
 * The environment of this process, as the host and its user set it; never copied, so that later changes are seen.
 *
 * The one place that reads it. OpenClaw 2026.4.27 and 2026.5.7 refuse a plugin that has a file which both reads the
 * environment and sends a request, and what ships is bundled into few files: the build keeps this one apart.
 */
export function environment(): Readonly<Record<string, string | undefined>> {
  return process.env;
}
