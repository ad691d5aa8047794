import { DEFAULT_WIRE_MODEL_ID } from "../kimi/index.ts";
import type { ListedModel } from "./model-list.ts";
import { findListed, isSpoken } from "./plan-row.ts";

/** Wire ids of models that the service also runs faster, for more of the quota (its documentation, 2026-08). */
const FAST_TWINS: Readonly<Record<string, string>> = {
  [DEFAULT_WIRE_MODEL_ID]: "kimi-for-coding-highspeed",
};

/**
 * The faster twin of a model, by wire id, if this plan has it, or is not known; `undefined` for a model that has none in
 * it.
 */
export function fastTwin(wireId: string, plan: readonly ListedModel[] | null): string | undefined {
  const twin = Object.hasOwn(FAST_TWINS, wireId) ? FAST_TWINS[wireId] : undefined;
  return twin === undefined || plan === null ? twin : findListed(plan.filter(isSpoken), twin)?.id;
}

/** Whether a host's setting asks for speed at this moment. In its mode `auto` it is a function (2026.9.6). */
export function isFast(setting: unknown): boolean {
  const value: unknown = typeof setting === "function" ? Reflect.apply(setting, undefined, []) : setting;
  return value === true || (typeof value === "string" && /^(?:on|true|fast)$/iu.test(value.trim()));
}
