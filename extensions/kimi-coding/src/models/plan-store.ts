import { createHash, randomUUID } from "node:crypto";
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createSubsystemLogger } from "openclaw/plugin-sdk/runtime-env";
import { resolveStateDir } from "openclaw/plugin-sdk/state-paths";
import { withFileLock } from "../host/index.ts";
import { wireIdOf } from "../kimi/index.ts";
import type { ListedModel } from "./model-list.ts";
import { findListed } from "./plan-row.ts";
import { readPlans, writePlans, type StoredPlan } from "./stored-plans.ts";

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
    log.debug(`The known models cannot be read: ${String(error)}`);
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

/**
 * The id that the service knows a model by: in the letter case of the list, if it is known, since the service tells
 * them apart (assumed).
 */
export function serviceIdOf(modelId: string, agentDir?: string): string {
  const wireId = wireIdOf(modelId);
  return knownModel(wireId, agentDir)?.id ?? wireId;
}

/** The models that this very account was last seen to have; `null` if it never was. */
export function rememberedModels(
  agentDir: string | undefined,
  account: string,
): readonly ListedModel[] | null {
  const agent = agentDir ?? "";
  return plansOrNone().find((plan) => plan.agent === agent && plan.account === account)?.models ?? null;
}

/**
 * Others wait for what takes milliseconds, and less than a second for one that hangs: the next catalogue run tells the
 * same. A lock whose process has died is taken over at once.
 */
const LOCK_OPTIONS = {
  retries: { retries: 20, factor: 1.3, minTimeout: 5, maxTimeout: 50, randomize: true },
  stale: 10_000,
} as const;

/** Notes the models that an account has, beside those of other agents; resolves with whether they are kept. */
export async function rememberModels(
  agentDir: string | undefined,
  account: string,
  models: readonly ListedModel[],
): Promise<boolean> {
  const file = plansFile();
  const plan = { agent: agentDir ?? "", account, seenAt: Date.now(), models };
  try {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const { kind } = await withFileLock(file, LOCK_OPTIONS, async () => replaceFile(file, plan));
    if (kind === "busy") {
      log.debug("Another process writes the known models. The models of this plan are not stored this time.");
    }
    return kind === "done";
  } catch (error) {
    log.warn(`The models of the plan cannot be stored for the next start: ${String(error)}`);
    return false;
  }
}

/**
 * Puts a plan beside those of other agents. Without waiting, as some hosts let one process into its own lock twice.
 * Throws where the file is there and cannot be read: what is in it stays.
 */
function replaceFile(file: string, plan: StoredPlan): void {
  const isThere = statSync(file, { throwIfNoEntry: false }) !== undefined;
  const text = writePlans(isThere ? readPlans(readFileSync(file, "utf8")) : [], plan);
  const partial = `${file}.${randomUUID()}.partial`;
  try {
    writeFileSync(partial, text, { mode: 0o600 });
    renameSync(partial, file);
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  }
}

/** Tells an account at an endpoint from others. `identity` may be a secret: only a part of its hash is kept. */
export function accountTag(baseUrl: string, identity: string): string {
  return createHash("sha256").update(`${baseUrl}\n${identity}`).digest("hex").slice(0, 16);
}
