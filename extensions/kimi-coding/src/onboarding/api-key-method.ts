import type {
  OpenClawConfig,
  ProviderAuthContext,
  ProviderAuthMethod,
  ProviderAuthMethodNonInteractiveContext,
  ProviderAuthResult,
} from "openclaw/plugin-sdk/plugin-entry";
import type { SecretInput, SecretInputMode } from "openclaw/plugin-sdk/provider-auth";
import { KimiError } from "../errors/index.ts";
import {
  API_KEY_CHOICE,
  authMethodFields,
  DEFAULT_MODEL_REF,
  isServiceUrl,
  KEY_ENV_VARS,
  KEY_PAGE,
  PROVIDER_ID,
  PROVIDER_IDS,
  STATUS_COMMAND,
  STORE_KEY_COMMAND,
} from "../kimi/index.ts";
import { configuredBaseUrl } from "../models/index.ts";
import {
  type KeyDestination,
  keyShapeWarning,
  type ParsedKey,
  parsePastedKey,
  pastedKeyFlaw,
} from "../service/index.ts";
import { keepKey, KEY_PROFILE_ID } from "./keep-key.ts";
import { offerKeyCheck } from "./key-check.ts";

/** What the config says of the profile of a key. */
const KEY_PROFILE = { provider: PROVIDER_ID, mode: "api_key" } as const;

/** The contexts in which the host runs non-interactive set-up; validation gets no credential writer. */
type NonInteractiveContext = Omit<ProviderAuthMethodNonInteractiveContext, "toApiKeyCredential">;

/**
 * The API-key sign-in behind `openclaw onboard --auth-choice kimi-code-api-key`, interactive and not.
 *
 * Stores the key as auth profile `kimi:default`; in the config it leaves only the profile's name and, where no
 * default model is set, `kimi/kimi-code`. It writes no provider block: what a block lacks, requests would lack.
 */
export function createApiKeyAuthMethod(): ProviderAuthMethod {
  return {
    ...authMethodFields(API_KEY_CHOICE),
    kind: "api_key",
    run: runInteractive,
    runNonInteractive,
    validateNonInteractive: async (ctx) => (await resolveKey(ctx)) !== null,
  };
}

async function runInteractive(ctx: ProviderAuthContext): Promise<ProviderAuthResult> {
  const destination = keyDestination(ctx.config);
  for (;;) {
    const { input, mode, used } = await askForKey(ctx, destination);
    const parsed = parsePastedKey(used, destination);
    const warning = keyShapeWarning(parsed.shape, destination, "before-storing");
    // Before the key is sent anywhere.
    if (warning !== null) await ctx.prompter.note(warning, "Kimi Code API key");
    const check = await offerKeyCheck(ctx, parsed.key, warning !== null);
    if (check === "paste-another") continue;
    const storage = mode === undefined ? undefined : { secretInputMode: mode, config: ctx.config };
    const { buildApiKeyCredential } = await loadProviderAuth();
    const credential = buildApiKeyCredential(PROVIDER_ID, input, undefined, storage);
    const defaultModel = DEFAULT_MODEL_REF;
    const profileId = await keepKey(ctx, credential, check === "accepted");
    if (profileId === null) return { profiles: [{ profileId: KEY_PROFILE_ID, credential }], defaultModel };
    const auth = { profiles: { [profileId]: KEY_PROFILE } };
    return { profiles: [], defaultModel, configPatch: { auth } };
  }
}

interface AskedKey {
  /** The key, or where it is kept. */
  readonly input: SecretInput;
  readonly mode: SecretInputMode | undefined;
  /** The key itself, as it was given. */
  readonly used: string;
}

