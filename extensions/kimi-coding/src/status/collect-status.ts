import {
  type Account,
  describeMissingKey,
  findCredentials,
  type FoundCredential,
  type Problem,
  restOf,
  waitingReplacements,
} from "../credentials/index.ts";
import { explainedCode, SIGN_IN_ENDED, signInErrorIn } from "../errors/index.ts";
import { removeCommand } from "../kimi/index.ts";
import { resolveDefaultEndpoint, type ServiceEndpoint } from "../models/index.ts";
import { askUsage, usedUpWindows } from "../quota/index.ts";
import { type Attempt, shownUrl, tryChat, tryListing } from "../service/index.ts";
import type { StatusReport } from "./status-report.ts";

/**
 * Looks at the credential, the endpoint and the service as a chat would use them. Changes nothing but a sign-in that
 * is due for renewal; sends one token's worth, and as much again for each key that the service refuses where there is
 * another credential.
 */
export async function collectStatus(account: Account): Promise<StatusReport> {
  const earlier: (Problem | Tried)[] = [];
  for await (const found of findCredentials(account)) {
    const entry = found.kind === "problem" ? found : await tryCredential(found);
    if (entry.kind === "tried" && !isRefused(entry)) return reportOn(entry, earlier);
    earlier.push(entry);
  }
  // Of several that are refused the first one is told of: it is the one that the user relies on.
  const refused = earlier.find((entry) => entry.kind === "tried");
  if (refused !== undefined) {
    return reportOn(
      refused,
      earlier.filter((entry) => entry !== refused),
    );
  }
  const [credentialProblem = describeMissingKey(), ...passedOver] = earlier.map(uselessText);
  return {
    ok: false,
    credential: null,
    credentialProblem,
    passedOver,
    rest: null,
    ...(await settingsOf(resolveDefaultEndpoint(account.config))),
    chat: null,
    listing: null,
    models: [],
    quota: null,
  };
}

/** A credential, and what the service answered to it. */
interface Tried {
  readonly kind: "tried";
  readonly found: FoundCredential;
  readonly chat: Attempt;
  readonly listed: Awaited<ReturnType<typeof tryListing>>;
}

async function tryCredential(found: FoundCredential): Promise<Tried> {
  const [chat, listed] = await Promise.all([tryChat(found), tryListing(found)]);
  return { kind: "tried", found, chat, listed };
}

async function reportOn(
  { found, chat, listed }: Tried,
  passedOver: readonly (Problem | Tried)[],
): Promise<StatusReport> {
  // Behind them: a host that is still loading (2026.5.7) holds the process up for longer than this may take.
  const quota = await askUsage(found);
  const rest = await restOf(found.profileId, Date.now());
  const settings = await settingsOf(found.endpoint);
  // A chat of one token may be answered where the next one is not.
  const isUsedUp = quota.usage !== null && usedUpWindows(quota.usage, Date.now()).length > 0;
  return {
    ok: chat.problem === null && rest === null && !isUsedUp,
    credential: found.status,
    credentialProblem: null,
    passedOver: passedOver.map(skippedText),
    rest,
    ...settings,
    userAgent: { ...settings.userAgent, accepted: isClientAccepted(chat) },
    chat,
    ...listed,
    quota,
  };
}

async function settingsOf({ api, baseUrl, headers, origins }: ServiceEndpoint) {
  const userAgent = Object.entries(headers).find(([name]) => name.toLowerCase() === "user-agent");
  return {
    endpoint: { value: shownUrl(baseUrl), setBy: origins.baseUrl },
    dialect: { value: api, setBy: origins.api },
    userAgent: { value: userAgent?.[1] ?? "", setBy: origins.userAgent, accepted: null },
    waiting: await waitingReplacements(),
  };
}

/** Whether a chat would go on with another credential. */
function isRefused({ chat: { problem } }: Tried): boolean {
  if (problem === null) return false;
  return explainedCode(problem) === "invalid-key" || signInErrorIn(problem) === SIGN_IN_ENDED;
}

/** Why a credential is of no use. */
function uselessText(entry: Problem | Tried): string {
  return entry.kind === "tried" ? `${entry.found.status.source}: ${entry.chat.problem ?? ""}` : entry.text;
}

/** Why a credential is skipped while there is another one to use: a rejected one is best removed. */
function skippedText(entry: Problem | Tried): string {
  if (entry.kind === "problem" || entry.found.profileId === undefined) return uselessText(entry);
  const { profileId, status } = entry.found;
  const what = status.kind === "oauth" ? "sign-in" : "key";
  return `${status.source}: Kimi Code rejects this ${what}. To remove it:\n${removeCommand(profileId)}`;
}

/** Only an answer proves that the client is admitted, and only one refusal that it is not. */
function isClientAccepted({ problem }: Attempt): boolean | null {
  if (problem === null) return true;
  return explainedCode(problem) === "client-refused" ? false : null;
}
