/**
 * The rows of `GET /coding/v1/models`, keyed by id, as they are since K2.8 came in place of K2.7 on 2026-09-11. An
 * account's list has those that its plan includes: in September those of one account were the first four
 * (opencodex#5403, measured).
 *
 * Sources of each row stand above it. Those of all: ids, windows and efforts are those of pi-ai 1.5.2; the flags of a
 * row are those of the row of 2026-08 where nothing newer is known. That K3 takes no "off" is written here as
 * `supports_thinking_type`: the field itself was not seen in a live K3 row.
 */
export const modelRows = {
  // models.dev#7036 (quotes Kimi's documentation): 1,048,576 tokens on every tier, thinking can be off, efforts and the
  // default `max`. The name of the list is that of 2026-08; no newer one was seen.
  "kimi-for-coding": {
    id: "kimi-for-coding",
    context_length: 1_048_576,
    supports_reasoning: true,
    supports_image_in: true,
    supports_video_in: true,
    supports_thinking_type: "both",
    display_name: "Kimi For Coding",
    think_efforts: { support: true, valid_efforts: ["low", "high", "max"], default_effort: "max" },
  },
  // Still K2.7: 262,144 tokens, no efforts (pi-ai 1.5.2).
  "kimi-for-coding-highspeed": {
    id: "kimi-for-coding-highspeed",
    context_length: 262_144,
    supports_reasoning: true,
    supports_image_in: true,
    supports_video_in: true,
    supports_thinking_type: "only",
    display_name: "Kimi For Coding Highspeed",
  },
  // openclaw#113909: no off, and 131,072 tokens of output.
  k3: {
    id: "k3",
    context_length: 1_048_576,
    supports_reasoning: true,
    supports_image_in: true,
    supports_video_in: true,
    supports_thinking_type: "only",
    display_name: "K3",
    think_efforts: { support: true, valid_efforts: ["low", "high", "max"], default_effort: "max" },
  },
  // models.dev#3698 (a live row): its default is `high`. That it takes no video is a field report of 2026-08.
  "k3-256k": {
    id: "k3-256k",
    context_length: 262_144,
    supports_reasoning: true,
    supports_image_in: true,
    supports_video_in: false,
    supports_thinking_type: "only",
    display_name: "K3 256K",
    think_efforts: { support: true, valid_efforts: ["low", "high", "max"], default_effort: "high" },
  },
  // One source for both (pi-ai 1.5.2). Its flags for media are an assumption: pi itself sends images and no video.
  "k3.1-pro": {
    id: "k3.1-pro",
    context_length: 1_048_576,
    supports_reasoning: true,
    supports_image_in: true,
    supports_video_in: true,
    supports_thinking_type: "only",
    display_name: "K3.1 Pro",
    think_efforts: { support: true, valid_efforts: ["low", "high", "max"], default_effort: "max" },
  },
  "k3.1-pro-highspeed": {
    id: "k3.1-pro-highspeed",
    context_length: 1_048_576,
    supports_reasoning: true,
    supports_image_in: true,
    supports_video_in: true,
    supports_thinking_type: "only",
    display_name: "K3.1 Pro Highspeed",
    think_efforts: { support: true, valid_efforts: ["low", "high", "max"], default_effort: "max" },
  },
} as const satisfies Record<string, ModelRow>;

export type ModelId = keyof typeof modelRows;

/**
 * The rows until September 2026. `kimi-for-coding` is the row of the official client's own test fixture (2026-08); the
 * other rows follow the documentation of that time.
 */
export const earlierModelRows = {
  "kimi-for-coding": {
    id: "kimi-for-coding",
    context_length: 262_144,
    supports_reasoning: true,
    supports_image_in: true,
    supports_video_in: true,
    supports_thinking_type: "only",
    display_name: "Kimi For Coding",
  },
  "kimi-for-coding-highspeed": modelRows["kimi-for-coding-highspeed"],
  k3: {
    id: "k3",
    context_length: 1_048_576,
    supports_reasoning: true,
    supports_image_in: true,
    supports_video_in: true,
    display_name: "K3",
    think_efforts: { support: true, valid_efforts: ["low", "high", "max"], default_effort: "max" },
  },
  "k3-256k": {
    id: "k3-256k",
    context_length: 262_144,
    supports_reasoning: true,
    supports_image_in: true,
    // Unlike its siblings (field report, 2026-08).
    supports_video_in: false,
    display_name: "K3 256K",
    think_efforts: { support: true, valid_efforts: ["low", "high", "max"], default_effort: "max" },
  },
} as const satisfies Partial<Record<ModelId, ModelRow>>;

/**
 * Longest output in tokens, reasoning included (pi-ai 1.5.2; models.dev#7036 and openclaw#113909 for the first and the
 * third). `/models` does not tell it. A request may ask for more: official clients ask for the whole window, or for
 * 128,000 tokens on the Anthropic dialect, whatever the model (2026-08).
 */
export const outputLimits = {
  "kimi-for-coding": 32_768,
  "kimi-for-coding-highspeed": 32_768,
  k3: 131_072,
  "k3-256k": 131_072,
  "k3.1-pro": 131_072,
  "k3.1-pro-highspeed": 131_072,
} as const satisfies Record<ModelId, number>;

/** What a row may name as the dialect to speak to its model: official client 2.1.0 and opencodex#5429 (2026-09). */
export type Protocol = "openai" | "anthropic" | "response";

/** A row of the list, with the window of a plan. */
export interface ModelRow {
  readonly id: string;
  readonly context_length: number;
  readonly supports_reasoning: boolean;
  readonly supports_image_in: boolean;
  readonly supports_video_in: boolean;
  readonly supports_thinking_type?: "only" | "both" | "no";
  readonly display_name: string;
  readonly think_efforts?: {
    readonly support: boolean;
    readonly valid_efforts: readonly string[];
    readonly default_effort: string;
  };
  readonly protocol?: Protocol;
}

/** A model that an account may use. */
export interface PlanModel {
  readonly row: ModelRow;
  /** Tokens. */
  readonly maxOutputTokens: number;
  /** The model's own window in tokens, of which the plan may give only a part. */
  readonly fullWindow: number;
}

export type ModelRows = Readonly<Partial<Record<ModelId, ModelRow>>>;

/** Whose models, with which windows, and in which dialect each is to be spoken to. */
interface Subscription {
  readonly models: readonly ModelId[];
  readonly windows?: Readonly<Partial<Record<ModelId, number>>>;
  readonly protocols?: Readonly<Partial<Record<ModelId, Protocol>>>;
}

/** The rows of the models that an account may use. */
export function listModels(subscription: Subscription, rows: ModelRows): ModelRow[] {
  return planModels(subscription, rows).map(({ row }) => row);
}

/** The model that an account may use under this wire id; aliases are unknown on the wire. */
export function findModel(
  subscription: Subscription,
  wireId: string,
  rows: ModelRows,
): PlanModel | undefined {
  return planModels(subscription, rows).find(({ row }) => row.id === wireId);
}

function planModels({ models, windows = {}, protocols = {} }: Subscription, rows: ModelRows): PlanModel[] {
  return models.flatMap((id) => {
    const row = rows[id];
    if (row === undefined) return [];
    const protocol = protocols[id];
    const listed = {
      ...row,
      context_length: windows[id] ?? row.context_length,
      ...(protocol !== undefined && { protocol }),
    };
    return [{ row: listed, maxOutputTokens: outputLimits[id], fullWindow: row.context_length }];
  });
}
