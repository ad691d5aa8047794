import { isObject, parseJson } from "../kimi/index.ts";
import { modelListBody, parseModelList, type ListedModel } from "./model-list.ts";

/** The models that an account was last seen to have. */
export interface StoredPlan {
  /** The agent whose account it is; agents may have different ones. */
  readonly agent: string;
  /** Tells one account, at one endpoint, from another. Holds nothing of a secret. */
  readonly account: string;
  /** When the service said so, in ms since the epoch. */
  readonly seenAt: number;
  readonly models: readonly ListedModel[];
}

/** Agents whose plans are kept, the latest ones: a file of this size is read in a fraction of a millisecond. */
const MAX_PLANS = 32;

/** The plans in a text of {@link writePlans}, the latest first; what cannot be read is left out. */
export function readPlans(text: string): readonly StoredPlan[] {
  const file = parseJson(text);
  const entries = isObject(file) && Array.isArray(file["plans"]) ? file["plans"] : [];
  const plans: readonly unknown[] = entries;
  return plans.flatMap((entry) => {
    if (!isObject(entry)) return [];
    const { agent, account, seenAt } = entry;
    const models = parseModelList(entry["models"]);
    const isWhole = typeof agent === "string" && typeof account === "string" && typeof seenAt === "number";
    return isWhole && models !== null && models.length > 0 ? [{ agent, account, seenAt, models }] : [];
  });
}

/** The text that holds `plan` in place of what was known of its agent, and the other plans. */
export function writePlans(others: readonly StoredPlan[], plan: StoredPlan): string {
  const plans = [plan, ...others.filter(({ agent }) => agent !== plan.agent)]
    .toSorted((a, b) => b.seenAt - a.seenAt)
    .slice(0, MAX_PLANS)
    .map(({ agent, account, seenAt, models }) => ({ agent, account, seenAt, models: modelListBody(models) }));
  return `${JSON.stringify({ plans }, null, 2)}\n`;
}
