import { PROVIDER_IDS } from "../kimi/index.ts";
import { candidateSources, type CandidateSource } from "./candidate-sources.ts";
import {
  askHost,
  profileOrder,
  readAuthStore,
  type Account,
  type Auth,
  type AuthStore,
} from "./host-auth.ts";
import { configReference, profileReference, readReference, type Reference } from "./kept-elsewhere.ts";
import type { Problem } from "./problem.ts";

/** A credential of the host's, or why a place that is to hold one yields none. */
type Candidate = { readonly kind: "auth"; readonly auth: Auth } | Problem;

/**
 * What a chat would be tried with, one after the other until the service accepts one; see {@link candidateSources} for
 * the order. Later ones are resolved only when they are asked for.
 */
export async function* credentialsInOrder(account: Account): AsyncGenerator<Candidate, void> {
  const named = await askHost(account);
  const store = await readAuthStore(account.agentDir);
  const ours = Object.entries(store.profiles).filter(([, { provider }]) => PROVIDER_IDS.includes(provider));
  const references = new Map(
    ours.flatMap(([id, profile]) => {
      const reference = profileReference(id, profile);
      return reference === null ? [] : [[id, reference] as const];
    }),
  );
  // It is the first source then, and seldom is there a need for more: what knows the order takes long to load.
  const isNamedFirst = named !== null && references.size === 0;
  if (isNamedFirst) yield { kind: "auth", auth: named };
  const ofConfig = configReference(account);
  const sources = candidateSources({
    named,
    hasProfiles: ours.length > 0,
    order: ours.length === 0 ? [] : await profileOrder(account.config, store),
    keptElsewhere: new Set(references.keys()),
    isConfigKeptElsewhere: ofConfig !== null,
  });
  const found: Found = { account, named, store, references, ofConfig };
  for (const source of isNamedFirst ? sources.slice(1) : sources) {
    const candidate = await resolveSource(source, found);
    if (candidate !== null) yield candidate;
  }
}

/** What was read to list the sources. */
interface Found {
  readonly account: Account;
  readonly named: Auth | null;
  readonly store: AuthStore;
  readonly references: ReadonlyMap<string, Reference>;
  readonly ofConfig: Reference | null;
}

/** The credential of a source; `null` where there is none after all. */
async function resolveSource(source: CandidateSource, found: Found): Promise<Candidate | null> {
  const { account, named, store, references, ofConfig } = found;
  switch (source.kind) {
    case "named":
      return toCandidate(named);
    case "profile":
      return toCandidate(await askHost(account, { profileId: source.profileId, lockedProfile: true }));
    case "kept-elsewhere": {
      const reference = references.get(source.profileId);
      return reference === undefined ? null : readReference(account, reference);
    }
    case "behind-profiles":
      return toCandidate(await askHost(account, { store: { ...store, profiles: {} } }));
    case "config":
      return ofConfig === null ? null : readReference(account, ofConfig);
    default:
      return source satisfies never;
  }
}

function toCandidate(auth: Auth | null): Candidate | null {
  return auth === null ? null : { kind: "auth", auth };
}
