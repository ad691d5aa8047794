import {
  canonicalModelId,
  isObject,
  isOwnProvider,
  type JsonObject,
  MODEL_ALIASES,
  PROVIDER_ID,
} from "../kimi/index.ts";
import { type ConfigPath, type Edit, settingAt } from "./config-edit.ts";

/** Something that one rule found. */
export interface Finding {
  readonly reason: string;
  /** What mends it; nothing where only the user can decide. */
  readonly edits: readonly Edit[];
}

/** Looks for one kind of stale setting. */
export type Rule = (config: JsonObject) => readonly Finding[];

/** A block of `models.providers`. */
export interface Block {
  readonly path: ConfigPath;
  readonly block: JsonObject;
}

/** The place of the provider blocks. */
export const PROVIDERS: ConfigPath = ["models", "providers"];

/** The settings below a path, by name; none where there is no group of settings. */
export function groupAt(config: JsonObject, path: ConfigPath): JsonObject {
  const group = settingAt(config, path);
  return isObject(group) ? group : {};
}

/** The blocks of this plugin's providers. */
export function ownBlocks(config: JsonObject): readonly Block[] {
  return Object.entries(groupAt(config, PROVIDERS)).flatMap(([id, block]) =>
    isOwnProvider(id) && isObject(block) ? [{ block, path: [...PROVIDERS, id] }] : [],
  );
}

/** The present name of a model of ours, with the profile that may stand behind it; `undefined` for all other texts. */
export function currentReference(text: unknown): string | undefined {
  const [provider, ...rest] = typeof text === "string" ? text.split("/") : [];
  if (!isOwnProvider(provider) || rest.length === 0) return undefined;
  const [id = "", ...profile] = rest.join("/").split("@");
  return [`${PROVIDER_ID}/${canonicalModelId(id, MODEL_ALIASES)}`, ...profile].join("@");
}
