import { isObject, type JsonObject } from "../kimi/index.ts";

/** The names under which hosts take a limit of the output in `params` (2026.9.6). */
const LIMIT_NAMES = ["maxTokens", "max_completion_tokens", "max_tokens"] as const;

/**
 * The limits of the output, in tokens, that a user's config states for any agent or model under `agents`. A host
 * hands a limit on without saying whose it is: one of these is the user's own, and is kept however small it is.
 */
export function configuredOutputLimits(config: unknown): ReadonlySet<number> {
  const agents = fields(fields(config)["agents"]);
  const owners = [agents["defaults"], ...items(agents["list"]), ...items(agents["entries"])].map(fields);
  const models = owners.flatMap((owner) => items(owner["models"])).map(fields);
  const params = [...owners, ...models].map((owner) => fields(owner["params"]));
  const limits = params.flatMap((stated) => LIMIT_NAMES.map((name) => stated[name]));
  return new Set(limits.filter((limit) => typeof limit === "number"));
}

/** The limit that a model's `params` state; `undefined` where they do not. */
export function statedOutputLimit(params: unknown): number | undefined {
  const stated = fields(params);
  return LIMIT_NAMES.map((name) => stated[name]).find(
    (limit): limit is number => typeof limit === "number" && Number.isFinite(limit) && limit > 0,
  );
}

function fields(value: unknown): JsonObject {
  return isObject(value) ? value : {};
}

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : Object.values(fields(value));
}
