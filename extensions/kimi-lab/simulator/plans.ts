import { setTimeout as delay } from "node:timers/promises";

import type { Account } from "./accounts.ts";
import { modelRows } from "./models.ts";

/** What a subscription includes, and how `/models` tells of it. */
export type Plan = Pick<Account, "models" | "windows" | "listing">;

const { k3 } = modelRows;

/**
 * Plans by name. Which models a tier has, and K3's window by tier, follow the service's documentation and field
 * reports (2026-08); the others are answers that clients have to live with.
 */
export const plans = {
  /** The lowest tier: K3 with a quarter of its window. */
  basic: { models: ["kimi-for-coding", "k3"], windows: { k3: 262_144 } },
  /** K3 under the id that some accounts of a lower tier list it by. */
  k3256k: { models: ["kimi-for-coding", "k3-256k"] },
  advanced: { models: ["kimi-for-coding", "k3", "kimi-for-coding-highspeed"] },
  /** Models that ask to be spoken to in the Anthropic dialect. */
  anthropic: {
    models: ["kimi-for-coding", "k3"],
    listing: {
      data: [modelRows["kimi-for-coding"], k3].map((row) => Object.assign({ protocol: "anthropic" }, row)),
    },
  },
  /** Numbers as text, absent fields, words that nobody knows, the same row twice, and rows that are none. */
  odd: {
    models: ["kimi-for-coding", "k3", "kimi-for-coding-highspeed"],
    listing: {
      data: [
        null,
        "k3",
        { context_length: 262_144, display_name: "A row without an id" },
        { id: "", display_name: "A row with an empty id" },
        {
          id: "kimi-for-coding",
          context_length: "262144",
          display_name: "",
          supports_thinking_type: "often",
        },
        { ...k3, context_length: "1048576", support_efforts: ["flat"], default_effort: "flat" },
        { ...k3, display_name: "K3 once more", context_length: 1 },
        {
          id: "kimi-for-coding-highspeed",
          context_length: "plenty",
          think_efforts: { support: "yes", valid_efforts: ["turbo"], default_effort: "turbo" },
          protocol: "grpc",
        },
      ],
    },
  },
  /** A list without a row. */
  empty: { models: ["kimi-for-coding"], listing: { data: [] } },
  /** A lapsed membership, of which the list has been seen to say so in its status alone. */
  lapsed: { models: [], listing: { status: 402, data: [] } },
  /** A service that takes its time for the list. */
  slow: { models: ["kimi-for-coding", "k3"], listing: { until: () => delay(2000) } },
} as const satisfies Record<string, Plan>;

/** The names that `--plan` takes. */
export const planNames: readonly string[] = Object.keys(plans);

/** The plan of this name, if there is one. */
export function findPlan(name: string): Plan | undefined {
  return Object.entries(plans).find(([planName]) => planName === name)?.[1];
}
