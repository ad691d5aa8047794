import { isObject } from "../kimi/index.ts";
import { applyEdits, describeEdit } from "./config-edit.ts";
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

/** Finds what is left of earlier ways to use Kimi Code. A config without any gives an empty list. */
export function findStaleSettings(config: unknown): readonly StaleSetting[] {
  if (!isObject(config)) return [];
  const current = structuredClone(config);
  return RULES.flatMap((rule) =>
    rule(current).map(({ reason, edits }) => {
      const changes = edits.map((edit) => {
        const line = describeEdit(current, edit);
        applyEdits(current, [edit]);
        return line;
      });
      return { reason, edits, changes };
    }),
  );
}
