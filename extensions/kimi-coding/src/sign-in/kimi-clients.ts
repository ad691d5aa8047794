import { createHash } from "node:crypto";
import { lstatSync, readFileSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join, sep } from "node:path";
import type { ProviderAuthMethod, ProviderPlugin } from "openclaw/plugin-sdk/plugin-entry";
import { createSubsystemLogger } from "openclaw/plugin-sdk/runtime-env";
import { KimiError } from "../errors/index.ts";
import {
  type AgentScope,
  authMethodFields,
  CLIENT_CHOICE,
  DEFAULT_MODEL_REF,
  environment,
  KEY_ENV_VARS,
  LATEST_DATE,
  PROVIDER_ID,
  PROVIDER_IDS,
  REGIONS,
  scopeOf,
  SIGN_IN_COMMAND,
} from "../kimi/index.ts";
import { shownUrl } from "../service/index.ts";
import { parseClientCredentials } from "./client-credentials.ts";
import { wantedEndpoint, type WantedEndpoint } from "./sign-in-endpoint.ts";

const log = createSubsystemLogger("kimi/sign-in");

type ExternalAuthHook = NonNullable<ProviderPlugin["resolveExternalAuthProfiles"]>;
type ExternalAuthContext = Parameters<ExternalAuthHook>[0];

/** Kimi's own clients, the newer one first: where they keep what they signed in with (2026-08). */
const CLIENTS = [
  {
    profileId: `${PROVIDER_ID}:kimi-code-client`,
    name: "kimi-code",
    homeVariable: "KIMI_CODE_HOME",
    home: ".kimi-code",
    // One file for each pair of OAuth host and API.
    hasFilePerEndpoint: true,
  },
  {
    profileId: `${PROVIDER_ID}:kimi-cli-client`,
    name: "kimi-cli",
    homeVariable: "KIMI_SHARE_DIR",
    home: ".kimi",
    hasFilePerEndpoint: false,
  },
] as const;

type Client = (typeof CLIENTS)[number];

/** A token that a client of Kimi's holds now. */
interface ClientToken {
  readonly accessToken: string;
  /** In ms since the epoch. */
  readonly expiresAt: number;
}

/** What a client has to offer. */
type Offer =
  | { readonly kind: "token"; readonly token: ClientToken }
  /** The client is not here, or has never been signed in for this endpoint. */
  | { readonly kind: "none" }
  /** Its sign-in cannot be used; a sentence for the user says why. */
  | { readonly kind: "unusable"; readonly reason: string };

/** Hosts take an OAuth credential for used up this long before its `expires`. */
const HOST_MARGIN_MS = 300_000;

/**
 * Offers what Kimi's own clients are signed in with, where the user has given OpenClaw nothing of its own: an overlay
 * that the host does not store. The token is used while it is fresh and is never renewed here: a renewal would sign
 * the user out there, as it uses up the one refresh token of that client.
 */
export function resolveExternalAuthProfiles(ctx: ExternalAuthContext): ReturnType<ExternalAuthHook> {
  if (hasOwnCredential(ctx)) return [];
  const scope = scopeOf(ctx);
  return CLIENTS.flatMap((client) => {
    if (ctx.store.profiles[client.profileId] !== undefined) return [];
    const offer = readOffer(client, scope);
    if (offer.kind === "unusable") warnOnce(offer.reason);
    if (offer.kind !== "token") return [];
    const { accessToken, expiresAt } = offer.token;
    return [
      {
        profileId: client.profileId,
        persistence: "runtime-only" as const,
        credential: {
          type: "oauth" as const,
          provider: PROVIDER_ID,
          access: accessToken,
          refresh: "",
          expires: expiresAt + HOST_MARGIN_MS,
          displayName: `signed in with ${client.name}`,
        },
      },
    ];
  });
}

/**
 * The token that a client holds now, if the profile is that of a client. Throws a {@link KimiError} `client-unusable`
 * if that client has none to offer.
 */
export function readClientToken(profileId: string, scope: AgentScope): ClientToken | undefined {
  const client = CLIENTS.find((client) => client.profileId === profileId);
  if (client === undefined) return undefined;
  const offer = readOffer(client, scope);
  switch (offer.kind) {
    case "token":
      return offer.token;
    case "none":
      throw clientUnusable([]);
    case "unusable":
      throw clientUnusable([offer.reason]);
    default:
      return offer satisfies never;
  }
}

/**
 * The way to chat on what a client of Kimi's is signed in with on hosts that show such overlays but send no turn on
 * them (2026.9.6): stores a profile that says whose sign-in to use, and holds nothing of it.
 */
export function createClientMethod(): ProviderAuthMethod {
  return {
    ...authMethodFields(CLIENT_CHOICE),
    kind: "custom",
    run: (ctx) => {
      const scope = scopeOf({ ...ctx, env: ctx.env ?? environment() });
      const client = CLIENTS.find((client) => readOffer(client, scope).kind === "token");
      if (client === undefined) {
        const endpoint = wantedEndpoint(scope);
        return Promise.reject(clientUnusable(clientProblems(scope), endpoint?.baseUrl));
      }
      return Promise.resolve({
        profiles: [{ profileId: client.profileId, credential: referenceTo(client) }],
        defaultModel: DEFAULT_MODEL_REF,
      });
    },
  };
}

