import type { ProviderCatalogContext } from "openclaw/plugin-sdk/plugin-entry";
import { createSubsystemLogger } from "openclaw/plugin-sdk/runtime-env";
import { namedAuth, signedIn } from "../credentials/index.ts";
import { KimiError } from "../errors/index.ts";
import { normalizeBaseUrl, OPENAI_DIALECT, PROVIDER_ID, scopeOf, unlessLate } from "../kimi/index.ts";
import {
  accountTag,
  type ListedModel,
  rememberedModels,
  rememberModels,
  resolveDefaultEndpoint,
} from "../models/index.ts";
import { type ServiceTarget, tryListing } from "../service/index.ts";
import { readLogin } from "../sign-in/index.ts";

const log = createSubsystemLogger("kimi/models");

/** How long the service may take for its list, whoever still waits for it: it is short, and needs no model. */
const TIMEOUT_MS = 5000;

/** The models of the account, or what was last known of them. */
export interface PlanListing {
  /** `null` where nothing is known of this account's plan. */
  readonly models: readonly ListedModel[] | null;
  /** The auth profile that was asked with, where the host names one. */
  readonly profileId: string | undefined;
}

/**
 * Asks for the models of the account that a catalogue run is for, and waits no longer than `budgetMs`. After that, or
 * where the service gives no list, the answer is what this account was last seen to have; an answer that comes late
 * is kept for the next time. `null` without a credential that could be sent.
 */
export async function listPlan(ctx: ProviderCatalogContext, budgetMs: number): Promise<PlanListing | null> {
  const startedAt = Date.now();
  const scope = scopeOf(ctx);
  const { apiKey, signIn, profileId } = await resolveAuth(ctx, budgetMs);
  if (signIn === null && apiKey === undefined) return null;
  const endpoint = resolveDefaultEndpoint(ctx.config);
  const place = signIn === null ? null : { agentDir: ctx.agentDir, profileId: signIn };
  const stored =
    place === null
      ? null
      : await unlessLate(
          readLogin(place).catch(() => null),
          budgetMs,
        );
  const login = stored?.kind === "found" ? stored.login : null;
  // Of a sign-in that is not ours to renew, what the host names as its key may be the access token of the moment.
  const identity = login?.id ?? signIn ?? apiKey ?? "";
  const tag = accountTag(normalizeBaseUrl(endpoint.baseUrl, OPENAI_DIALECT), identity);

  const ask = async (): Promise<readonly ListedModel[] | null> => {
    const target: ServiceTarget =
      place === null
        ? { endpoint, credential: { secret: apiKey ?? "" } }
        : await signedIn(scope, { profileId: place.profileId, apiKey: apiKey ?? "", endpoint });
    if (target.credential.secret === "") return null;
    const { listing, models } = await tryListing(target, TIMEOUT_MS);
    if (listing.problem !== null || models.length === 0) {
      log.info(
        `The models of the plan could not be read, so the known ones stay. ${listing.problem ?? "The list is empty."}`,
      );
      return null;
    }
    return models;
  };
  const asked = ask().catch((error: unknown) => {
    // A sign-in that has ended, say, of which a chat tells what to do. What is thrown here would end the discovery of
    // all providers (2026.9.6).
    log.info(`The models of the plan could not be read, so the known ones stay. ${failureText(error)}`);
    return null;
  });
  const kept = asked.then((models) => models !== null && rememberModels(ctx.agentDir, tag, models));
  const left = () => startedAt + budgetMs - Date.now();
  const live = await unlessLate(asked, left());
  // A worker may end as soon as it has its answer.
  await unlessLate(kept, left());
  return { models: live ?? rememberedModels(ctx.agentDir, tag), profileId };
}

interface CatalogAuth {
  readonly apiKey: string | undefined;
  /** The profile of a sign-in; `null` for a key. */
  readonly signIn: string | null;
  /** The profile that the host itself names. */
  readonly profileId: string | undefined;
}

async function resolveAuth(ctx: ProviderCatalogContext, budgetMs: number): Promise<CatalogAuth> {
  const auth = ctx.resolveProviderAuth(PROVIDER_ID);
  const key = ctx.resolveProviderApiKey(PROVIDER_ID);
  // The other field may hold the name of a variable or a mark of the host's in place of the secret.
  const apiKey = key.discoveryApiKey ?? auth.discoveryApiKey;
  const named = apiKey === undefined ? null : await unlessLate(namedAuth(apiKey, scopeOf(ctx)), budgetMs);
  const used = named ?? auth;
  return {
    apiKey: named?.apiKey ?? apiKey,
    signIn: used.mode === "oauth" ? (used.profileId ?? null) : null,
    profileId: auth.profileId,
  };
}

/** A message of ours as it is; of another error only its kind, since it may hold a path or more. */
function failureText(error: unknown): string {
  if (error instanceof KimiError) return error.message;
  return error instanceof Error && "code" in error ? String(error.code) : "an unexpected failure";
}
