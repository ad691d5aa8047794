import { describe, expect, it } from "vitest";
import { type PreparedCredential, PreparedCredentials } from "./prepared-credentials.ts";

const place = { agentDir: undefined, profileId: "kimi:oauth" };
const other = { agentDir: "/agents/other", profileId: "kimi:oauth" };

function credential(overrides: Partial<PreparedCredential>): PreparedCredential {
  return { agentDir: "/agents/main", profileId: "kimi:oauth", secret: "token", signIn: place, ...overrides };
}

function prepared(...credentials: readonly Partial<PreparedCredential>[]): PreparedCredentials {
  const all = new PreparedCredentials();
  for (const each of credentials) all.note(credential(each));
  return all;
}

const key = { profileId: "kimi:default", secret: "sk-kimi-key", signIn: null };
const ofMain = { agentDir: "/agents/main" };

describe("the sign-in of a request", () => {
  it.each<{
    readonly name: string;
    readonly credentials: readonly Partial<PreparedCredential>[];
    readonly expected: typeof place | typeof other | null;
  }>([
    { name: "is none before the host prepared one", credentials: [], expected: null },
    { name: "is the one of its agent", credentials: [{}], expected: place },
    {
      name: "stays the same when its token is renewed",
      credentials: [{}, { secret: "newer" }],
      expected: place,
    },
    { name: "is none where its agent uses a key", credentials: [key], expected: null },
    { name: "is none where its agent uses a key as well", credentials: [{}, key], expected: null },
    {
      name: "is none where its agent uses a key that is in no profile as well",
      credentials: [{}, { ...key, profileId: undefined }],
      expected: null,
    },
    {
      name: "is none where its agent uses another sign-in as well",
      credentials: [{}, { profileId: "kimi:work", signIn: other }],
      expected: null,
    },
    {
      name: "is that of its own agent where another one has its own",
      credentials: [{}, { agentDir: "/agents/other", secret: "theirs", signIn: other }],
      expected: place,
    },
    {
      name: "is that of its own agent where another one uses a key",
      credentials: [{}, { ...key, agentDir: "/agents/other" }],
      expected: place,
    },
    {
      name: "is none where the host prepared one for another agent only",
      credentials: [{ agentDir: undefined }],
      expected: null,
    },
  ])("$name", ({ credentials, expected }) => {
    expect(prepared(...credentials).signInOf(ofMain)).toStrictEqual(expected);
  });

  it.each([
    { name: "the token of one of several sign-ins", apiKey: "theirs", expected: other },
    { name: "an older token of it", apiKey: "token", expected: place },
    { name: "a key beside it", apiKey: "sk-kimi-key", expected: null },
    { name: "what the host put in place of the secret", apiKey: "oc-sent-v2.x.end", expected: null },
  ])("is told by $name", ({ apiKey, expected }) => {
    const all = prepared({}, key, { profileId: "kimi:work", secret: "theirs", signIn: other });
    expect(all.signInOf({ ...ofMain, apiKey })).toStrictEqual(expected);
  });

  it.each([
    { profileId: "kimi:oauth", expected: place },
    { profileId: "kimi:default", expected: null },
    { profileId: "kimi:unknown", expected: null },
  ])("is told by the profile $profileId where the host names one", ({ profileId, expected }) => {
    expect(prepared({}, key).signInOf({ ...ofMain, profileId })).toStrictEqual(expected);
  });

  it("is told by the agent where the host put something in place of the secret", () => {
    expect(prepared({}).signInOf({ ...ofMain, apiKey: "oc-sent-v2.x.end" })).toStrictEqual(place);
  });
});

describe("what is remembered of credentials", () => {
  it("is bounded, and what was used last stays", () => {
    const agents = Array.from({ length: 40 }, (_, n) => ({ agentDir: `/agents/${n}`, secret: `token ${n}` }));
    const all = prepared(...agents, { agentDir: "/agents/1", secret: "token 1" });
    const known = [0, 1, 39].map((n) => all.signInOf({ agentDir: `/agents/${n}` }));
    expect(known).toStrictEqual([null, place, place]);
    const more = Array.from({ length: 70 }, (_, n) => ({ secret: `newer ${n}` }));
    for (const each of [...more, key]) all.note(credential(each));
    const byToken = ["newer 0", "newer 69"].map((apiKey) => all.signInOf({ ...ofMain, apiKey }));
    expect(byToken).toStrictEqual([null, place]);
  });
});
