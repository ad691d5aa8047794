/** What is left of the plan: asked, read, put into words, and warned of. */
export { askUsage, type QuotaStatus } from "./ask-usage.ts";
export { hostSnapshot } from "./host-snapshot.ts";
export { isForPeople, isUnattended, withoutNotice } from "./notice-text.ts";
export { usedUpWindows } from "./used-up.ts";
export { quotaFacts } from "./quota-facts.ts";
export { type AccountUsage, createAgentWatches, type TakeNotice } from "./watch.ts";
