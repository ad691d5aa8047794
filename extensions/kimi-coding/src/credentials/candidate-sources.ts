/** Where the next credential of a chat comes from. */
export type CandidateSource =
  /** The one that the host names for this account. */
  | { readonly kind: "named" }
  /** A profile that the host reads. */
  | { readonly kind: "profile"; readonly profileId: string }
  /** A profile that only says where its key is kept. */
  | { readonly kind: "kept-elsewhere"; readonly profileId: string }
  /** What the host has behind all profiles: a variable, or a key of the config. */
  | { readonly kind: "behind-profiles" }
  /** The key of the config, where that only says where the key is kept. */
  | { readonly kind: "config" };

/** What decides on the order of sources. */
export interface Holdings {
  /** What the host names; its profile is `undefined` for a variable and for the config. `null` where it names none. */
  readonly named: { readonly profileId?: string | undefined } | null;
  /** Whether the store has profiles of ours. */
  readonly hasProfiles: boolean;
  /** The profiles in the order in which a chat tries them. */
  readonly order: readonly string[];
  /** The profiles whose key is kept elsewhere. */
  readonly keptElsewhere: ReadonlySet<string>;
  readonly isConfigKeptElsewhere: boolean;
}

/**
 * Where a chat's credentials come from, in the order in which it tries them: the profiles in their order, then a
 * variable, then the config.
 *
 * The host names the first that it has. But a gateway reads keys that are kept elsewhere when it starts, and a command
 * of a plugin is run without that: the host then names nothing, or passes such profiles over (2026.9.6). So they are
 * put back in their places. Where there are none, what the host names goes first, whatever the order.
 */
export function candidateSources(holdings: Holdings): readonly CandidateSource[] {
  const { named, hasProfiles, order, keptElsewhere, isConfigKeptElsewhere } = holdings;
  const source: CandidateSource = { kind: "named" };
  const isFirst = keptElsewhere.size === 0;
  // A profile that the host has from elsewhere stands in no order, and goes before; a variable goes behind all.
  const place = named?.profileId === undefined ? order.length : order.indexOf(named.profileId);
  const isAt = (position: boolean) => (named !== null && position ? [source] : []);
  return [
    ...isAt(isFirst || place < 0),
    ...order.flatMap((profileId, index): readonly CandidateSource[] => {
      if (index === place) return isAt(!isFirst);
      if (keptElsewhere.has(profileId)) return [{ kind: "kept-elsewhere", profileId }];
      // What stands before the one that the host names, it has passed over.
      return named === null || index > place ? [{ kind: "profile", profileId }] : [];
    }),
    ...(named !== null && named.profileId === undefined
      ? isAt(!isFirst)
      : hasProfiles
        ? [{ kind: "behind-profiles" } as const]
        : []),
    ...(isConfigKeptElsewhere ? [{ kind: "config" } as const] : []),
  ];
}
