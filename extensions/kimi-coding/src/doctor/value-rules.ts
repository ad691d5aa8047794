import {
  ANTHROPIC_DIALECT,
  DEFAULT_BASE_URL,
  holdsModelRef,
  isObject,
  isOwnProvider,
  isServiceUrl,
  knownRow,
  SECTIONS_WITHOUT_REFS,
} from "../kimi/index.ts";
import { isOpenPlatformUrl } from "../service/index.ts";
import type { ConfigPath, Edit } from "./config-edit.ts";
import { currentReference, groupAt, ownBlocks, type Rule } from "./rule.ts";

const PLAIN = new Set(["id", "name", "input", "reasoning", "cost", "contextWindow", "maxTokens"]);
/** What set-ups and how-tos up to 2026.8 wrote: windows and limits of Kimi's models then, or what a host fills in. */
const OLD_VALUES = new Set<unknown>([undefined, 8192, 32_768, 200_000, 256_000, 262_144]);

/** A row that says less of a model than the plugin knows, and nothing that a user would set by choice. */
function isOutdated(row: unknown): boolean {
  if (!isObject(row)) return false;
  const { id, input, contextWindow, maxTokens } = row;
  const known = knownRow(String(id));
  const seesImages = Array.isArray(input) && input.includes("image");
  return (
    known !== undefined &&
    Object.keys(row).every((name) => PLAIN.has(name)) &&
    OLD_VALUES.has(contextWindow) &&
    OLD_VALUES.has(maxTokens) &&
    !(seesImages && (contextWindow ?? known.contextWindow) === known.contextWindow)
  );
}

/** What OpenClaw's own Kimi plugin wrote at onboarding (2026.4.27, 2026.5.7), and hand-written rows of that time. */
export const rowRule: Rule = (config) =>
  ownBlocks(config).flatMap(({ path, block }) => {
    const rows: readonly unknown[] = Array.isArray(block["models"]) ? block["models"] : [];
    const kept = rows.filter((row) => !isOutdated(row));
    if (kept.length === rows.length) return [];
    const edits: Edit[] = [{ path: [...path, "models"], value: kept }];
    // That plugin wrote these three and no more, so that the dialect was nobody's choice.
    const isSetUp = Object.keys(block).every((name) => ["baseUrl", "api", "models"].includes(name));
    if (isSetUp && kept.length === 0 && block["api"] === ANTHROPIC_DIALECT) {
      edits.push({ path: [...path, "api"] });
    }
    return [{ reason: "This describes an older model, with a smaller window or without images.", edits }];
  });

/** A User-Agent that users were told to set, and that was refused (openclaw#75959, 2026-05; openclaw#18822). */
export const headerRule: Rule = (config) =>
  ownBlocks(config).flatMap(({ path }) =>
    Object.entries(groupAt(config, [...path, "headers"]))
      .filter(
        ([name, value]) =>
          name.toLowerCase() === "user-agent" && /^(?:kimi-cli|roo-code|openai)\//iu.test(String(value)),
      )
      .map(([name]) => ({
        reason: "Kimi refuses this User-Agent. The plugin sends its own.",
        edits: [{ path: [...path, "headers", name] }],
      })),
  );

/**
 * An address that is not Kimi's: Moonshot's open platform, to which 2026.5.7 sends the key of a block `kimi-coding` past
 * this plugin (2026-11), or a proxy that adds a header.
 */
export const addressRule: Rule = (config) =>
  ownBlocks(config).flatMap(({ path, block: { baseUrl } }) => {
    // An address in a variable is not known here.
    if (typeof baseUrl !== "string" || isServiceUrl(baseUrl) || baseUrl.includes("${")) return [];
    const place = [...path, "baseUrl"];
    if (isOpenPlatformUrl(baseUrl)) {
      const reason = "This is Moonshot's open platform, which does not accept a key of Kimi Code.";
      return [{ reason, edits: [{ path: place, value: DEFAULT_BASE_URL }] }];
    }
    const name = place.join(".");
    const reason = `${name} does not point to Kimi Code. If it is a proxy that adds a User-Agent, you do not need it any more:\nopenclaw config set ${name} ${DEFAULT_BASE_URL}`;
    return [{ reason, edits: [] }];
  });

/** A command-line client that stands in for the service, under the name of our provider (openclaw#18822). */
export const backendRule: Rule = (config) => {
  const path = ["agents", "defaults", "cliBackends"];
  const names = Object.keys(groupAt(config, path));
  return names.filter(isOwnProvider).map((id) => ({
    reason: "This starts a command-line client in place of the plugin.",
    // An empty group would be left: 2026.9.6 does not know it.
    edits: [{ path: names.every(isOwnProvider) ? path : [...path, id] }],
  }));
};

/** Older names of models. They work; OpenClaw takes them for models of their own. */
export const referenceRule: Rule = (config) => {
  const edits = Object.entries(config).flatMap(([section, value]) =>
    SECTIONS_WITHOUT_REFS.has(section) ? [] : findReferences(value, [section]),
  );
  return edits.length === 0 ? [] : [{ reason: "These are older names of a model. They still work.", edits }];
};

function findReferences(node: unknown, path: ConfigPath): readonly Edit[] {
  if (typeof node === "object" && node !== null) {
    const renamed = path.at(-1) === "models" ? renamedGroups(node, path) : [];
    const inside = Object.entries(node).flatMap(([name, value]) =>
      renamed.some((edit) => edit.path.at(-1) === name) ? [] : findReferences(value, [...path, name]),
    );
    return [...renamed, ...inside];
  }
  const value = holdsModelRef(path) ? currentReference(node) : undefined;
  return value === undefined || value === node ? [] : [{ path, value }];
}

/** The settings of models by their references. What stands below the present name wins, then below the first older one. */
function renamedGroups(group: object, path: ConfigPath): readonly Edit[] {
  const merged = new Map<string, unknown>();
  return Object.entries(group).flatMap(([name, older]: [string, unknown]): Edit[] => {
    const current = currentReference(name);
    if (current === undefined || current === name) return [];
    const newer: unknown = merged.get(current) ?? Reflect.get(group, current);
    const value = isObject(older) && isObject(newer) ? { ...older, ...newer } : (newer ?? older);
    merged.set(current, value);
    return [{ path: [...path, name] }, { path: [...path, current], value }];
  });
}
