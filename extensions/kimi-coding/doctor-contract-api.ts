import type { OpenClawConfig } from "openclaw/plugin-sdk/plugin-entry";
import { applyEdits, findStaleSettings, hasUnknownForm } from "./src/doctor/index.ts";

/** What a plugin did to a config that the host gave it. */
interface Repair {
  readonly config: OpenClawConfig;
  readonly changes: readonly string[];
}

const FORM =
  'Kimi Code is set up here in a form that OpenClaw does not know. Write: "models": { "providers": { "kimi": { "baseUrl": "https://api.kimi.com/coding/v1", "apiKey": "sk-kimi-…", "models": [] } } }';

/** Says what to write in place of a form with which no host starts. Hosts look at these only where a config is invalid. */
export const legacyConfigRules = ["providers", "models"].map((name) => ({
  path: [name],
  message: FORM,
  match: (value: unknown) => hasUnknownForm({ [name]: value }),
}));

/**
 * Mends old settings for `openclaw doctor`, which shows the changes, and writes them with `--fix`. The config is a copy
 * for this call (2026.9.6; older hosts do not ask the plugins of providers).
 *
 * Where a config is invalid, 2026.9.6 writes what it gets here without being asked: as a gateway starts, and in a
 * `doctor` without `--fix`. It gets nothing then.
 */
export function normalizeCompatibilityConfig({ cfg }: { readonly cfg: OpenClawConfig }): Repair {
  const typed = new Set(process.argv);
  const isAsked = typed.has("--fix") || typed.has("--repair") || !hasUnknownForm(cfg);
  const found = typed.has("doctor") && isAsked ? findStaleSettings(cfg) : [];
  applyEdits(
    cfg,
    found.flatMap(({ edits }) => edits),
  );
  return { config: cfg, changes: found.flatMap(({ changes }) => changes) };
}
