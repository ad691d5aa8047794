import { isObject } from "../kimi/index.ts";
import { applyEdits, canHold, describeEdit } from "./config-edit.ts";
import type { Finding, Rule } from "./rule.ts";
import { blockRule, listRule, misplacedRule } from "./shape-rules.ts";
import { addressRule, backendRule, headerRule, referenceRule, rowRule } from "./value-rules.ts";

/** For forms that no host accepts, or that the newest does not (2026.9.6 knows no `cliBackends`). */
const SHAPE_RULES: readonly Rule[] = [listRule, misplacedRule, blockRule, backendRule];
/** Each sees the config as the rules before it would leave it. */
const RULES: readonly Rule[] = [...SHAPE_RULES, rowRule, headerRule, addressRule, backendRule, referenceRule];

/** Whether a config has something of ours in a form that hosts do not accept. */
export function hasUnknownForm(config: unknown): boolean {
  return isObject(config) && SHAPE_RULES.some((rule) => rule(config).length > 0);
}

/** A setting from before this plugin, and what to do about it. */
export interface StaleSetting extends Finding {
  /** Its edits, as lines to read. */
  readonly changes: readonly string[];
}

/**
 * Finds what is left of earlier ways to use Kimi Code. A config without any gives an empty list. Where another setting is
 * in the way of a change, there is none.
 */
export function findStaleSettings(config: unknown): readonly StaleSetting[] {
  if (!isObject(config)) return [];
  let current = structuredClone(config);
  return RULES.flatMap((rule) =>
    rule(current).map(({ reason, edits }) => {
      const next = structuredClone(current);
      const changes = edits.flatMap((edit) => {
        if (!canHold(next, edit.path)) return [];
        const line = describeEdit(next, edit);
        applyEdits(next, [edit]);
        return [line];
      });
      if (changes.length < edits.length) return { reason, edits: [], changes: [] };
      current = next;
      return { reason, edits, changes };
    }),
  );
}
