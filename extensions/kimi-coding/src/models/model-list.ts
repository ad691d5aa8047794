import {
  ANTHROPIC_DIALECT,
  FOREIGN_LIMITS,
  isObject,
  type JsonObject,
  OPENAI_DIALECT,
  printedLine,
} from "../kimi/index.ts";
import type { ThinkingKind } from "./thinking-kind.ts";

/** A model that an account may use. Of what the service does not say, `null`: what is known of the id then holds. */
export interface ListedModel {
  /** The service's own id, as it goes on the wire. */
  readonly id: string;
  /** The name that people know; `null` where the service gives none. */
  readonly displayName: string | null;
  /** Tokens, of this account's plan; `null` where the service gives no positive number. */
  readonly contextWindow: number | null;
  readonly imageInput: boolean | null;
  readonly videoInput: boolean | null;
  readonly thinking: ThinkingKind | null;
  /** The dialect that the model is to be spoken to in. */
  readonly dialect: typeof OPENAI_DIALECT | typeof ANTHROPIC_DIALECT;
}

/** The service lists a handful; what has more is no list of it. */
const MAX_MODELS = 100;

/**
 * Reads the body of `GET /models`, numbers also as text and switches also as 0 and 1 (official clients, 2026-08).
 * Rows without an id, or with one that no service has, are skipped, and of two with one id the first counts: a bad row never costs the others. Returns
 * `null` for a body of another shape.
 */
export function parseModelList(body: unknown): ListedModel[] | null {
  const data = isObject(body) ? body["data"] : undefined;
  if (!Array.isArray(data)) return null;
  const rows: readonly unknown[] = data.slice(0, FOREIGN_LIMITS.modelRows);
  const byId = new Map<string, ListedModel>();
  for (const row of rows) {
    const model = parseRow(row);
    const key = model?.id.toLowerCase();
    if (model !== null && key !== undefined && !byId.has(key)) byId.set(key, model);
    if (byId.size === MAX_MODELS) break;
  }
  return [...byId.values()];
}

function parseRow(row: unknown): ListedModel | null {
  if (!isObject(row)) return null;
  const id = trimmed(row["id"]);
  if (!/^[\w.:/-]{1,100}$/u.test(id)) return null;
  const displayName = printedLine(row["display_name"], FOREIGN_LIMITS.modelNameChars);
  return {
    id,
    displayName: displayName === "" ? null : displayName,
    contextWindow: positive(row["context_length"]),
    imageInput: flag(row["supports_image_in"]),
    videoInput: flag(row["supports_video_in"]),
    thinking: parseThinking(row),
    dialect: row["protocol"] === "anthropic" ? ANTHROPIC_DIALECT : OPENAI_DIALECT,
  };
}

/** `supports_thinking_type` overrides `supports_reasoning`; a word that is not known counts as not said. */
function parseThinking(row: JsonObject): ThinkingKind | null {
  const efforts = parseEfforts(row["think_efforts"]);
  switch (row["supports_thinking_type"]) {
    case "only":
      return { ...efforts, always: true };
    case "both":
      return { ...efforts, always: false };
    case "no":
      return { ...NO_EFFORTS, always: false, never: true };
    default:
  }
  const reasons = flag(row["supports_reasoning"]);
  if (reasons === false) return { ...NO_EFFORTS, always: false, never: true };
  return reasons === null && efforts === NO_EFFORTS ? null : { ...efforts, always: false };
}

const NO_EFFORTS: Pick<ThinkingKind, "efforts" | "defaultEffort"> = { efforts: [], defaultEffort: null };

/** What is not a list of words behind `support: true` counts for nothing, as it does for the official client (2026-08). */
function parseEfforts(value: unknown): typeof NO_EFFORTS {
  if (!isObject(value) || value["support"] !== true || !Array.isArray(value["valid_efforts"]))
    return NO_EFFORTS;
  const listed: readonly unknown[] = value["valid_efforts"].slice(0, FOREIGN_LIMITS.efforts);
  const efforts = [...new Set(listed.map((effort) => trimmed(effort).toLowerCase()))].filter(
    (effort) => EFFORT.test(effort) && effort.length <= FOREIGN_LIMITS.effortChars,
  );
  const stated = trimmed(value["default_effort"]).toLowerCase();
  return efforts.length === 0
    ? NO_EFFORTS
    : { efforts, defaultEffort: efforts.includes(stated) ? stated : null };
}

/** A word that people type and that goes on the wire. */
const EFFORT = /^[a-z0-9][\w.-]*$/u;

function trimmed(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}

function positive(value: unknown): number | null {
  const tokens = typeof value === "string" ? Number(value.trim()) : value;
  return typeof tokens === "number" &&
    Number.isSafeInteger(tokens) &&
    tokens > 0 &&
    tokens <= FOREIGN_LIMITS.contextTokens
    ? tokens
    : null;
}

const FLAGS = new Map<unknown, boolean>([
  [true, true],
  [1, true],
  ["true", true],
  ["1", true],
  [false, false],
  [0, false],
  ["false", false],
  ["0", false],
]);

function flag(value: unknown): boolean | null {
  return FLAGS.get(value) ?? null;
}

/** The body from which {@link parseModelList} reads these models again. */
export function modelListBody(models: readonly ListedModel[]): JsonObject {
  return {
    data: models.map(({ id, displayName, contextWindow, imageInput, videoInput, thinking, dialect }) => ({
      id,
      ...(displayName !== null && { display_name: displayName }),
      ...(contextWindow !== null && { context_length: contextWindow }),
      ...(imageInput !== null && { supports_image_in: imageInput }),
      ...(videoInput !== null && { supports_video_in: videoInput }),
      ...(thinking !== null && thinkingFields(thinking)),
      ...(dialect === ANTHROPIC_DIALECT && { protocol: "anthropic" }),
    })),
  };
}

function thinkingFields({ always, never, efforts, defaultEffort }: ThinkingKind): JsonObject {
  if (never === true) return { supports_thinking_type: "no" };
  return {
    supports_thinking_type: always ? "only" : "both",
    ...(efforts.length > 0 && {
      think_efforts: {
        support: true,
        valid_efforts: efforts,
        ...(defaultEffort !== null && { default_effort: defaultEffort }),
      },
    }),
  };
}
