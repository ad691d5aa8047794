import {
  holdsModelRef,
  isObject,
  isOwnProvider,
  type JsonObject,
  SECTIONS_WITHOUT_REFS,
  WEB_FETCH_ID,
  WEB_SEARCH_ID,
} from "../kimi/index.ts";

/** What is to go: all that needs the plugin, or one auth profile. */
export interface Scope {
  readonly profileId: string | undefined;
}

/** A config from which something was taken out. */
export interface TakenOut {
  readonly config: JsonObject;
  /** What was changed, one line each: a place, and the name of a model, a profile or a search; no other value. */
  readonly lines: readonly string[];
}

/**
 * Takes out of a config what needs this plugin: choices of its models, its search and its page reader, and the names of
 * its auth profiles. With a profile in `scope`, only what names that profile; a model stays without it.
 *
 * `models` stays, because only users write it (2026-11), and `plugins`, as a host's uninstall sees to it (2026.9.6).
 */
export function takeOut(config: object, scope: Scope): TakenOut {
  const lines: string[] = [];
  const prune = (value: unknown, path: readonly string[]): unknown => {
    const kept = keptValue(value, path, scope);
    const place = path.join(".");
    if (kept !== value) {
      const before = typeof value === "string" ? `: ${value}` : "";
      lines.push(place + before + (typeof kept === "string" ? ` becomes ${kept}` : ""));
      return kept;
    }
    if (Array.isArray(value)) {
      const items = value.map((item) => prune(item, path)).filter((item) => item !== undefined);
      // With an empty order, a host uses no key at all.
      return ORDER.test(place) && items.length < value.length && items.length === 0 ? undefined : items;
    }
    if (!isObject(value)) return value;
    const entries = Object.entries(value);
    const left = entries
      .map(([key, item]): [string, unknown] => [key, prune(item, [...path, key])])
      .filter(([, item]) => item !== undefined);
    if (left.length === 0 && entries.length > 0) return STAYS_EMPTY.test(place) ? {} : undefined;
    const pruned: JsonObject = Object.fromEntries(left);
    if (!("primary" in value) || "primary" in pruned || !Array.isArray(pruned["fallbacks"])) return pruned;
    // The next choice of the user becomes the first one.
    const fallbacks: readonly unknown[] = pruned["fallbacks"];
    const [primary, ...others] = fallbacks;
    if (typeof primary !== "string") return pruned;
    lines.push(`${place}.primary: becomes your fallback ${primary}`);
    return { ...pruned, primary, fallbacks: others };
  };
  const taken = Object.entries(config).map(([section, value]): [string, unknown] => [
    section,
    SECTIONS_WITHOUT_REFS.has(section) ? value : prune(value, [section]),
  ]);
  return { config: Object.fromEntries(taken), lines };
}

/** An agent is one without settings, too, and a heartbeat is set up by its mere presence (2026.9.6). */
const STAYS_EMPTY = /^agents\.entries\.[^.]+$|\.heartbeat$/u;
const MEDIA_PROFILES = new Set(["profile", "preferredProfile"]);
const ORDER = /^auth\.order\./u;

/** A value as it is to be; `undefined` where it is to go. */
function keptValue(value: unknown, path: readonly string[], { profileId }: Scope): unknown {
  const all = profileId === undefined;
  const [section, name, owner] = path;
  const part = `${section}.${name}`;
  const key = path.at(-1) ?? "";
  if (typeof value === "string") {
    if (part === "auth.order" && isOwnProvider(owner) && value === profileId) return undefined;
    if (part === "tools.web" && key === "provider" && [WEB_SEARCH_ID, WEB_FETCH_ID].includes(value))
      return all ? undefined : value;
    if (part === "tools.media" && MEDIA_PROFILES.has(key)) return value === profileId ? undefined : value;
    return holdsModelRef(path) ? keptRef(value, profileId) : value;
  }
  // `tools.media.image.models` names provider and model apart.
  const isOwned = part === "auth.profiles" ? all || key === profileId : part === "tools.media" && all;
  if (isOwned && isObject(value) && isOwnProvider(value["provider"])) return undefined;
  if (all && part === "auth.order" && isOwnProvider(owner)) return undefined;
  // The settings of a model, which are also the list of allowed ones on older hosts.
  return path.at(-2) === "models" && keptRef(key, profileId) !== key ? undefined : value;
}

function keptRef(ref: string, profileId: string | undefined): string | undefined {
  const [provider, ...model] = ref.split("/");
  if (model.length === 0 || !isOwnProvider(provider)) return ref;
  if (profileId === undefined) return undefined;
  const ending = `@${profileId}`;
  return ref.endsWith(ending) ? ref.slice(0, -ending.length) : ref;
}
