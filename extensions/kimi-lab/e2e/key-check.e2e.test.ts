import { join } from "node:path";
import type { ProviderAuthContext } from "openclaw/plugin-sdk/plugin-entry";
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from "vitest";

import { freePort } from "../host/free-port.ts";
import { faults } from "../simulator/faults.ts";
import { defaultAccount, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { configWith, only, present, registerPlugin } from "openclaw-kimi-coding/test-api";
import { makeKey } from "./support/plugin-host.ts";

const method = present(registerPlugin().provider.auth.find(({ id }) => id === "api-key"));
const key = makeKey();

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({
    accounts: [{ ...defaultAccount, key, models: ["kimi-for-coding", "k3"] }],
  });
});
afterEach(() => simulator.reset());
afterAll(() => simulator.stop());

interface Answers {
  /** What is pasted, one after the other. */
  readonly keys: readonly string[];
  /** What is said to the questions, one after the other; those beyond them take what is proposed. */
  readonly confirms?: readonly boolean[];
  readonly opts?: ProviderAuthContext["opts"];
  readonly baseUrl?: string;
}

const refuse = () => Promise.reject(new Error("nobody chooses"));

/** Goes through the sign-in by key as somebody who types. */
async function signIn({ keys, confirms = [], opts, baseUrl = simulator.baseUrl }: Answers) {
  const notes: string[] = [];
  const questions: string[] = [];
  const typed = [...keys];
  const said = [...confirms];
  const { profiles } = await method.run({
    config: configWith({ kimi: { baseUrl, models: [] } }),
    env: {},
    prompter: {
      intro: () => Promise.resolve(),
      outro: () => Promise.resolve(),
      note: (message) => Promise.resolve(void notes.push(message)),
      select: refuse,
      multiselect: refuse,
      text: () => Promise.resolve(present(typed.shift())),
      confirm({ message, initialValue = false }) {
        questions.push(message);
        return Promise.resolve(said.shift() ?? initialValue);
      },
      progress: () => ({ update: () => undefined, stop: () => undefined }),
    },
    runtime: { log: () => undefined, error: () => undefined, exit: () => undefined },
    ...(opts !== undefined && { opts }),
    allowSecretRefPrompt: false,
    isRemote: false,
    openUrl: () => Promise.reject(new Error("no browser")),
    oauth: {
      createVpsAwareHandlers: () => {
        throw new TypeError("no sign-in by browser");
      },
    },
  });
  return { credential: only(profiles).credential, notes, questions, left: typed };
}

describe("the check of a typed key", () => {
  it("proves it with one token, and says which models the plan has", async () => {
    const { credential, notes, questions } = await signIn({ keys: [key] });
    expect(credential).toMatchObject({ type: "api_key", key });
    expect(questions).toStrictEqual(["Try this key at Kimi Code now? (sends one short message)"]);
    expect(notes).toStrictEqual(["In your plan: Kimi For Coding (kimi-for-coding), K3 (k3)"]);
    const chat = only(simulator.requests.filter(({ method }) => method === "POST"));
    expect(chat).toMatchObject({ status: 200, body: { max_completion_tokens: 1 } });
  });

  it("says what is wrong with a refused key, proposes another, and stores that", async () => {
    const { credential, notes, questions } = await signIn({ keys: [makeKey(), key] });
    expect(credential).toMatchObject({ key });
    expect(questions).toHaveLength(3);
    expect(notes[0]).toContain("Kimi Code rejected this key");
    expect(notes[0]).toMatch(/Choose No below to paste another key\.$/u);
    expect(questions[1]).toBe("Store this key anyway? (Choose No to paste another key.)");
  });

  it("lets its user keep a refused key", async () => {
    const refused = makeKey();
    const { credential, left } = await signIn({ keys: [refused, key], confirms: [true, true] });
    expect(credential).toMatchObject({ key: refused });
    expect(left).toStrictEqual([key]);
  });

  it.each([
    { name: "used-up quota", says: "has used up its", fault: faults.weeklyLimit },
    { name: "lapsed membership", says: "finds no active membership", fault: faults.membershipInactive },
  ])("proposes to keep the key at a $name, which is not a fault of it", async ({ says, fault }) => {
    simulator.enqueue({ kind: "fault", fault }, { when: ({ method }) => method === "POST" });
    const { credential, notes } = await signIn({ keys: [key] });
    expect(credential).toMatchObject({ key });
    expect(only(notes)).toContain(says);
  });

  it("proposes to keep the key where there is no network", async () => {
    const baseUrl = `http://127.0.0.1:${await freePort()}/coding/v1`;
    const { credential, notes } = await signIn({ keys: [key], baseUrl });
    expect(credential).toMatchObject({ key });
    expect(only(notes)).toContain("Nothing answers at 127.0.0.1");
  });

  it.each([
    { name: "it is declined", answers: { keys: [key], confirms: [false] }, asked: 1 },
    { name: "checks are skipped", answers: { keys: [key], opts: { skipHealth: true } }, asked: 0 },
    { name: "the key came with the command", answers: { keys: [], opts: { kimiCodeApiKey: key } }, asked: 0 },
  ])("sends nothing where $name", async ({ answers, asked }) => {
    const { credential, questions } = await signIn(answers);
    expect(credential).toMatchObject({ key });
    expect(questions).toHaveLength(asked);
    expect(simulator.requests).toStrictEqual([]);
  });
});

/** Goes through the sign-in as `openclaw onboard --non-interactive` does, with the text that came as the flag. */
async function signInUnasked(flag: string, baseUrl?: string) {
  const errors: string[] = [];
  const exits: number[] = [];
  const config = baseUrl === undefined ? {} : configWith({ kimi: { baseUrl, models: [] } });
  const written = await present(method.runNonInteractive)({
    authChoice: "kimi-code-api-key",
    // What is stored is of this test alone.
    agentDir: join(inject("runFolder"), "unasked"),
    config,
    baseConfig: config,
    opts: { kimiCodeApiKey: flag },
    runtime: {
      log: () => undefined,
      error: (message) => void errors.push(String(message)),
      exit: (code) => void exits.push(code),
    },
    resolveApiKey: () => Promise.resolve({ key: flag, source: "flag" }),
    toApiKeyCredential: ({ resolved }) => ({ type: "api_key", provider: "kimi", key: resolved.key }),
  });
  return { written, errors, exits };
}

describe("a key that nobody is asked about", () => {
  it.each([
    { name: "quotes around nothing", flag: '""', reason: "it is empty" },
    { name: "a key of Anthropic", flag: "sk-ant-api03-0123456789", reason: "a key of Anthropic (sk-ant-…)" },
    { name: "two words", flag: "sk-kimi-0123 456789", reason: "more than the key was pasted" },
  ])("is refused with the reason and the next step: $name", async ({ flag, reason }) => {
    const { written, errors, exits } = await signInUnasked(flag);
    expect({ written, exits }).toStrictEqual({ written: null, exits: [1] });
    const said = only(errors);
    for (const part of [
      reason,
      "https://www.kimi.com/code/console",
      "openclaw onboard --auth-choice kimi-code-api-key",
    ])
      expect(said).toContain(part);
    expect(said).not.toContain(flag);
  });

  it("is taken in any shape, without a word, where the user has a base URL of their own", async () => {
    const { errors, exits } = await signInUnasked("sk-0123456789abcdef", "http://127.0.0.1:9/v1");
    expect({ errors, exits }).toStrictEqual({ errors: [], exits: [] });
  });
});
