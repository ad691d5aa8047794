import { isObject } from "../kimi/index.ts";
import { numberOf } from "./usage-number.ts";

/** Money beside the plan, which the service uses once a window is used up. All amounts are in cents. */
export interface Wallet {
  readonly balanceCents: number;
  /** What was paid in, of which the balance is left. */
  readonly totalCents: number;
  /** How much may be charged in a month; `null` is without a limit. */
  readonly monthlyLimitCents: number | null;
  readonly monthlyUsedCents: number;
  /** An ISO 4217 code; `USD` where the service tells none. */
  readonly currency: string;
}

/** The service's fixed point: a cent is a million units (official client, 2026-08). */
const UNITS_PER_CENT = 1_000_000;

/** Reads `boosterWallet`; `null` for none, another kind of wallet, or one that nothing was ever paid into. */
export function parseWallet(value: unknown): Wallet | null {
  const balance = isObject(value) ? value["balance"] : undefined;
  if (!isObject(value) || !isObject(balance) || balance["type"] !== "BOOSTER") return null;
  const amount = numberOf(balance["amount"]) ?? 0;
  if (amount <= 0) return null;
  const limit = parseMoney(value["monthlyChargeLimit"]);
  const used = parseMoney(value["monthlyUsed"]);
  const isLimited = value["monthlyChargeLimitEnabled"] === true && limit !== null && limit.cents > 0;
  return {
    balanceCents: toCents(numberOf(balance["amountLeft"]) ?? 0),
    totalCents: toCents(amount),
    monthlyLimitCents: isLimited ? limit.cents : null,
    monthlyUsedCents: used?.cents ?? 0,
    currency: limit?.currency ?? used?.currency ?? "USD",
  };
}

/** Less than a cent that is not nothing is one. */
function toCents(units: number): number {
  const cents = units / UNITS_PER_CENT;
  return cents > 0 && cents < 1 ? 1 : Math.round(cents);
}

function parseMoney(value: unknown): { readonly cents: number; readonly currency: string | null } | null {
  const cents = isObject(value) ? numberOf(value["priceInCents"]) : null;
  if (!isObject(value) || cents === null) return null;
  const { currency } = value;
  const isCode = typeof currency === "string" && /^[A-Za-z]{3}$/u.test(currency);
  return { cents: Math.trunc(cents), currency: isCode ? currency.toUpperCase() : null };
}
