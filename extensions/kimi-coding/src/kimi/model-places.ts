const PLACE = /(?:\.model|Model|\.primary|\.fallbacks|\.modelPolicy\.allow)$|\.modelByChannel\./u;

/**
 * Whether the name of a model stands at a place of the config, for instance `agents.defaults.model.fallbacks.0`. Other
 * texts are not looked at: a folder may be called `kimi/notes` (2026.9.6, 2026-11).
 */
export function holdsModelRef(path: readonly (string | number)[]): boolean {
  return PLACE.test(path.filter((name) => Number.isNaN(Number(name))).join("."));
}

/** Sections of the config that are no place for such a name: only users write it there, or a host sees to it itself. */
export const SECTIONS_WITHOUT_REFS: ReadonlySet<string> = new Set(["models", "plugins"]);