/** Takes the key from the command, from a variable, or asks for it, until it can be one. */
async function askForKey(ctx: ProviderAuthContext, destination: KeyDestination): Promise<AskedKey> {
  const flag = stringOption(ctx.opts, API_KEY_CHOICE.optionKey);
  const mode = interactiveMode(ctx);
  const captured: { input?: SecretInput; mode?: SecretInputMode | undefined } = {};
  const { ensureApiKeyFromOptionEnvOrPrompt } = await loadProviderAuth();
  const used = await ensureApiKeyFromOptionEnvOrPrompt({
    token: flag ?? ctx.opts?.token,
    tokenProvider: flag === undefined ? ctx.opts?.tokenProvider : PROVIDER_ID,
    ...(mode === undefined ? {} : { secretInputMode: mode }),
    config: ctx.config,
    ...(ctx.env === undefined ? {} : { env: ctx.env }),
    ...(ctx.workspaceDir === undefined ? {} : { workspaceDir: ctx.workspaceDir }),
    expectedProviders: [...PROVIDER_IDS],
    provider: PROVIDER_ID,
    envLabel: "Kimi Code API key",
    promptMessage: `Kimi Code API key (sk-kimi-…, from ${KEY_PAGE})`,
    normalize: (pasted) => attempt(() => parsePastedKey(pasted, destination).key) ?? pasted,
    validate: (pasted) => pastedKeyFlaw(pasted, destination) ?? undefined,
    prompter: ctx.prompter,
    setCredential: (input, mode) => {
      captured.input = typeof input === "string" ? parsePastedKey(input, destination).key : input;
      captured.mode = mode;
      return Promise.resolve();
    },
  });
  if (captured.input === undefined) throw missingKey();
  return { input: captured.input, mode: captured.mode, used };
}

async function runNonInteractive(
  ctx: ProviderAuthMethodNonInteractiveContext,
): Promise<OpenClawConfig | null> {
  const resolved = await resolveKey(ctx);
  if (resolved === null) return null;
  const { input, parsed, warning } = resolved;
  const { applyAuthProfileConfig, upsertAuthProfile } = await loadProviderAuth();
  if (warning !== null) ctx.runtime.error(warning);
  if (input.source !== "profile") {
    const credential = ctx.toApiKeyCredential({
      provider: PROVIDER_ID,
      resolved: { ...input, key: parsed.key },
    });
    if (credential === null) return null;
    upsertAuthProfile({
      profileId: KEY_PROFILE_ID,
      credential,
      ...(ctx.agentDir === undefined ? {} : { agentDir: ctx.agentDir }),
    });
  }
  // In a folder of this name, 2026.9.6 sets a key aside beside the one in use, and says itself how to try it.
  const isSetAside = ctx.agentDir?.includes("openclaw-setup-credential-");
  if (ctx.opts["json"] !== true && isSetAside !== true) ctx.runtime.log(NEXT_STEP);
  const withProfile = applyAuthProfileConfig(ctx.config, {
    profileId: KEY_PROFILE_ID,
    ...KEY_PROFILE,
  });
  return withDefaultModel(withProfile);
}

/** Set-up without questions does not try the key: it may run where there is no network. */
const NEXT_STEP = `Your Kimi Code API key is stored. To try it:\n${STATUS_COMMAND}`;

/**
 * Stores a pasted key where onboarding does, without touching the default model. Throws a {@link KimiError}
 * `key-refused` for what cannot be one, and then stores nothing.
 */
export async function storePastedKey(
  config: OpenClawConfig,
  pasted: string,
): Promise<{ readonly config: OpenClawConfig; readonly warning: string | null }> {
  const destination = keyDestination(config);
  const { key, shape } = parsePastedKey(pasted, destination);
  const { applyAuthProfileConfig, buildApiKeyCredential, upsertAuthProfile } = await loadProviderAuth();
  upsertAuthProfile({ profileId: KEY_PROFILE_ID, credential: buildApiKeyCredential(PROVIDER_ID, key) });
  const profile = { profileId: KEY_PROFILE_ID, ...KEY_PROFILE };
  return {
    config: applyAuthProfileConfig(config, profile),
    warning: keyShapeWarning(shape, destination, "stored"),
  };
}

/** Loaded when a key is given: it brings a thousand modules, for which every start would pay (2026.9.6). */
function loadProviderAuth() {
  return import("openclaw/plugin-sdk/provider-auth");
}

interface ResolvedKey {
  readonly input: NonNullable<Awaited<ReturnType<NonInteractiveContext["resolveApiKey"]>>>;
  readonly parsed: ParsedKey;
  readonly warning: string | null;
}

