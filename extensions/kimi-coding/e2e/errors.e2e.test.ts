import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { messageText, type ChatReply } from "../host/chat.ts";
import { freePort } from "../host/free-port.ts";
import { startGateway, type Gateway } from "../host/gateway.ts";
import type { Home } from "../host/home.ts";
import { badRequest, faults, type Fault } from "../simulator/faults.ts";
import { applyProviders, editConfig, writeProviders } from "./support/edit-config.ts";
import { setUpPluginHost, type PluginHost } from "./support/plugin-host.ts";

interface Row {
  readonly name: string;
  readonly fault: Fault;
  /** What the conversation keeps, and what is streamed unless the host tries again. */
  readonly says: string;
  /** What the host says of the run. */
  readonly hostSays: string;
  /** How often the host sends the request: it tries again once, where it tries again (see `allowOneRetry`). */
  readonly requests?: 1 | 2;
}

const page = "See https://www.kimi.com/code/console, or choose another provider's model: /model";
const malformed = "LLM request failed: provider rejected the request schema or tool payload.";
const busy = "The AI service is temporarily overloaded. Please try again in a moment.";

/** A refusal whose text the host shows as its own. */
function shown(name: string, fault: Fault, says: string): Row {
  return { name, fault, says, hostSays: `⚠️ ${says}` };
}

const usedUp = "Your Kimi Code subscription has used up its";
const closed = `Kimi has closed this subscription's access to Kimi Code. It is neither a quota nor a bad key, so waiting or a new key does not help. ${page}`;
const noMembership =
  "Kimi Code finds no active membership for this subscription; the key itself is fine. Renew your plan at https://www.kimi.com/code/console and send the message again, or choose another provider's model: /model";
const refusedClient = "Kimi Code refused this client by its User-Agent";

const weeklyLimit = shown(
  "the weekly limit",
  faults.weeklyLimit,
  `${usedUp} weekly (7-day) quota. The key is fine. ${page}`,
);
const clientRefused: Row = {
  name: "a refused User-Agent",
  fault: faults.userAgentRefused,
  says: refusedClient,
  hostSays: malformed,
};
const engineOverloaded: Row = {
  name: "an overload",
  fault: faults.engineOverloaded,
  says: "⚠️ LLM request failed (provider overloaded). This is usually temporary — try again shortly.",
  hostSays: busy,
  requests: 2,
};

/** Failures after which the key is used as before. */
const rows: readonly Row[] = [
  weeklyLimit,
  shown(
    "the weekly limit with its end",
    faults.weeklyLimitUntil,
    `${usedUp} weekly (7-day) quota; it resets at 2026-11-24 08:00 UTC. The key is fine. ${page}`,
  ),
  shown(
    "the limit of five hours",
    faults.fiveHourLimit,
    `${usedUp} 5-hour quota; it resets in 2 hours 13 minutes. The key is fine. ${page}`,
  ),
  shown(
    "the limit of a cycle",
    faults.billingCycleLimit,
    `${usedUp} quota for this billing cycle or 5-hour window. The key is fine. ${page}`,
  ),
  shown("the monthly limit", faults.monthlyLimit, `${usedUp} monthly quota. The key is fine. ${page}`),
  shown(
    "the limit of a period, as a 429",
    faults.periodLimit,
    `${usedUp} quota for the current period. The key is fine. ${page}`,
  ),
  shown(
    "an empty balance",
    faults.quotaExceeded,
    `${usedUp} token quota or balance. The key is fine. ${page}`,
  ),
  shown("a closed account", faults.accessTerminated, closed),
  shown("no membership", faults.membershipInactive, noMembership),
  clientRefused,
  {
    name: "a conversation of too many bytes",
    fault: badRequest("total message size 10176584 exceeds limit 2097152"),
    says: "This conversation has grown too big for Kimi Code to receive",
    hostSays: malformed,
  },
  {
    name: "a body of too many bytes",
    fault: faults.requestTooLarge,
    says: "This conversation has grown too big for Kimi Code to receive",
    hostSays: malformed,
  },
  {
    name: "the content filter",
    fault: faults.contentFilter,
    says: "Kimi's content filter turned this conversation down as high risk.",
    hostSays: malformed,
  },
  {
    name: "a request that the service cannot take",
    fault: badRequest("a max of 128 tools can be supported"),
    says: "Kimi Code could not take this request: it offers more than 128 tools, so turn some off.",
    hostSays: malformed,
  },
  engineOverloaded,
  {
    name: "an overload, as a 529",
    fault: faults.overloaded,
    says: "⚠️ LLM request failed (provider overloaded). This is usually temporary — try again shortly.",
    hostSays: busy,
    requests: 2,
  },
  {
    name: "a rate limit",
    fault: faults.tooManyRequests,
    says: "⚠️ LLM request failed (rate limited). This is usually temporary — try again shortly.",
    hostSays:
      "⚠️ Kimi Code's rate limit is reached (requests per minute or at the same time). Your plan's quota is not the reason. Send the message again in a minute",
    requests: 2,
  },
  {
    name: "a rate limit that says how long to wait",
    fault: faults.tooManyRequestsWait,
    says: "⚠️ LLM request failed (rate limited). This is usually temporary — try again shortly.",
    hostSays:
      "⚠️ Kimi Code's rate limit is reached (requests per minute or at the same time). Your plan's quota is not the reason. Try again in 2 seconds",
    requests: 2,
  },
  {
    name: "a fault of the server",
    fault: faults.internalError,
    says: "⚠️ LLM request failed (provider internal error, HTTP 500). This is usually temporary — try again shortly.",
    hostSays:
      "⚠️ kimi/kimi-code request failed (provider internal error, HTTP 500). This is usually temporary — try again shortly.",
    requests: 2,
  },
];

