import {
  ANTHROPIC_DIALECT,
  FOREIGN_LIMITS,
  isObject,
  type JsonObject,
  OPENAI_DIALECT,
  printedLine,
} from "../kimi/index.ts";
import type { ListedThinking } from "./thinking-kind.ts";

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
  readonly thinking: ListedThinking | null;
  /**
   * The dialect that the model is to be spoken to in; `null` for the Responses API, which this plugin does not speak
   * (official client 2.1.0 and opencodex#5429, 2026-09).
   */
  readonly dialect: typeof OPENAI_DIALECT | typeof ANTHROPIC_DIALECT | null;
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
    dialect: parseDialect(row["protocol"]),
  };
}

/** A word that is not known counts as the OpenAI dialect, as it does for the official client (2026-08). */
function parseDialect(protocol: unknown): ListedModel["dialect"] {
  const word = trimmed(protocol).toLowerCase();
  if (word === "anthropic") return ANTHROPIC_DIALECT;
  return /^(?:openai[-_])?responses?$/u.test(word) ? null : OPENAI_DIALECT;
}

/**
 * `supports_thinking_type` overrides `supports_reasoning`; a word that is not known counts as not said. That a model
 * reasons does not say whether it can be off: K3's rows say that it does, and nothing else (documentation, 2026-08).
 */
function parseThinking(row: JsonObject): ListedThinking | null {
  const efforts = parseEfforts(row["think_efforts"]);
  switch (row["supports_thinking_type"]) {
    case "only":
      return { ...efforts, always: true };
    case "both":
      return { ...efforts, always: false };
    case "no":
      return NEVER;
    default:
  }
  const reasons = flag(row["supports_reasoning"]);
  if (reasons === false) return NEVER;
  return reasons === null && efforts.efforts === null ? null : { ...efforts, always: null };
}

const NEVER: ListedThinking = { always: false, never: true, efforts: [], defaultEffort: null };

/** What is not a list of words behind `support: true` is none (official client, 2026-08). */
function parseEfforts(value: unknown): Pick<ListedThinking, "efforts" | "defaultEffort"> {
  if (!isObject(value)) return { efforts: null, defaultEffort: null };
  const listed: readonly unknown[] =
    value["support"] === true && Array.isArray(value["valid_efforts"])
      ? value["valid_efforts"].slice(0, FOREIGN_LIMITS.efforts)
      : [];
  const efforts = [...new Set(listed.map((effort) => trimmed(effort).toLowerCase()))].filter(
    (effort) => EFFORT.test(effort) && effort.length <= FOREIGN_LIMITS.effortChars,
  );
  const stated = trimmed(value["default_effort"]).toLowerCase();
  return { efforts, defaultEffort: efforts.includes(stated) ? stated : null };
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
      ...(dialect !== OPENAI_DIALECT && { protocol: dialect === null ? "response" : "anthropic" }),
    })),
  };
}

function thinkingFields({ always, never, efforts, defaultEffort }: ListedThinking): JsonObject {
  if (never === true) return { supports_thinking_type: "no" };
  return {
    ...(always === null
      ? { supports_reasoning: true }
      : { supports_thinking_type: always ? "only" : "both" }),
    ...(efforts !== null && {
      think_efforts: {
        support: efforts.length > 0,
        valid_efforts: efforts,
        ...(defaultEffort !== null && { default_effort: defaultEffort }),
      },
    }),
  };
}
