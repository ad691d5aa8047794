import type { QuotaStatus } from "./ask-usage.ts";
import { usageLines } from "./window-text.ts";

/** The quota as lines of text behind names, as the rest of the report has them; none where it was not asked for. */
export function quotaFacts(
  quota: QuotaStatus | null,
  now: number,
): readonly (readonly [name: string, text: string])[] {
  if (quota === null) return [];
  const { usage, problem } = quota;
  if (usage === null) return [["quota", `Not known. ${problem ?? "Kimi Code did not report it."}`]];
  const parallel = usage.parallelLimit === null ? "" : `, ${usage.parallelLimit} requests at a time`;
  const plan = `${usage.plan === null ? "subscription" : `${usage.plan} subscription`}${parallel}; no cost per token`;
  const [first = "Kimi Code reports no limit", ...others] = usageLines(usage, now);
  return [["plan", plan], ["quota", first], ...others.map((line) => ["", line] as const)];
}