/** Finds the key that non-interactive set-up is to store; says why and ends the command if there is none. */
async function resolveKey(ctx: NonInteractiveContext): Promise<ResolvedKey | null> {
  const destination = keyDestination(ctx.config);
  const flag = stringOption(ctx.opts, API_KEY_CHOICE.optionKey);
  const flagRefusal = flag === undefined ? undefined : refusal(() => parsePastedKey(flag, destination));
  if (flagRefusal !== undefined) return reject(ctx, flagRefusal);
  const input = await ctx.resolveApiKey({
    provider: PROVIDER_ID,
    ...(flag === undefined ? {} : { flagValue: flag }),
    flagName: "--kimi-code-api-key",
    // The host names this one to a user who gave no key; with a flag, it may be the only one that it reads.
    envVar: (flag === undefined ? KEY_ENV_VARS.at(-1) : KEY_ENV_VARS[0]) ?? "",
  });
  if (input === null) return null;
  const keyRefusal = refusal(() => parsePastedKey(input.key, destination));
  if (keyRefusal !== undefined) return reject(ctx, keyRefusal);
  const parsed = parsePastedKey(input.key, destination);
  return { input, parsed, warning: keyShapeWarning(parsed.shape, destination, "stored") };
}

function reject(ctx: NonInteractiveContext, reason: string): null {
  ctx.runtime.error(reason);
  ctx.runtime.exit(1);
  return null;
}

/** Makes `kimi/kimi-code` the default where none is set, and never hides it behind an allow-list of the user's. */
function withDefaultModel(config: OpenClawConfig): OpenClawConfig {
  const defaults = config.agents?.defaults;
  const model = defaults?.model;
  const primary = typeof model === "string" ? model : model?.primary;
  const allowList = defaults?.models;
  // 2026.9.6 keeps the list apart from the models' settings; an empty one allows all.
  const policy = defaults?.modelPolicy;
  const allowed = policy?.allow ?? [];
  const isAllowed =
    allowed.length === 0 || allowed.includes(DEFAULT_MODEL_REF) || allowed.includes(`${PROVIDER_ID}/*`);
  return {
    ...config,
    agents: {
      ...config.agents,
      defaults: {
        ...defaults,
        ...(primary === undefined || primary === ""
          ? { model: { ...(typeof model === "object" ? model : undefined), primary: DEFAULT_MODEL_REF } }
          : undefined),
        ...(allowList === undefined
          ? undefined
          : { models: { ...allowList, [DEFAULT_MODEL_REF]: allowList[DEFAULT_MODEL_REF] ?? {} } }),
        ...(isAllowed ? undefined : { modelPolicy: { ...policy, allow: [...allowed, DEFAULT_MODEL_REF] } }),
      },
    },
  };
}

function keyDestination(config: OpenClawConfig): KeyDestination {
  const baseUrl = configuredBaseUrl(config);
  return { ownEndpoint: baseUrl !== undefined && !isServiceUrl(baseUrl) };
}

/** Commands that store one credential do not ask where to keep it; the onboarding wizard does. */
function interactiveMode(ctx: ProviderAuthContext): SecretInputMode | undefined {
  return ctx.allowSecretRefPrompt === false ? (ctx.secretInputMode ?? "plaintext") : ctx.secretInputMode;
}

function missingKey(): KimiError {
  return new KimiError(
    "key-missing",
    `You did not give a Kimi Code API key. Copy one (sk-kimi-…) from ${KEY_PAGE} and run:\n${STORE_KEY_COMMAND}`,
  );
}

function stringOption(
  options: Readonly<Record<string, unknown>> | undefined,
  name: string,
): string | undefined {
  const value = options?.[name];
  return typeof value === "string" ? value : undefined;
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch (error) {
    if (error instanceof KimiError) return undefined;
    throw error;
  }
}

function refusal(run: () => unknown): string | undefined {
  try {
    run();
    return undefined;
  } catch (error) {
    if (error instanceof KimiError) return error.message;
    throw error;
  }
}
