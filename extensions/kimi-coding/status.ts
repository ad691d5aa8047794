import { findCredential } from "./credential.ts";
import type { Account } from "./host-auth.ts";
import { resolveDefaultEndpoint } from "./model-resolution.ts";
import { restOf, waitingReplacements } from "./profile-state.ts";
import { tryChat, tryListing } from "./service-probe.ts";
import { explainedCode } from "./src/errors/explanation.ts";
import { shownUrl } from "./src/status/base-url.ts";
import type { Attempt, StatusReport } from "./src/status/status-report.ts";
import { askUsage } from "./usage-request.ts";

/**
 * Looks at the credential, the endpoint and the service as a chat would use them. Changes nothing but a sign-in that
 * is due for renewal; sends one token's worth.
 */
export async function collectStatus(account: Account): Promise<StatusReport> {
  const found = await findCredential(account);
  const endpoint = "problem" in found ? resolveDefaultEndpoint(account.config) : found.endpoint;
  const { origins } = endpoint;
  const userAgent = Object.entries(endpoint.headers).find(([name]) => name.toLowerCase() === "user-agent");
  const settings = {
    endpoint: { value: shownUrl(endpoint.baseUrl), setBy: origins.baseUrl },
    dialect: { value: endpoint.api, setBy: origins.api },
    userAgent: { value: userAgent?.[1] ?? "", setBy: origins.userAgent, accepted: null },
    waiting: waitingReplacements(),
  };
  if ("problem" in found) {
    return {
      ok: false,
      credential: null,
      credentialProblem: found.problem,
      rest: null,
      ...settings,
      chat: null,
      listing: null,
      models: [],
      quota: null,
    };
  }
  const [chat, { listing, models }] = await Promise.all([tryChat(found), tryListing(found)]);
  // Behind them: a host that is still loading (2026.5.7) holds the process up for longer than this may take.
  const quota = await askUsage(found);
  const rest = restOf(found.profileId, Date.now());
  return {
    ok: chat.problem === null && rest === null,
    credential: found.status,
    credentialProblem: null,
    rest,
    ...settings,
    userAgent: { ...settings.userAgent, accepted: isClientAccepted(chat) },
    chat,
    listing,
    models,
    quota,
  };
}

/** Only an answer proves that the client is admitted, and only one refusal that it is not. */
function isClientAccepted({ problem }: Attempt): boolean | null {
  if (problem === null) return true;
  return explainedCode(problem) === "client-refused" ? false : null;
}
