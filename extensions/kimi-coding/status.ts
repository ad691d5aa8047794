import { createHash } from "node:crypto";
import { performance } from "node:perf_hooks";
import type { OpenClawConfig, OpenClawPluginApi } from "openclaw/plugin-sdk/plugin-entry";
import { ensureAuthProfileStore } from "openclaw/plugin-sdk/provider-auth";
import { describeMissingKey } from "./errors.ts";
import { DEFAULT_MODEL_REF, DEFAULT_ROW, PROVIDER_ID, wireIdOf } from "./manifest.ts";
import { resolveDefaultEndpoint } from "./model-resolution.ts";
import { readClientToken } from "./oauth-clients.ts";
import { baseUrlFor } from "./oauth-endpoint.ts";
import { freshLogin } from "./oauth-refresh.ts";
import { parseModelList, type ListedModel } from "./src/account/model-list.ts";
import { normalizeBaseUrl } from "./src/endpoint.ts";
import { explain } from "./src/errors/explanation.ts";
import { KimiError } from "./src/errors/kimi-error.ts";
import { classifyServiceError } from "./src/errors/service-error.ts";
import { mergeHeaders } from "./src/identity.ts";
import { shownUrl, urlFlaw } from "./src/status/base-url.ts";
import { chatProbe, modelsProbe, type ProbeRequest } from "./src/status/probe.ts";
import type { Attempt, CredentialStatus, StatusReport } from "./src/status/status-report.ts";

/** How long an answer may take: the chat endpoint queues when it is busy. */
const TIMEOUT_MS = 30_000;

type ModelAuth = Pick<OpenClawPluginApi["runtime"]["modelAuth"], "resolveApiKeyForProvider">;
type Endpoint = ReturnType<typeof resolveDefaultEndpoint>;

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
  const found = await findCredential(modelAuth, config);
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

type Found = (Credential & { readonly credential: CredentialStatus }) | { readonly problem: string };

interface Credential {
  readonly secret: string;
  /** Where the credential alone is good, if that is not the endpoint that is configured. */
  readonly baseUrl?: string;
}

async function findCredential(modelAuth: ModelAuth, config: OpenClawConfig): Promise<Found> {
  let auth: Awaited<ReturnType<ModelAuth["resolveApiKeyForProvider"]>>;
  try {
    auth = await modelAuth.resolveApiKeyForProvider({ provider: PROVIDER_ID, cfg: config });
  } catch {
    // The host's own text names its files; ours names the command.
    return { problem: describeMissingKey() };
  }
  const { apiKey, profileId, source, mode } = auth;
  if (apiKey === undefined || apiKey === "") return { problem: describeMissingKey() };
  const kind: CredentialStatus["kind"] = mode === "aws-sdk" ? "other" : mode;
  let used: Credential = { secret: apiKey };
  try {
    if (mode === "oauth" && profileId !== undefined) used = await signedIn(profileId, apiKey, config);
  } catch (error) {
    if (error instanceof KimiError) return { problem: error.message };
    throw error;
  }
  const fingerprint = createHash("sha256").update(used.secret).digest("hex").slice(0, 8);
  return { ...used, credential: { kind, source, fingerprint, expiresAt: expiry(profileId) } };
}

/** What a turn would be sent with: a sign-in is renewed if need be, as it is before a turn. */
async function signedIn(profileId: string, apiKey: string, config: OpenClawConfig): Promise<Credential> {
  const client = readClientToken(profileId, process.env, config);
  if (client !== undefined) return { secret: client.accessToken };
  const fresh = await freshLogin({ agentDir: undefined, profileId });
  if (typeof fresh === "string") return { secret: apiKey };
  const { accessToken, issuer } = fresh.login;
  const { api, baseUrl } = resolveDefaultEndpoint(config);
  const wanted = normalizeBaseUrl(baseUrlFor(process.env, config, issuer) ?? baseUrl, api);
  return { secret: accessToken, ...(wanted !== baseUrl && { baseUrl: wanted }) };
}

