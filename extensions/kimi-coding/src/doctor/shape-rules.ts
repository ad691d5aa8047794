import {
  ANTHROPIC_DIALECT,
  isObject,
  isOwnProvider,
  type JsonObject,
  OPENAI_DIALECT,
  PROVIDER_ID,
} from "../kimi/index.ts";
import { settingAt } from "./config-edit.ts";
import { currentReference, groupAt, ownBlocks, PROVIDERS, type Rule } from "./rule.ts";

/** `providers: [{ id: "kimi", … }]`, as how-tos of 2026 have it, becomes `models.providers.kimi`. */
export const listRule: Rule = (config) =>
  [["providers"], PROVIDERS].flatMap((path) => {
    const list = settingAt(config, path);
    if (!Array.isArray(list)) return [];
    const items: readonly unknown[] = list;
    const ours = items.filter(isOwnItem);
    const others = items.filter((item) => !isOwnItem(item));
    // Below `models`, the list itself must go, and another provider's settings with it.
    if (ours.length === 0 || (path === PROVIDERS && others.length > 0)) return [];
    const reason = "OpenClaw does not read a list of providers. Write each provider below its name.";
    const names = ours.map(({ id }) => (ours.length === 1 ? PROVIDER_ID : String(id)));
    // Each may hold a key, and only the user knows the right one.
    if (new Set(names).size < names.length) return [{ reason, edits: [] }];
    const blocks = ours.map((item, index) => {
      const { id: _, ...entry } = item;
      const place = [...PROVIDERS, names[index] ?? PROVIDER_ID];
      return { path: place, value: { models: [], ...entry, ...groupAt(config, place) } };
    });
    return [
      {
        reason,
        edits: [{ path, value: others.length > 0 ? others : undefined }, ...blocks],
      },
    ];
  });

function isOwnItem(item: unknown): item is JsonObject {
  return isObject(item) && isOwnProvider(item["id"]);
}

/** Settings of a model, and the choice of one, belong below `agents.defaults`. */
export const misplacedRule: Rule = (config) =>
  [...Object.keys(groupAt(config, ["models"])).map((name) => ["models", name]), ["model"]]
    .filter((path) => currentReference(path[1] ?? config["model"]) !== undefined)
    .map((path) => {
      const to = ["agents", "defaults", ...path];
      return {
        reason: "OpenClaw expects this below agents.defaults.",
        edits: [{ path }, { path: to, value: settingAt(config, to) ?? settingAt(config, path) }],
      };
    });

/** `type` and `id` are not settings of a block. */
export const blockRule: Rule = (config) =>
  ownBlocks(config).flatMap(({ path, block }) => {
    const { type, api, models } = block;
    const unknown = ["id", "type"].filter((name) => name in block);
    if (unknown.length === 0) return [];
    const dialect = String(type).startsWith("anthropic") ? ANTHROPIC_DIALECT : OPENAI_DIALECT;
    return [
      {
        reason: 'OpenClaw does not know "id" and "type" here. The form of the requests is set with "api".',
        edits: [
          ...unknown.map((name) => ({ path: [...path, name] })),
          { path: [...path, "api"], value: api ?? dialect },
          ...(models === undefined ? [{ path: [...path, "models"], value: [] }] : []),
        ],
      },
    ];
  });
