import type { ProviderPlugin } from "openclaw/plugin-sdk/plugin-entry";
import { createSubsystemLogger } from "openclaw/plugin-sdk/runtime-env";
import { LIST_MODELS_COMMAND, wireIdOf } from "../kimi/index.ts";
import { fastTwin, isFast } from "./fast-twin.ts";
import { knownPlan, serviceIdOf } from "./plan-store.ts";
import type { StoredPlan } from "./stored-plans.ts";

const log = createSubsystemLogger("kimi/models");

type FastModeHook = NonNullable<ProviderPlugin["resolveFastModeSupport"]>;

/** Whether `/fast` changes anything for a model; `undefined` while it is not known what the plan has. */
export const resolveFastModeSupport = (({ modelId }) => {
  const plan = knownPlan(undefined);
  return plan === null ? undefined : twinOf(wireIdOf(modelId), plan) !== undefined;
}) satisfies FastModeHook;

/** What a request asks the service for. */
export interface RequestedModel {
  readonly wireId: string;
  /**
   * Takes note that the service does not give this account that model, and returns what to ask for instead; `null`
   * where nothing else will do.
   */
  readonly refused: (() => string) | null;
}

/** The model that a request's id names, or in fast mode its faster twin, unless the agent's plan is known to lack it. */
export function requestedModel(
  modelId: string,
  extraParams: Readonly<Record<string, unknown>> | undefined,
  agentDir: string | undefined,
): RequestedModel {
  const own = serviceIdOf(modelId, agentDir);
  const wantsTwin = isFast(extraParams?.["fastMode"] ?? extraParams?.["fast_mode"]);
  if (!wantsTwin) return { wireId: own, refused: null };
  const plan = knownPlan(agentDir) ?? unknownPlan(agentDir);
  const twin = twinOf(own, plan);
  if (twin === undefined) return { wireId: own, refused: null };
  return {
    wireId: twin,
    refused() {
      noteRefusal(twin, plan);
      return own;
    },
  };
}

/**
 * Faster models that the service refused although the agent's list has them, and when that list was seen: a membership
 * may end or shrink long before the host asks for the list again. A list that is seen later counts again.
 */
const refusals = new Map<string, number>();

/** What is known of a plan. */
type Plan = Omit<StoredPlan, "models"> & { readonly models: StoredPlan["models"] | null };

/** That of an agent whose list was never seen: 2026.5.7 and 2026.4.27 ask for none. */
function unknownPlan(agentDir: string | undefined): Plan {
  return { agent: agentDir ?? "", account: "", seenAt: 0, models: null };
}

function refusalKey(twin: string, { agent, account }: Plan): string {
  return [agent, account, twin].join("\n");
}

function noteRefusal(twin: string, plan: Plan): void {
  if (isRefused(twin, plan)) return;
  refusals.set(refusalKey(twin, plan), plan.seenAt);
  log.warn(
    plan.models === null
      ? `Your plan does not have ${twin}, so /fast changes nothing.`
      : `Your plan no longer has ${twin}, so /fast changes nothing. Read the models of your plan again: ${LIST_MODELS_COMMAND}`,
  );
}

function isRefused(twin: string, plan: Plan): boolean {
  return plan.seenAt <= (refusals.get(refusalKey(twin, plan)) ?? -Infinity);
}

/** The faster twin that can be asked for. */
function twinOf(wireId: string, plan: Plan): string | undefined {
  const twin = fastTwin(wireId, plan.models);
  return twin === undefined || isRefused(twin, plan) ? undefined : twin;
}