/** When the stored credential expires, where the host keeps that beside it. */
function expiry(profileId: string | undefined): string | null {
  if (profileId === undefined) return null;
  const profile = ensureAuthProfileStore().profiles[profileId];
  const expires = profile !== undefined && "expires" in profile ? profile.expires : undefined;
  return typeof expires === "number" && expires > 0 ? new Date(expires).toISOString() : null;
}

async function tryChat(endpoint: Endpoint, secret: string): Promise<Attempt> {
  const { attempt } = await send(endpoint, chatProbe({ ...endpoint, secret }, wireIdOf(DEFAULT_ROW.id)));
  return attempt;
}

async function tryListing(
  endpoint: Endpoint,
  secret: string,
): Promise<{ readonly listing: Attempt; readonly models: readonly ListedModel[] }> {
  const { attempt, body } = await send(endpoint, modelsProbe({ ...endpoint, secret }));
  const models = parseModelList(body);
  if (attempt.problem !== null || models !== null) return { listing: attempt, models: models ?? [] };
  const problem = "the endpoint answered with something that is no list of models: is the base URL right?";
  return { listing: { ...attempt, problem }, models: [] };
}

interface Answered {
  readonly attempt: Attempt;
  readonly body: unknown;
}

/** Sends a request to the configured endpoint and nowhere else: a redirect is not followed. */
async function send(endpoint: Endpoint, request: ProbeRequest): Promise<Answered> {
  const flaw = urlFlaw(endpoint.baseUrl);
  if (flaw !== null) {
    const where = endpoint.origins.baseUrl ?? "the base URL";
    return { attempt: { problem: `${where} ${flaw}`, latencyMs: null }, body: undefined };
  }
  const startedAt = performance.now();
  let response: Response;
  let text: string;
  try {
    response = await fetch(request.url, {
      method: request.method,
      headers: mergeHeaders(endpoint.headers, request.headers),
      body: request.body,
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    text = await response.text();
  } catch (cause) {
    return { attempt: { problem: unreachable(endpoint.baseUrl, cause), latencyMs: null }, body: undefined };
  }
  const latencyMs = Math.round(performance.now() - startedAt);
  if (response.ok) return { attempt: { problem: null, latencyMs }, body: parseJson(text) };
  return { attempt: { problem: refusal(endpoint, response.status, text), latencyMs }, body: undefined };
}

function refusal({ baseUrl }: Endpoint, status: number, text: string): string {
  if (status >= 300 && status < 400) {
    return `${shownUrl(baseUrl)} redirects to another place (${status}), and a key is not sent on. Check the base URL: openclaw config get models.providers.kimi.baseUrl`;
  }
  // The service's own 404 is about a model.
  if (status === 404 && !/Not found the model/iu.test(text)) {
    return `there is nothing of Kimi Code at ${shownUrl(baseUrl)} (404). Check the base URL: openclaw config get models.providers.kimi.baseUrl`;
  }
  const failure = classifyServiceError({ text: `${status} ${text}` });
  const explained =
    failure && explain(failure, { modelRef: DEFAULT_MODEL_REF, defaultModelRef: DEFAULT_MODEL_REF });
  return (
    explained ??
    `the service answered with status ${status}. Try again later; if it stays so, check the base URL: openclaw config get models.providers.kimi.baseUrl`
  );
}

/** A failure before any answer. The code of the system call (`ENOTFOUND`) is what people search for. */
function unreachable(baseUrl: string, cause: unknown): string {
  const { host } = new URL(baseUrl);
  if (cause instanceof DOMException && cause.name === "TimeoutError") {
    return `${host} did not answer within ${TIMEOUT_MS / 1000} s. Check the network and the proxy, or try again later`;
  }
  return `could not reach ${host}${systemCode(cause)}. Check the network, the proxy, and the base URL: openclaw config get models.providers.kimi.baseUrl`;
}

function systemCode(cause: unknown): string {
  const inner = cause instanceof Error ? cause.cause : undefined;
  return inner instanceof Error && "code" in inner && typeof inner.code === "string"
    ? ` (${inner.code})`
    : "";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