const invalidKey: Row = {
  name: "a refused key",
  fault: faults.invalidAuthentication,
  says: "Kimi Code did not accept the API key: it is wrong, revoked or too old.",
  hostSays:
    "⚠️ kimi/kimi-code request failed (authentication failed). Re-authenticate the provider and try again.",
};

/** On the other dialect, too. */
const anthropicRows: readonly Row[] = [weeklyLimit, clientRefused, engineOverloaded];

let host: PluginHost;
let gateway: Gateway;
let agents = 0;
beforeAll(async () => {
  host = await setUpPluginHost({ models: ["kimi-for-coding", "k3"] });
  const { home } = host;
  await writeProviders(home, providers());
  await addAgents(home);
  gateway = await startGateway(home);
});
afterAll(async () => {
  await gateway.stop();
  await host[Symbol.asyncDispose]();
});

/** The user's providers: Kimi, and the same service as a spare one of another name. */
function providers(kimi: object = {}): object {
  const { baseUrl, key } = host.simulator;
  const spare = { id: "kimi-for-coding", name: "Spare", contextWindow: 200_000, maxTokens: 1000 };
  const headers = { "User-Agent": "Kilo-Code/9" };
  return {
    kimi: { baseUrl, models: [], ...kimi },
    spare: { baseUrl, apiKey: key, api: "openai-completions", headers, models: [spare] },
  };
}

const agentCount = 40;
const backup = { model: { primary: "kimi/kimi-code", fallbacks: ["spare/kimi-for-coding"] } };

/** Agents `a1`, `a2` … and `b1`, `b2` … with a fallback, all of which try a run again once only. */
async function addAgents(home: Home): Promise<void> {
  const numbers = Array.from({ length: agentCount }, (_, index) => index + 1);
  const entries: Record<string, object> = {
    main: {},
    ...Object.fromEntries(numbers.map((number) => [`a${number}`, {}])),
    ...Object.fromEntries([1, 2, 3].map((number) => [`b${number}`, backup])),
  };
  await editConfig(home, (config) => ({
    ...config,
    agents: { ...config.agents, entries },
  }));
  // Without it, a run would try again for up to 90 s (2026.9.6, `docs/concepts/retry.md`).
  const settings = JSON.stringify({ retry: { provider: { maxRetries: 1 } } });
  for (const agent of Object.keys(entries)) {
    const folder = join(home.directory, ".openclaw", "agents", agent, "agent");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "settings.json"), settings);
  }
}

/**
 * A conversation with an agent that no other test talks to: after a limit, the host lets one message of an agent
 * through to see whether the limit is over, and the next only when half a minute has passed.
 */
function newSession(): string {
  agents += 1;
  return `agent:a${agents}:errors`;
}

function streamedText({ updates }: ChatReply): string {
  return updates.map((update) => (update.kind === "text" ? update.text : "")).join("");
}

async function lastAnswer(sessionKey: string): Promise<string> {
  const [answer = ""] = (await gateway.history(sessionKey)).toReversed().map(messageText);
  return answer;
}

/** Sends a message that is refused, and looks at all that the user reads of it and at what the host asked. */
async function expectRefusal(
  { fault, says, hostSays, requests = 1 }: Row,
  sessionKey: string,
): Promise<void> {
  host.takeRequests();
  host.simulator.enqueue({ kind: "fault", fault }, { times: requests });
  const reply = await gateway.chat({ sessionKey, message: "hello" });
  const pending = host.simulator.pendingReplies;
  host.simulator.reset();
  const kept = await lastAnswer(sessionKey);
  expect({ ...reply, streamed: streamedText(reply).slice(0, says.length), kept, pending }).toMatchObject({
    state: "error",
    text: "",
    errorMessage: hostSays,
    streamed: requests === 1 ? says : "",
    kept: expect.stringContaining(says),
    pending: 0,
  });
  expect(kept.startsWith(says)).toBe(true);
}

