import * as z from "zod/mini";
import { builtOnce, parseJson } from "../kimi/index.ts";
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

const fileSchema = builtOnce(() => z.object({ plans: z.array(z.unknown()) }));
const planSchema = builtOnce(() =>
  z.object({
    agent: z.string(),
    account: z.string(),
    seenAt: z.number(),
    models: z.unknown(),
  }),
);

/** The plans in a text of {@link writePlans}, the latest first; what cannot be read is left out. */
export function readPlans(text: string): readonly StoredPlan[] {
  const { plans } = fileSchema().safeParse(parseJson(text)).data ?? { plans: [] };
  return plans.flatMap((entry) => {
    const plan = planSchema().safeParse(entry).data;
    if (plan === undefined) return [];
    const models = parseModelList(plan.models);
    return models === null || models.length === 0 ? [] : [{ ...plan, models }];
  });
}

/** The text that holds `plan` in place of what was known of its agent, and the other plans. */
export function writePlans(others: readonly StoredPlan[], plan: StoredPlan): string {
  // One that was seen in the future was written by a clock that ran ahead: it must not be the latest for ever.
  const seenBefore = others.map((other) => ({ ...other, seenAt: Math.min(other.seenAt, plan.seenAt) }));
  const plans = [plan, ...seenBefore.filter(({ agent }) => agent !== plan.agent)]
    .toSorted((a, b) => b.seenAt - a.seenAt)
    .slice(0, MAX_PLANS)
    .map(({ agent, account, seenAt, models }) => ({ agent, account, seenAt, models: modelListBody(models) }));
  return `${JSON.stringify({ plans }, null, 2)}\n`;
}
