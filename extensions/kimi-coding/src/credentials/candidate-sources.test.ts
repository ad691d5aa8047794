import { describe, expect, it } from "vitest";
import { candidateSources, type CandidateSource, type Holdings } from "./candidate-sources.ts";

/** A source in one word: what kind it is, or the profile (with `*` where its key is kept elsewhere). */
function word(source: CandidateSource): string {
  switch (source.kind) {
    case "profile":
      return source.profileId;
    case "kept-elsewhere":
      return `${source.profileId}*`;
    case "named":
    case "behind-profiles":
    case "config":
      return source.kind;
    default:
      return source satisfies never;
  }
}

interface Row extends Partial<Omit<Holdings, "keptElsewhere">> {
  readonly name: string;
  readonly elsewhere?: readonly string[];
  readonly expected: readonly string[];
}

const order = ["a", "b", "c"];

describe("the sources of a credential", () => {
  it.each<Row>([
    { name: "are none where there is nothing", hasProfiles: false, order: [], expected: [] },
    {
      name: "are a variable alone, where there is no profile",
      named: {},
      hasProfiles: false,
      order: [],
      expected: ["named"],
    },
    {
      name: "are the profile that the host names, those behind it, and what is behind all profiles",
      named: { profileId: "a" },
      expected: ["named", "b", "c", "behind-profiles"],
    },
    {
      name: "leave out the profiles that the host has passed over",
      named: { profileId: "b" },
      expected: ["named", "c", "behind-profiles"],
    },
    {
      name: "begin with a profile that the host has from elsewhere",
      named: { profileId: "overlay" },
      expected: ["named", "a", "b", "c", "behind-profiles"],
    },
    { name: "are a variable alone, where the host passed over all profiles", named: {}, expected: ["named"] },
    {
      name: "are all profiles, where the host names nothing",
      named: null,
      expected: ["a", "b", "c", "behind-profiles"],
    },
    {
      name: "have a key that is kept elsewhere in its place, before the one that the host names",
      named: { profileId: "b" },
      elsewhere: ["a"],
      expected: ["a*", "named", "c", "behind-profiles"],
    },
    {
      name: "have a key that is kept elsewhere in its place, behind the one that the host names",
      named: { profileId: "a" },
      elsewhere: ["c"],
      expected: ["named", "b", "c*", "behind-profiles"],
    },
    {
      name: "have keys that are kept elsewhere before a variable",
      named: {},
      elsewhere: ["a", "c"],
      expected: ["a*", "c*", "named"],
    },
    {
      name: "begin with a profile that the host has from elsewhere, before keys that are kept elsewhere",
      named: { profileId: "overlay" },
      elsewhere: ["a"],
      expected: ["named", "a*", "b", "c", "behind-profiles"],
    },
    {
      name: "have the profile that the host names in its place, though its key is kept elsewhere",
      named: { profileId: "b" },
      elsewhere: ["b"],
      expected: ["named", "c", "behind-profiles"],
    },
    {
      name: "are all keys that are kept elsewhere, where the host names nothing",
      named: null,
      elsewhere: order,
      expected: ["a*", "b*", "c*", "behind-profiles"],
    },
    {
      name: "have what is behind all profiles, where the order names none of them",
      named: null,
      order: [],
      expected: ["behind-profiles"],
    },
    {
      name: "end with a key of the config that is kept elsewhere",
      named: {},
      hasProfiles: false,
      order: [],
      isConfigKeptElsewhere: true,
      expected: ["named", "config"],
    },
    {
      name: "are that key alone, where there is nothing else",
      hasProfiles: false,
      order: [],
      isConfigKeptElsewhere: true,
      expected: ["config"],
    },
  ])("$name", (row) => {
    const sources = candidateSources({
      named: null,
      hasProfiles: true,
      order,
      isConfigKeptElsewhere: false,
      ...row,
      keptElsewhere: new Set(row.elsewhere),
    });
    expect(sources.map(word)).toStrictEqual(row.expected);
  });
});
