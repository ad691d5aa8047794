import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createSubsystemLogger } from "openclaw/plugin-sdk/logging-core";
import { resolveStateDir } from "openclaw/plugin-sdk/state-paths";
import type { ListedModel } from "./src/account/model-list.ts";
import { findListed } from "./src/account/plan-row.ts";
import { readPlans, writePlans, type StoredPlan } from "./src/account/stored-plans.ts";

const log = createSubsystemLogger("kimi/models");

/**
 * Where the plugin keeps which models each agent's account was last seen to have. The host runs the catalogue in a
 * worker of its own and asks about models in others, and older hosts in other processes: this file is what they share.
 */
function plansFile(): string {
  return join(resolveStateDir(), "kimi", "models.json");
}

let lastRead:
  | { readonly file: string; readonly stamp: string; readonly plans: readonly StoredPlan[] }
  | undefined;

/** All plans that are known, the latest first. Read anew only when the file has changed. */
function knownPlans(): readonly StoredPlan[] {
  const file = plansFile();
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return [];
  const stamp = `${stats.ino}:${stats.mtimeMs}:${stats.size}`;
  if (lastRead?.file === file && lastRead.stamp === stamp) return lastRead.plans;
  const plans = readPlans(readFileSync(file, "utf8"));
  lastRead = { file, stamp, plans };
  return plans;
}

/** The same where nothing may fail: a file that cannot be read is as good as none. */
function plansOrNone(): readonly StoredPlan[] {
  try {
    return knownPlans();
  } catch (error) {
    log.debug(`the known models cannot be read: ${String(error)}`);
    return [];
  }
}

/** The plan that an agent chats on, or, without an agent, the one seen last; `null` before any was. */
export function knownPlan(agentDir: string | undefined): StoredPlan | null {
  const plans = plansOrNone();
  return plans.find(({ agent }) => agentDir === undefined || agent === agentDir) ?? null;
}

/** The models of {@link knownPlan}. */
export function knownModels(agentDir: string | undefined): readonly ListedModel[] | null {
  return knownPlan(agentDir)?.models ?? null;
}

/** What was last heard of a model, by wire id: of the agent's own plan, or, without an agent, of any. */
export function knownModel(wireId: string, agentDir?: string): ListedModel | undefined {
  const plans = plansOrNone();
  const own = plans.filter(({ agent }) => agent === agentDir);
  for (const { models } of agentDir === undefined ? plans : own) {
    const model = findListed(models, wireId);
    if (model !== undefined) return model;
  }
  return undefined;
}

/** The models that this very account was last seen to have; `null` if it never was. */
export function rememberedModels(
  agentDir: string | undefined,
  account: string,
): readonly ListedModel[] | null {
  const agent = agentDir ?? "";
  return plansOrNone().find((plan) => plan.agent === agent && plan.account === account)?.models ?? null;
}

/** Notes the models that an account has. What cannot be written is not known later. */
export function rememberModels(
  agentDir: string | undefined,
  account: string,
  models: readonly ListedModel[],
): void {
  const file = plansFile();
  const text = writePlans(plansOrNone(), { agent: agentDir ?? "", account, seenAt: Date.now(), models });
  const partial = `${file}.${randomUUID()}.partial`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(partial, text, { mode: 0o600 });
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    log.warn(`the models of the plan cannot be kept for the next start: ${String(error)}`);
  }
}

/** Tells an account at an endpoint from others. `identity` may be a secret: only a part of its hash is kept. */
export function accountTag(baseUrl: string, identity: string): string {
  return createHash("sha256").update(`${baseUrl}\n${identity}`).digest("hex").slice(0, 16);
}
