import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";

import { messageText, type ChatReply } from "../../host/chat.ts";
import { startGateway, type Gateway } from "../../host/gateway.ts";
import type { Fault } from "../../simulator/faults.ts";
import { plans, type Simulator } from "../../simulator/simulator.ts";
import { applyProviders, editConfig, writeProviders } from "./edit-config.ts";
import type { Row } from "./error-rows.ts";
import { createHostClock } from "./host-clock.ts";
import { setUpPluginHost, type PluginHost } from "./plugin-host.ts";

/** The same service under a name that is not ours, by another client. */
const spare = { ref: "spare/kimi-for-coding", userAgent: "Kilo-Code/9" } as const;
const ours = "claude-code/0.1.0";

const restSeconds = 600;

/** Agents by name: the model that each talks to, by default ours, and whether the spare one answers where that fails. */
export type Agents = Readonly<Record<string, { readonly model?: string; readonly hasFallback?: true }>>;

/** A gateway whose agents try a run again once only, at a simulator that is scripted to fail. */
export interface ErrorHost extends AsyncDisposable {
  readonly host: PluginHost;
  readonly gateway: Gateway;
  /**
   * Has more time pass for the host than any rest that it gives a model: after a limit, it lets one message of an
   * agent through to see whether the limit is over, and the next only half a minute later (2026.9.6).
   */
  letRestPass(): Promise<void>;
  /** Lays these settings over the user's own of Kimi, and resolves when the gateway uses them. */
  configure(kimi: object): Promise<void>;
  /** Sends a message that is refused, and looks at all that the user reads of it and at what the host asked. */
  expectRefusal(row: Row, sessionKey: string, simulator?: Simulator): Promise<void>;
  expectAnswer(sessionKey: string): Promise<void>;
  /** Has a long conversation refused once, and looks at the host making it shorter, and at the answer. */
  expectCompaction(fault: Fault, sessionKey: string): Promise<void>;
  /** Sends a message that Kimi refuses as often as it is asked, and that the user's fallback answers. */
  expectFallback(row: Pick<Row, "fault" | "requests">, sessionKey: string): Promise<void>;
}

/** Sets up such a gateway, with these settings of the user's over our own. The caller disposes of it. */
export async function setUpErrorHost(agents: Agents, settings: object = {}): Promise<ErrorHost> {
  const host = await setUpPluginHost({ models: plans.september.models, keyInConfig: true });
  const { home } = host;
  const { baseUrl, key } = host.simulator;
  const providers = (kimi: object) => ({
    kimi: { baseUrl, models: [], ...kimi },
    spare: {
      baseUrl,
      apiKey: key,
      api: "openai-completions",
      headers: { "User-Agent": spare.userAgent },
      models: [{ id: "kimi-for-coding", name: "Spare", contextWindow: 200_000, maxTokens: 1000 }],
    },
  });
  await writeProviders(home, providers(settings));
  await addAgents(host, agents);
  const clock = await createHostClock(home);
  const gateway = await startGateway(home, { env: clock.env });

  return {
    host,
    gateway,
    letRestPass: () => clock.advance(restSeconds),
    configure: (kimi) => applyProviders(gateway, home, providers(kimi)),
    async expectRefusal({ fault, says, hostSays, requests = 1 }, sessionKey, simulator = host.simulator) {
      simulator.enqueue({ kind: "fault", fault }, { times: requests });
      const reply = await gateway.chat({ sessionKey, message: "hello" });
      const pending = simulator.pendingReplies;
      simulator.reset();
      const [kept = ""] = (await gateway.history(sessionKey)).toReversed().map(messageText);
      const whole: unknown = expect.stringContaining(says);
      expect({ ...reply, streamed: streamedText(reply).slice(0, says.length), kept, pending }).toMatchObject({
        state: "error",
        text: "",
        errorMessage: hostSays,
        streamed: requests === 1 ? says : "",
        kept: whole,
        pending: 0,
      });
      expect(kept.startsWith(says)).toBe(true);
    },
    async expectAnswer(sessionKey) {
      expect(await gateway.chat({ sessionKey, message: "once more" })).toMatchObject({ state: "final" });
    },
    async expectCompaction(fault, sessionKey) {
      for (const message of ["first", "second", "third"]) {
        await gateway.chat({ sessionKey, message: `${message}: ${"a long story ".repeat(6000)}` });
      }
      host.takeRequests();
      host.simulator.enqueue({ kind: "fault", fault });
      const text: unknown = expect.stringContaining("and now?");
      expect(await gateway.chat({ sessionKey, message: "and now?" })).toMatchObject({ state: "final", text });
      const [overflow, ...others] = host.takeRequests().map(({ status }) => status);
      expect(overflow).toBe(fault.status);
      expect(others.length).toBeGreaterThan(1);
      expect(others).toStrictEqual(others.map(() => 200));
    },
    async expectFallback({ fault, requests = 1 }, sessionKey) {
      host.takeRequests();
      host.simulator.enqueue(
        { kind: "fault", fault },
        { times: requests, when: ({ userAgent }) => userAgent === ours },
      );
      expect(await gateway.chat({ sessionKey, message: "hello" })).toMatchObject({ state: "final" });
      expect(host.takeRequests().map(({ userAgent, status }) => [userAgent, status])).toStrictEqual([
        ...Array.from({ length: requests }, () => [ours, fault.status]),
        [spare.userAgent, 200],
      ]);
    },
    async [Symbol.asyncDispose]() {
      await gateway.stop();
      await host[Symbol.asyncDispose]();
    },
  };
}

/** In one workspace without files of its own: most of what a new agent costs is making those. */
async function addAgents({ home }: PluginHost, agents: Agents): Promise<void> {
  const state = join(home.directory, ".openclaw");
  const workspace = join(state, "workspace");
  const entries = Object.entries(agents).map(([name, { model, hasFallback }]) => [
    name,
    {
      workspace,
      model: { primary: model ?? "kimi/kimi-code", ...(hasFallback && { fallbacks: [spare.ref] }) },
    },
  ]);
  await editConfig(home, (config) => ({
    ...config,
    agents: {
      ...config.agents,
      defaults: { ...config.agents?.defaults, skipBootstrap: true },
      entries: Object.fromEntries(entries),
    },
  }));
  // Without it, a run would try again for up to 90 s (2026.9.6, `docs/concepts/retry.md`).
  const settings = JSON.stringify({ retry: { provider: { maxRetries: 1 } } });
  for (const name of Object.keys(agents)) {
    const folder = join(state, "agents", name, "agent");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "settings.json"), settings);
  }
}

function streamedText({ updates }: ChatReply): string {
  return updates.map((update) => (update.kind === "text" ? update.text : "")).join("");
}
