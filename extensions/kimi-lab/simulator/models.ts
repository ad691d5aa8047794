/**
 * The rows of `GET /coding/v1/models`, keyed by id.
 *
 * `kimi-for-coding` is the row of the official client's own test fixture (2026-08). The other rows follow
 * the published documentation; a subscription lists only those that its plan includes.
 */
export const modelRows = {
  "kimi-for-coding": {
    id: "kimi-for-coding",
    context_length: 262_144,
    supports_reasoning: true,
    supports_image_in: true,
    supports_video_in: true,
    supports_thinking_type: "only",
    display_name: "Kimi For Coding",
  },
  "kimi-for-coding-highspeed": {
    id: "kimi-for-coding-highspeed",
    context_length: 262_144,
    supports_reasoning: true,
    supports_image_in: true,
    supports_video_in: true,
    supports_thinking_type: "only",
    display_name: "Kimi For Coding Highspeed",
  },
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
} as const;

export type ModelId = keyof typeof modelRows;

/** A row of the list, with the window of a plan. */
export interface ModelRow {
  readonly id: ModelId;
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
}

/** Whose models, and with which windows. */
interface Subscription {
  readonly models: readonly ModelId[];
  readonly windows?: Readonly<Partial<Record<ModelId, number>>>;
}

/** The rows of the models that an account may use. */
export function listModels({ models, windows = {} }: Subscription): ModelRow[] {
  return models.map((id) => withWindow(modelRows[id], windows[id]));
}

function withWindow(row: ModelRow, window: number = row.context_length): ModelRow {
  return { ...row, context_length: window };
}

/** The row that an account may use under this wire id; aliases are unknown on the wire. */
export function findModel(account: Subscription, wireId: string): ModelRow | undefined {
  return listModels(account).find(({ id }) => id === wireId);
}
