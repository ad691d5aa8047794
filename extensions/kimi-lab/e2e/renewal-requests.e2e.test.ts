import { randomUUID } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { upsertAuthProfile } from "openclaw/plugin-sdk/provider-auth";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import {
  assistantMessage,
  bareModel,
  collect,
  loginFromTokens,
  present,
  registerPlugin,
  type Registration,
  streamModel,
  toFields,
} from "openclaw-kimi-coding/test-api";
import { startSimulator, type Simulator } from "../simulator/simulator.ts";
import { createLoginStore, type LoginStore } from "./support/login-store.ts";

type WrapContext = Parameters<NonNullable<Registration["provider"]["wrapStreamFn"]>>[0];
type StreamFn = NonNullable<WrapContext["streamFn"]>;

const { provider } = registerPlugin();
const refused = assistantMessage({
  stopReason: "error",
  errorMessage: "401 The API Key appears to be invalid or may have expired. Please verify your credentials",
});
const answered = assistantMessage({ content: [{ type: "text", text: "hello" }] });

let simulator: Simulator;
let store: LoginStore;
/** An agent of its own for each test: what was prepared for one stays known. */
let agentDir: string;

beforeAll(async () => {
  simulator = await startSimulator();
  store = await createLoginStore(simulator);
});
afterAll(async () => {
  await simulator.stop();
  await store.remove();
});
beforeEach(async () => {
  agentDir = await makeAgent();
});
afterEach(() => simulator.reset());

async function makeAgent(): Promise<string> {
  const folder = join(present(store.env["OPENCLAW_STATE_DIR"]), "agents", randomUUID(), "agent");
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Signs in for an agent, in a profile of that agent alone; returns the token that it then has. */
function signIn(agent: string, profileId = "kimi:oauth"): string {
  const { access_token: accessToken, refresh_token: refreshToken } = simulator.oauth.issue();
  const tokens = { accessToken, refreshToken, lifetimeMs: 3_600_000 };
  const login = loginFromTokens({ id: randomUUID(), issuer: simulator.url }, tokens, Date.now());
  upsertAuthProfile({
    profileId,
    agentDir: agent,
    credential: { type: "oauth", provider: "kimi", ...toFields(login) },
  });
  return accessToken;
}

/** Has a credential prepared for an agent, as a host does before a turn. */
async function prepare(
  agent: string,
  apiKey: string,
  { profileId = "kimi:oauth", authMode = "oauth" } = {},
): Promise<void> {
  await present(provider.prepareRuntimeAuth)({
    config: {},
    env: {},
    agentDir: agent,
    provider: "kimi",
    modelId: "kimi-code",
    model: bareModel(),
    apiKey,
    authMode,
    profileId,
  });
}

const prepareKey = (agent: string) =>
  prepare(agent, "sk-kimi-of-the-user", { profileId: "kimi:default", authMode: "api-key" });

/**
 * Sends a request of an agent that is refused the first time; returns the credentials with which it was sent, as far
 * as the plugin set them, and the answer.
 */
async function send(agent: string, options: object = {}) {
  const sent: (string | undefined)[] = [];
  const streamFn: StreamFn = (_model, _context, given) => {
    sent.push(given?.headers?.["Authorization"]?.replace("Bearer ", ""));
    const message = sent.length === 1 ? refused : answered;
    return {
      async *[Symbol.asyncIterator]() {
        yield message === refused
          ? { type: "error" as const, reason: "error" as const, error: refused }
          : { type: "done" as const, reason: "stop" as const, message: answered };
      },
      result: () => Promise.resolve(message),
    };
  };
  const context = { provider: "kimi", modelId: "kimi-code", agentDir: agent, streamFn };
  const wrapped = present(provider.wrapStreamFn?.(context));
  const stream = await wrapped(streamModel(), { messages: [] }, options);
  await collect(stream);
  const { stopReason, errorMessage } = await stream.result();
  return { sent, stopReason, ...(stopReason === "error" && { errorMessage }) };
}

describe("a request that the service refuses in the middle of a turn", () => {
  it("is sent again with a renewed token of its own agent, where agents have different sign-ins", async () => {
    const other = await makeAgent();
    const tokens = [signIn(agentDir), signIn(other)];
    await prepare(agentDir, present(tokens[0]));
    await prepare(other, present(tokens[1]));
    for (const [index, agent] of [agentDir, other].entries()) {
      const { sent, stopReason } = await send(agent);
      expect(sent).toStrictEqual([tokens[index], expect.any(String)]);
      expect(tokens).not.toContain(sent[1]);
      expect(stopReason).toBe("stop");
    }
    expect(simulator.oauth).toMatchObject({ refreshes: 2, reuses: 0 });
  });

  it("is sent again with a renewed token where another agent chats with a key", async () => {
    const other = await makeAgent();
    const token = signIn(agentDir);
    await prepare(agentDir, token);
    await prepareKey(other);
    expect((await send(other)).sent).toStrictEqual([undefined]);
    expect((await send(agentDir)).sent).toStrictEqual([token, expect.not.stringMatching(token)]);
    expect(simulator.oauth).toMatchObject({ refreshes: 1, reuses: 0 });
  });

  it("is left to the host where its agent uses a key beside the sign-in and nothing tells which", async () => {
    await prepare(agentDir, signIn(agentDir));
    await prepareKey(agentDir);
    expect(await send(agentDir)).toMatchObject({ sent: [undefined], stopReason: "error" });
    expect(simulator.requests).toStrictEqual([]);
  });

  it.each([
    { name: "its token", options: (apiKey: string) => ({ apiKey }) },
    { name: "its profile", options: () => ({ authProfileId: "kimi:oauth" }) },
  ])(
    "is sent again although its agent uses a key as well, where the host states $name",
    async ({ options }) => {
      const token = signIn(agentDir);
      await prepare(agentDir, token);
      await prepareKey(agentDir);
      const { sent } = await send(agentDir, options(token));
      expect(sent).toStrictEqual([token, expect.not.stringMatching(token)]);
      expect((await send(agentDir, { apiKey: "sk-kimi-of-the-user" })).sent).toStrictEqual([undefined]);
    },
  );

  it("says that the folder cannot be written where a token cannot be renewed for that, and keeps the sign-in", async () => {
    const token = signIn(agentDir);
    await prepare(agentDir, token);
    // A file in place of the folder: no user can make one below it, not even root.
    const locks = join(present(store.env["OPENCLAW_STATE_DIR"]), "locks");
    await rm(locks, { recursive: true, force: true });
    await writeFile(locks, "");
    try {
      const { sent, errorMessage } = await send(agentDir);
      expect(sent).toStrictEqual([token]);
      expect(errorMessage).toContain("OpenClaw cannot write to its state folder");
      expect(errorMessage).not.toMatch(/ENOTDIR|EEXIST/u);
      expect(simulator.oauth.refreshes).toBe(0);
    } finally {
      await rm(locks);
    }
    expect((await send(agentDir)).sent).toStrictEqual([token, expect.not.stringMatching(token)]);
  });
});