async function expectAnswer(sessionKey: string): Promise<void> {
  expect(await gateway.chat({ sessionKey, message: "once more" })).toMatchObject({ state: "final" });
}

describe("a refusal of the service in a chat", () => {
  it.each(rows)("is explained, and the next message is answered: $name", async (row) => {
    const sessionKey = newSession();
    await expectRefusal(row, sessionKey);
    await expectAnswer(sessionKey);
  });

  it("takes a model id that the service answers with a 401 for an unknown model, and keeps the key in use", async () => {
    const sessionKey = newSession();
    await gateway.chat({ sessionKey, message: "/model kimi/k3" });
    await expectRefusal(
      {
        name: "a 401 for a model id",
        fault: faults.unknownModelId,
        says: "Kimi Code does not know the model kimi/k3, or your plan does not include it.",
        hostSays:
          "The selected model was not found by the provider. Check the model id or choose a different model.",
      },
      sessionKey,
    );
    await gateway.chat({ sessionKey, message: "/model kimi/kimi-code" });
    await expectAnswer(sessionKey);
  });

  it("makes the host compact a conversation that overflows, and the answer comes", async () => {
    const sessionKey = newSession();
    for (const message of ["first", "second", "third"]) {
      await gateway.chat({ sessionKey, message: `${message}: ${"a long story ".repeat(6000)}` });
    }
    host.takeRequests();
    const fault = badRequest("Your request exceeded model token limit: 262144 (requested: 300000)");
    host.simulator.enqueue({ kind: "fault", fault });
    expect(await gateway.chat({ sessionKey, message: "and now?" })).toMatchObject({
      state: "final",
      text: expect.stringContaining("and now?"),
    });
    const [overflow, ...others] = host.takeRequests().map(({ status }) => status);
    expect(overflow).toBe(400);
    expect(others.length).toBeGreaterThan(1);
    expect(others).toStrictEqual(others.map(() => 200));
  });

  it.each([
    { row: engineOverloaded, agent: "b1" },
    { row: clientRefused, agent: "b2" },
    { row: weeklyLimit, agent: "b3" },
  ])("lets the user's fallback answer after $row.name", async ({ row: { fault, requests = 1 }, agent }) => {
    host.takeRequests();
    host.simulator.enqueue({ kind: "fault", fault }, { times: requests });
    expect(await gateway.chat({ sessionKey: `agent:${agent}:errors`, message: "hello" })).toMatchObject({
      state: "final",
    });
    expect(host.takeRequests().map(({ userAgent, status }) => [userAgent, status])).toStrictEqual([
      ...Array.from({ length: requests }, () => ["claude-code/0.1.0", fault.status]),
      ["Kilo-Code/9", 200],
    ]);
    await expectAnswer(newSession());
  });
});

describe("a refusal of the service in a chat on the Anthropic dialect", () => {
  beforeAll(() => applyProviders(gateway, host.home, providers({ api: "anthropic-messages" })));

  it.each(anthropicRows)("is explained, and the next message is answered: $name", async (row) => {
    const sessionKey = newSession();
    await expectRefusal(row, sessionKey);
    await expectAnswer(sessionKey);
  });
});

describe("a service that cannot be reached", () => {
  it("is called so, in the host's words, and answers when it is there again", async () => {
    const nowhere = `http://127.0.0.1:${await freePort()}/coding/v1`;
    await applyProviders(gateway, host.home, providers({ baseUrl: nowhere }));
    const reply = await gateway.chat({ sessionKey: newSession(), message: "hello" });
    expect(reply).toMatchObject({
      state: "error",
      errorMessage: "LLM request failed: connection refused by the provider endpoint.",
    });
    expect(reply.updates).toContainEqual(expect.objectContaining({ phase: "retrying" }));
    await applyProviders(gateway, host.home, providers());
    await expectAnswer(newSession());
  });
});

// Last, as the host then lets the key rest.
describe("a refused key", () => {
  it("is explained, and rests", async () => {
    await expectRefusal(invalidKey, newSession());
    host.takeRequests();
    expect(await gateway.chat({ sessionKey: newSession(), message: "hello" })).toMatchObject({
      state: "error",
      errorMessage: expect.stringContaining("Provider kimi has auth issue"),
    });
    expect(host.takeRequests()).toStrictEqual([]);
  });
});
