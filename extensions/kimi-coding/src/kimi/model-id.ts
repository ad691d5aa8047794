/** The model id that the service itself uses for the plan's default model (official client, 2026-08). */
export const DEFAULT_WIRE_MODEL_ID = "kimi-for-coding";

/** Another name of a model to the id of its row, as the manifest lists them; keys in lower case. */
export type ModelAliases = Readonly<Record<string, string>>;

/** What users write before an id: a provider of ours again, or the maker (models.dev, 2026-11). */
const PREFIX = /^(?:kimi|kimi-code|kimi-coding|moonshot|moonshotai)\//u;

/** A window behind an id, as Claude Code's users write it: `k3[1m]` (openclaw#113918). The service has no such ids. */
const WINDOW = /(?:\s*\[\s*(\w+)\s*\])+$/u;

/**
 * The auth profile behind a reference that is tied to one: `kimi-code@kimi:default`. 2026.9.6 has places that keep it in
 * the id, and would list one model twice.
 */
const PROFILE = /@(?:kimi|kimi-code|kimi-coding):\S*$/u;

/** No id is longer. What is, is not looked at: the host hands on whatever stands behind `/model`. */
const MAX_ID_LENGTH = 200;

/**
 * The K2 family in the spellings of the open platform, of the open weights and of other clients. `kimi-for-coding` is
 * its newest model, changed in place (models.dev#7036, 2026-09-11). The costlier one is meant only where it is named.
 */
const K2_NAME =
  /^k2(?:\.\d+)?(?:-(?:preview|thinking|turbo|instruct|code|coding|latest|\d{4}))*(-highspeed)?$/u;

/**
 * Resolves what a user may write to the id of its row: an alias, or an alias or a row in another spelling. That is any
 * letter case, blanks or a provider around it, a window or an auth profile behind it, `kimi-` before it, `p` for a point.
 *
 * An id that is not recognized is returned as it was written, without its blanks, its window and its profile.
 */
export function canonicalModelId(modelId: string, aliases: ModelAliases): string {
  const written = modelId.trim();
  if (written.length > MAX_ID_LENGTH) return written;
  const id = written.replace(PROFILE, "");
  const lower = id.toLowerCase();
  const exact = rowOf(lower, aliases);
  if (exact !== undefined) return exact;
  const window = WINDOW.exec(lower)?.[1];
  const name = lower.replace(WINDOW, "").replace(PREFIX, "").trim();
  const short = name.replace(/^kimi-/u, "").replace(/^(k\d+)p(?=\d)/u, "$1.");
  const candidates = [name, short, ...k2Names(short)];
  const windowed = window === undefined ? [] : candidates.map((candidate) => `${candidate}-${window}`);
  for (const candidate of [...windowed, ...candidates]) {
    const row = rowOf(candidate, aliases);
    if (row !== undefined) return row;
  }
  return id.replace(new RegExp(WINDOW, "iu"), "").trim() || id;
}

function k2Names(name: string): readonly string[] {
  const match = K2_NAME.exec(name);
  return match === null ? [] : [`${DEFAULT_WIRE_MODEL_ID}${match[1] ?? ""}`];
}

function rowOf(name: string, aliases: ModelAliases): string | undefined {
  const row = Object.hasOwn(aliases, name) ? aliases[name] : undefined;
  return row ?? (Object.values(aliases).includes(name) ? name : undefined);
}

/**
 * The id that goes on the wire: the default row is `kimi-for-coding` there; every other id (`k3`,
 * `kimi-for-coding-highspeed`, one we have never heard of) is the service's own.
 */
export function wireModelId(modelId: string, aliases: ModelAliases, defaultRowId: string): string {
  const canonical = canonicalModelId(modelId, aliases);
  return canonical === defaultRowId ? DEFAULT_WIRE_MODEL_ID : canonical;
}
