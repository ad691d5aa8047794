/** The model id that the service itself uses for the plan's default model (official client, 2026-08). */
export const DEFAULT_WIRE_MODEL_ID = "kimi-for-coding";

/** Alias to row id, as the manifest lists them; keys in lower case. */
export type ModelAliases = Readonly<Record<string, string>>;

/** Resolves what a user may write (any alias, any letter case, blanks around it) to the id of its row. */
export function canonicalModelId(modelId: string, aliases: ModelAliases): string {
  const id = modelId.trim();
  const key = id.toLowerCase();
  const row = Object.hasOwn(aliases, key) ? aliases[key] : undefined;
  return row ?? (Object.values(aliases).includes(key) ? key : id);
}

/**
 * The id that goes on the wire: the default row and all its aliases are `kimi-for-coding` there; every other id
 * (`k3`, `kimi-for-coding-highspeed`, one we have never heard of) is the service's own and goes as it is.
 */
export function wireModelId(modelId: string, aliases: ModelAliases, defaultRowId: string): string {
  const canonical = canonicalModelId(modelId, aliases);
  return canonical === defaultRowId ? DEFAULT_WIRE_MODEL_ID : modelId.trim();
}
