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
      return value.map((item) => prune(item, path)).filter((item) => item !== undefined);
    }
    if (!isObject(value)) return value;
    const entries = Object.entries(value);
    const left = entries
      .map(([key, item]): [string, unknown] => [key, prune(item, [...path, key])])
      .filter(([, item]) => item !== undefined);
    if (left.length === 0 && entries.length > 0) return undefined;
    const pruned: JsonObject = Object.fromEntries(left);
    const { fallbacks } = pruned;
    // The next choice of the user becomes the first one.
    if (!("primary" in value) || "primary" in pruned || !Array.isArray(fallbacks)) return pruned;
    const [primary, ...others] = fallbacks.map(String);
    lines.push(`${place}.primary: your fallback ${primary} instead`);
    return { ...pruned, primary, fallbacks: others };
  };
  const taken = Object.entries(config).map(([section, value]): [string, unknown] => [
    section,
    SECTIONS_WITHOUT_REFS.has(section) ? value : prune(value, [section]),
  ]);
  return { config: Object.fromEntries(taken), lines };
}

/** A value as it is to be; `undefined` where it is to go. */
function keptValue(value: unknown, path: readonly string[], { profileId }: Scope): unknown {
  const all = profileId === undefined;
  const [, part, owner] = path;
  const key = path.at(-1) ?? "";
  if (typeof value === "string") {
    if (part === "order" && isOwnProvider(owner) && value === profileId) return undefined;
    if (part === "web" && key === "provider" && [WEB_SEARCH_ID, WEB_FETCH_ID].includes(value))
      return all ? undefined : value;
    return holdsModelRef(path) ? keptRef(value, profileId) : value;
  }
  // `tools.media.image.models` names provider and model apart.
  const isOwned = part === "profiles" ? all || key === profileId : part === "media" && all;
  if (isOwned && isObject(value) && isOwnProvider(value["provider"])) return undefined;
  if (all && part === "order" && isOwnProvider(owner)) return undefined;
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
