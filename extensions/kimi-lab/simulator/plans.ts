import { setTimeout as delay } from "node:timers/promises";

import type { Account } from "./accounts.ts";
import { earlierModelRows, modelRows } from "./models.ts";
import { refusals } from "./refusals.ts";

/** What a subscription includes, and how `/models` tells of it. */
export type Plan = Pick<Account, "models" | "windows" | "protocols" | "listing" | "fault">;

const { k3 } = earlierModelRows;

/**
 * Plans by name. Which models a tier has, and K3's window by tier, follow the service's documentation and field
 * reports (2026-08 and 2026-09); the others are answers that clients have to live with.
 */
export const plans = {
  /** The lowest tier: K3 with a quarter of its window, above which a 401 says so. */
  basic: { models: ["kimi-for-coding", "k3"], windows: { k3: 262_144 } },
  /** The same tier, whose list does not tell of the smaller window (which of both the service does is not known). */
  basicUntold: {
    models: ["kimi-for-coding", "k3"],
    windows: { k3: 262_144 },
    listing: { data: [modelRows["kimi-for-coding"], modelRows.k3] },
  },
  /** K3 under the id that some accounts of a lower tier list it by. */
  k3256k: { models: ["kimi-for-coding", "k3-256k"] },
  advanced: { models: ["kimi-for-coding", "k3", "kimi-for-coding-highspeed"] },
  /** What an account listed in September 2026 (opencodex#5403, measured). */
  september: { models: ["kimi-for-coding", "kimi-for-coding-highspeed", "k3", "k3-256k"] },
  /** Every model that is known of. That one plan has them all is an assumption. */
  all: {
    models: [
      "kimi-for-coding",
      "kimi-for-coding-highspeed",
      "k3",
      "k3-256k",
      "k3.1-pro",
      "k3.1-pro-highspeed",
    ],
  },
  /** Models that ask to be spoken to in the Anthropic dialect. */
  anthropic: {
    models: ["kimi-for-coding", "k3"],
    protocols: { "kimi-for-coding": "anthropic", k3: "anthropic" },
  },
  /** A model for each protocol that the list may name. Which models it names them for is not known. */
  protocols: {
    models: ["kimi-for-coding", "k3", "k3.1-pro"],
    protocols: { "kimi-for-coding": "openai", k3: "anthropic", "k3.1-pro": "response" },
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
  /** A subscription that does not include Kimi Code. That the list is refused as a chat is, is an assumption. */
  noKimiCode: { models: [], fault: refusals.noKimiCode },
  /** A service that takes its time for the list. */
  slow: { models: ["kimi-for-coding", "k3"], listing: { until: () => delay(2000) } },
} as const satisfies Record<string, Plan>;

/** The names that `--plan` takes. */
export const planNames: readonly string[] = Object.keys(plans);

/** The plan of this name, if there is one. */
export function findPlan(name: string): Plan | undefined {
  return Object.entries(plans).find(([planName]) => planName === name)?.[1];
}
