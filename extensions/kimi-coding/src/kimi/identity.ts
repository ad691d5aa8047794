import type { OpenClawConfig } from "openclaw/plugin-sdk/plugin-entry";
import { isObject } from "./json.ts";

/**
 * The `User-Agent` that requests to the Kimi Code service carry by default.
 *
 * The service admits known coding agents to its inference endpoints by this header and answers all others with
 * `403 access_terminated_error`. The value is the one that the Kimi plugins of earlier OpenClaw releases sent. Why it is there,
 * what speaks against it and how to send another one: docs/decisions/0001-user-agent.md.
 */
export const USER_AGENT = "claude-code/0.1.0";

/** Where the user chooses how requests name the program: `claude-code` (the default) or `openclaw`. */
export const IDENTITY_PATH = "plugins.entries.kimi.config.identity";

/** What of a host tells its version: a host that only lists what there is has no runtime, and sends nothing. */
interface VersionedHost {
  readonly runtime: { readonly version: string };
}

let hostVersion = (): string | undefined => undefined;

/** Notes the host that this process runs in, for its version. */
export function noteHost(host: VersionedHost): void {
  hostVersion = () => host.runtime.version;
}

/** Whether the config asks for OpenClaw's own name. */
export function namesOpenClaw(config: OpenClawConfig | undefined): boolean {
  const own = config?.plugins?.entries?.["kimi"]?.config;
  return isObject(own) && own["identity"] === "openclaw";
}

/**
 * The `User-Agent` that a config asks for: {@link USER_AGENT}, or OpenClaw's own name with the version of the running
 * host. Where that is not known, the name stands alone.
 */
export function userAgentFor(config: OpenClawConfig | undefined): string {
  if (!namesOpenClaw(config)) return USER_AGENT;
  let version: string | undefined;
  try {
    version = hostVersion();
  } catch {
    // A host without a runtime may throw where it is asked for one.
  }
  return version === undefined ? OPENCLAW : `${OPENCLAW}/${version}`;
}

const OPENCLAW = "openclaw";

/** Whether a `User-Agent` may be one that this plugin set, with this or an earlier version or setting. */
export function isOwnUserAgent(value: string): boolean {
  return value === USER_AGENT || value === OPENCLAW || value.startsWith(`${OPENCLAW}/`);
}

/** Headers as a plain record; names in any letter case. */
export type HeaderRecord = Readonly<Record<string, string>>;

/**
 * Lays header records over each other, later ones winning, names compared without letter case.
 *
 * The winner's own spelling is kept. No input is changed.
 */
export function mergeHeaders(...layers: readonly (HeaderRecord | undefined)[]): Record<string, string> {
  const merged = new Map<string, readonly [name: string, value: string]>();
  for (const layer of layers) {
    for (const [name, value] of Object.entries(layer ?? {})) merged.set(name.toLowerCase(), [name, value]);
  }
  return Object.fromEntries(merged.values());
}
