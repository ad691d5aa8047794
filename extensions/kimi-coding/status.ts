import type { OpenClawConfig } from "openclaw/plugin-sdk/plugin-entry";
import { findCredential, type ModelAuth } from "./credential.ts";
import { resolveDefaultEndpoint } from "./model-resolution.ts";
import { tryChat, tryListing } from "./service-probe.ts";
import { shownUrl } from "./src/status/base-url.ts";
import type { StatusReport } from "./src/status/status-report.ts";

/** Looks at the credential, the endpoint and the service as a chat would use them. Changes nothing; sends one token's worth. */
export async function collectStatus(modelAuth: ModelAuth, config: OpenClawConfig): Promise<StatusReport> {
  const endpoint = resolveDefaultEndpoint(config);
  const { origins } = endpoint;
  const userAgent = Object.entries(endpoint.headers).find(([name]) => name.toLowerCase() === "user-agent");
  const settings = {
    endpoint: { value: shownUrl(endpoint.baseUrl), setBy: origins.baseUrl },
    dialect: { value: endpoint.api, setBy: origins.api },
    userAgent: { value: userAgent?.[1] ?? "", setBy: origins.userAgent },
  };
  const found = await findCredential(modelAuth, config, endpoint);
  if ("problem" in found) {
    return {
      ok: false,
      credential: null,
      credentialProblem: found.problem,
      ...settings,
      chat: null,
      listing: null,
      models: [],
    };
  }
  const regional = found.baseUrl === undefined ? endpoint : { ...endpoint, baseUrl: found.baseUrl };
  const [chat, { listing, models }] = await Promise.all([
    tryChat(regional, found.secret),
    tryListing(regional, found.secret),
  ]);
  return {
    ok: chat.problem === null,
    credential: found.credential,
    credentialProblem: null,
    ...settings,
    ...(regional !== endpoint && { endpoint: { value: shownUrl(regional.baseUrl), setBy: "the sign-in" } }),
    chat,
    listing,
    models,
  };
}
