import { createHash } from "node:crypto";
import type { ProfilePlace } from "../index.ts";

/** A credential that the host has prepared to send requests with. */
export interface PreparedCredential {
  /** The agent that the host prepares it for, as the host names it. */
  readonly agentDir: string | undefined;
  /** `undefined` for a credential that is in no profile. */
  readonly profileId: string | undefined;
  /** What requests are to be sent with. Only its hash is kept. */
  readonly secret: string;
  /** Where its sign-in is stored, if it is one that is renewed here; `null` for any other credential. */
  readonly signIn: ProfilePlace | null;
}

/** What a request says of the credential that it is sent with. Hosts say the agent, and seldom more. */
export interface SigningFacts {
  readonly agentDir: string | undefined;
  /** The secret, or what 2026.9.6 puts in place of one until the request leaves. */
  readonly apiKey?: string | undefined;
  /** As 2026.9.6 names it to the stream functions of providers. */
  readonly profileId?: string | undefined;
}

/** How many secrets are remembered, the latest ones: more than are in use at a time, where each lives for minutes. */
const MAX_SECRETS = 64;
/** How many agents are remembered, those that the host prepared for last. */
const MAX_AGENTS = 32;

/**
 * Finds the sign-in of a request among the credentials that the host prepared.
 *
 * A host prepares every credential before it sends a request with it, for an agent that it also names with the
 * request, but names no profile to a wrapper; and the secret is put into a request behind that (2026.4.27, 2026.5.7,
 * 2026.9.6). So a request belongs to the sign-in whose token or whose profile it states; else to the one sign-in that
 * is all that its agent uses. Where an agent uses several credentials, nothing is guessed.
 */
export class PreparedCredentials {
  /**
   * The credentials of each agent, by profile; what is in no profile counts as one. Set when the host prepares one.
   * Cleared agent by agent, the one first for which nothing was prepared for the longest time.
   */
  readonly #byAgent = new Map<string | undefined, Map<string | undefined, ProfilePlace | null>>();

  /** The same by the hash of their secret. Set when the host prepares one; cleared secret by secret, oldest first. */
  readonly #bySecret = new Map<string, ProfilePlace | null>();

  /** Notes that requests may be sent with this credential from now on. */
  note({ agentDir, profileId, secret, signIn }: PreparedCredential): void {
    const ofAgent = this.#byAgent.get(agentDir) ?? new Map<string | undefined, ProfilePlace | null>();
    ofAgent.set(profileId, signIn);
    renewEntry(this.#byAgent, agentDir, ofAgent, MAX_AGENTS);
    renewEntry(this.#bySecret, digest(secret), signIn, MAX_SECRETS);
  }

  /** Where the sign-in of a request is stored; `null` for another credential, and where it cannot be told. */
  signInOf({ agentDir, apiKey, profileId }: SigningFacts): ProfilePlace | null {
    const stated = apiKey === undefined ? undefined : this.#bySecret.get(digest(apiKey));
    if (stated !== undefined) return stated;
    const ofAgent = this.#byAgent.get(agentDir);
    if (profileId !== undefined) return ofAgent?.get(profileId) ?? null;
    const [only, ...others] = ofAgent?.values() ?? [];
    return others.length === 0 ? (only ?? null) : null;
  }
}

/** Puts an entry behind all others, and takes away the first ones that are too many. */
function renewEntry<K, V>(map: Map<K, V>, key: K, value: V, maxSize: number): void {
  map.delete(key);
  map.set(key, value);
  for (const oldest of map.keys()) {
    if (map.size <= maxSize) break;
    map.delete(oldest);
  }
}

function digest(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}
