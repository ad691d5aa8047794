import type { OpenClawConfig } from "openclaw/plugin-sdk/plugin-entry";
import { findCredential, type ModelAuth } from "./credential.ts";
import { resolveDefaultEndpoint } from "./model-resolution.ts";
import { restOf, waitingReplacements } from "./profile-state.ts";
import { tryChat, tryListing } from "./service-probe.ts";
import { explainedCode } from "./src/errors/explanation.ts";
import { shownUrl } from "./src/status/base-url.ts";
import type { Attempt, StatusReport } from "./src/status/status-report.ts";
import { askUsage } from "./usage-request.ts";

/** Looks at the credential, the endpoint and the service as a chat would use them. Changes nothing; sends one token's worth. */
export async function collectStatus(modelAuth: ModelAuth, config: OpenClawConfig): Promise<StatusReport> {
  const endpoint = resolveDefaultEndpoint(config);
  const { origins } = endpoint;
  const userAgent = Object.entries(endpoint.headers).find(([name]) => name.toLowerCase() === "user-agent");
  const settings = {
    endpoint: { value: shownUrl(endpoint.baseUrl), setBy: origins.baseUrl },
    dialect: { value: endpoint.api, setBy: origins.api },
    userAgent: { value: userAgent?.[1] ?? "", setBy: origins.userAgent, accepted: null },
    waiting: waitingReplacements(),
  };
  const found = await findCredential(modelAuth, config, endpoint);
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
  const regional = found.baseUrl === undefined ? endpoint : { ...endpoint, baseUrl: found.baseUrl };
  const [chat, { listing, models }] = await Promise.all([
    tryChat(regional, found.secret),
    tryListing(regional, found.secret),
  ]);
  // Behind them: a host that is still loading (2026.5.7) holds the process up for longer than this may take.
  const quota = await askUsage(regional, found.secret);
  const rest = restOf(found.profileId, Date.now());
  return {
    ok: chat.problem === null && rest === null,
    credential: found.credential,
    credentialProblem: null,
    rest,
    ...settings,
    userAgent: { ...settings.userAgent, accepted: isClientAccepted(chat) },
    ...(regional !== endpoint && { endpoint: { value: shownUrl(regional.baseUrl), setBy: "the sign-in" } }),
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
