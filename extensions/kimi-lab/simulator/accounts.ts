import { createHash } from "node:crypto";

import type { Fault } from "./faults.ts";
import type { ModelId, Protocol } from "./models.ts";
import type { QuotaName } from "./usage.ts";

/** The key that the default account accepts. It has the shape of a real key and is worth nothing. */
export const SIMULATOR_KEY = "sk-kimi-simulator-0000000000000000000000000000";

/** One subscriber: a key, the models of the plan, and optionally a state in which everything is refused. */
export interface Account {
  readonly id: string;
  readonly key: string;
  readonly models: readonly ModelId[];
  /** Context windows that this plan gives its models, in tokens, where they are not the usual ones. */
  readonly windows?: Readonly<Partial<Record<ModelId, number>>>;
  /** The dialects that `/models` names for its models, where it names one. */
  readonly protocols?: Readonly<Partial<Record<ModelId, Protocol>>>;
  /** How `/models` answers, where it does not just list the models. */
  readonly listing?: Listing;
  /** What it has used of its plan, `ratios` by default. */
  readonly quota?: QuotaName;
  /** Answers every authenticated request of this account, `/models` included (a lapsed membership, say). */
  readonly fault?: Fault;
}

/** An answer of `/models` of an account's own. */
interface Listing {
  /** 200 by default. */
  readonly status?: number;
  /** The rows, whatever they are; by default those of the account's models. */
  readonly data?: readonly unknown[];
  /** What the list waits for, once the answer has begun. */
  readonly until?: () => Promise<unknown>;
}

/** The account that exists when a caller names none. */
export const defaultAccount = {
  id: "default",
  key: SIMULATOR_KEY,
  models: ["kimi-for-coding"],
} as const satisfies Account;

/**
 * The key that a request presents: `Authorization: Bearer`, or `x-api-key` where the endpoint takes it.
 * With both present the Bearer token counts.
 */
export function presentedKey(
  headers: { readonly authorization?: string | undefined; readonly apiKey?: string | undefined },
  acceptsApiKeyHeader: boolean,
): string | undefined {
  const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? "")?.[1];
  return bearer ?? (acceptsApiKeyHeader ? headers.apiKey : undefined);
}

/**
 * The value of a credential header with the key replaced by its description. Whatever is not a Bearer token
 * is taken for a key as a whole.
 */
export function redactCredential(describe: (key: string) => string, value: string): string {
  if (value === "") return "";
  const token = /^Bearer +(\S+) *$/i.exec(value)?.[1];
  return token === undefined ? describe(value) : `Bearer ${describe(token)}`;
}

/** Names the account of a key; one that no account has gets a fingerprint. */
export function describeKey(accounts: readonly Account[], key: string): string {
  const owner = accounts.find((account) => account.key === key);
  if (owner !== undefined) return `<key of account ${owner.id}>`;
  return `<unknown key sha256:${createHash("sha256").update(key).digest("hex").slice(0, 12)}>`;
}
