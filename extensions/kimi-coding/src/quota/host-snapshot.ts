import type { QuotaStatus } from "./ask-usage.ts";
import type { UsageWindow } from "./parse-usage.ts";
import { limitingWindows } from "./window-text.ts";

/** What OpenClaw shows of a provider's usage (2026.9.6), but for the provider's names. */
export interface HostSnapshot {
  windows: { label: string; usedPercent: number; resetAt?: number }[];
  billing?: { type: "balance" | "spend"; label: string; amount: number; unit: string }[];
  plan?: string;
  error?: string;
}

/** Short names, as OpenClaw has them for other providers. */
const LABELS = {
  "five-hour": "5h",
  weekly: "Week",
  "monthly-total": "Month",
  "monthly-coding": "Month (coding)",
} as const satisfies Record<Exclude<UsageWindow["kind"], "other">, string>;

/** The quota in the host's terms. It shows the first two windows in a chat, so the shortest come first. */
export function hostSnapshot({ usage, problem }: QuotaStatus): HostSnapshot {
  if (usage === null) return { windows: [], ...(problem !== null && { error: problem }) };
  const { wallet } = usage;
  return {
    windows: limitingWindows(usage.windows).map(hostWindow),
    ...(wallet !== null && {
      billing: [
        {
          type: "balance",
          label: "Booster wallet",
          amount: wallet.balanceCents / 100,
          unit: wallet.currency,
        },
      ],
    }),
    plan: usage.plan ?? "subscription",
  };
}

function hostWindow({ kind, label, usedPercent, resetAt }: UsageWindow): HostSnapshot["windows"][number] {
  const window = { label: kind === "other" ? label : LABELS[kind], usedPercent };
  return resetAt === null ? window : { ...window, resetAt };
}