function referenceTo(client: Client) {
  return {
    type: "oauth" as const,
    provider: PROVIDER_ID,
    access: `kept-by-${client.name}`,
    refresh: "",
    // Never: what ends is the client's token, and only the client renews that.
    expires: LATEST_DATE,
    displayName: `signed in with ${client.name}`,
  };
}

function clientUnusable(
  problems: readonly string[],
  baseUrl: string = REGIONS.mainland.apiBaseUrl,
): KimiError {
  // Their sign-ins are for one endpoint each.
  const where = baseUrl === REGIONS.mainland.apiBaseUrl ? "" : ` for ${shownUrl(baseUrl)}`;
  const reasons =
    problems.length === 0
      ? [`Neither kimi-code nor kimi-cli is signed in on this machine${where}.`]
      : problems;
  return new KimiError("client-unusable", `${reasons.join("\n")}\nTo sign in here:\n${SIGN_IN_COMMAND}`);
}

/** Sentences on what keeps the sign-ins of Kimi's own clients from being used; none where there are none. */
export function clientProblems(scope: AgentScope): readonly string[] {
  return CLIENTS.flatMap((client) => {
    const offer = readOffer(client, scope);
    return offer.kind === "unusable" ? [offer.reason] : [];
  });
}

/** A stored profile, a key in the environment or one in the config; an order that names a client asks for it. */
function hasOwnCredential({ store, env, config }: ExternalAuthContext): boolean {
  const order = new Set(PROVIDER_IDS.flatMap((id) => config?.auth?.order?.[id] ?? []));
  if (CLIENTS.some(({ profileId }) => order.has(profileId))) return false;
  const isClient = (id: string) => CLIENTS.some(({ profileId }) => profileId === id);
  return (
    KEY_ENV_VARS.some((name) => (env[name]?.trim() ?? "") !== "") ||
    PROVIDER_IDS.some((id) => config?.models?.providers?.[id]?.apiKey !== undefined) ||
    Object.entries(store.profiles).some(
      ([id, { provider }]) => PROVIDER_IDS.includes(provider) && !isClient(id),
    )
  );
}

function readOffer(client: Client, scope: AgentScope): Offer {
  const endpoint = wantedEndpoint(scope);
  const fileName = endpoint === null ? null : fileNameFor(client, endpoint);
  if (fileName === null) return { kind: "none" };
  const own = scope.env[client.homeVariable]?.trim() ?? "";
  const home = own === "" ? join(homedir(), client.home) : own;
  const file = join(home, "credentials", fileName);
  const say = (what: string): Offer => ({
    kind: "unusable",
    reason: `The sign-in of ${client.name} (${file}) cannot be used: ${what}`,
  });
  let text: string;
  try {
    if (lstatSync(file).isSymbolicLink() && !isBelow(realpathSync(file), realpathSync(home))) {
      return say(`it is a link to a file outside ${home}.`);
    }
    const facts = statSync(file);
    if (!facts.isFile() || facts.size > MAX_FILE_BYTES) return say("it is not a credentials file.");
    if (process.platform !== "win32" && (facts.mode & 0o004) !== 0) {
      return say(`everybody on this machine can read it. Run:\nchmod 600 '${file}'`);
    }
    text = readFileSync(file, "utf8");
  } catch (error) {
    const isMissing =
      error instanceof Error && "code" in error && /^(?:ENOENT|ENOTDIR)$/u.test(String(error.code));
    return isMissing ? { kind: "none" } : say("it cannot be read.");
  }
  const credentials = parseClientCredentials(text, Date.now());
  return credentials.kind === "fresh"
    ? { kind: "token", token: credentials }
    : say(REASONS[credentials.kind]);
}

const REASONS = {
  stale: `its token has expired. Run kimi once to renew it.`,
  "signed-out": `that client is signed out. Sign in there again.`,
  broken: `it is damaged. Sign in with that client again.`,
} as const;

const MAX_FILE_BYTES = 65_536;
const DEFAULT_FILE = "kimi-code.json";

/** The client's file for this pair of hosts; `null` if the client has none for it. */
function fileNameFor(client: Client, endpoint: WantedEndpoint): string | null {
  const { issuer, baseUrl, isFromEnv } = endpoint;
  const { mainland } = REGIONS;
  if (issuer === mainland.issuer && baseUrl === mainland.apiBaseUrl) return DEFAULT_FILE;
  if (!client.hasFilePerEndpoint) return isFromEnv ? DEFAULT_FILE : null;
  const pair = JSON.stringify({ oauthHost: issuer, baseUrl });
  return `kimi-code-env-${createHash("sha256").update(pair).digest("hex").slice(0, 16)}.json`;
}

function isBelow(path: string, folder: string): boolean {
  return path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`);
}

const warned = new Set<string>();

function warnOnce(problem: string): void {
  if (warned.has(problem)) return;
  warned.add(problem);
  log.warn(problem);
}
