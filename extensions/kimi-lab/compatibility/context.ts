import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { chromium, type Browser, type Page } from "playwright-core";

import { editConfig, writeProviders } from "../e2e/support/edit-config.ts";
import { createHostClock, type HostClock } from "../e2e/support/host-clock.ts";
import { makeKey } from "../e2e/support/make-key.ts";
import { startServiceProxy, type ServiceProxy } from "../e2e/support/service-proxy.ts";
import { messageText, type ChatRequest } from "../host/chat.ts";
import { findChromium } from "../host/find-chromium.ts";
import { startGateway, type Gateway } from "../host/gateway.ts";
import { createHome, type Home } from "../host/home.ts";
import type { Host } from "../host/host.ts";
import { installPlugin, onboard } from "../host/setup.ts";
import { plans, startSimulator, type RecordedRequest, type Simulator } from "../simulator/simulator.ts";
import { startOtherProvider, type OtherProvider } from "./other-provider.ts";
import { until } from "./until.ts";

/** The model of another provider. */
export const otherModel = "other/thinker";
/** The client of the plugin. */
const ours = "claude-code/0.1.0";

/** The first command and the first message after an installation take minutes on older hosts. */
export const limitMs = 400_000;

/** The user's own, one for a second agent, one for the page, and one for sign-ins of each region. */
type AccountName = "default" | "other" | "web" | "mainland" | "global";

/** What the surfaces of one host share. */
export interface HostContext extends AsyncDisposable {
  readonly host: Host;
  /** Whether it is a version before the changes of summer 2026. */
  readonly isOlder: boolean;
  /** Onboarded with flags; the simulator is the service. */
  readonly home: Home;
  readonly simulator: Simulator;
  readonly other: OtherProvider;
  /** By the account. */
  readonly keys: Readonly<Record<AccountName, string>>;
  /** The folder for images of the web page; `null` where none are to be made. */
  readonly screenshots: string | null;
  readonly clock: HostClock;
  /** Kimi's OAuth hosts that were asked, as `host:port`, in order; those of a region are reached by their real addresses. */
  readonly signIns: readonly string[];
  /** Makes the home one of several agents, as the gateway finds it. Commands before that have one agent only. */
  addAgents(): Promise<void>;
  /** One for all surfaces, started by the first that asks. */
  gateway(): Promise<Gateway>;
  /** One for all surfaces, with the gateway's web page open. */
  page(): Promise<Page>;
  /** Another home with the packed plugin installed and nothing else. It is removed at the end. */
  newHome(): Promise<Home>;
  /**
   * Sends a message, and resolves with the text of the answer that matches: older hosts end the run of a message
   * without its answer, which then stands in the history only.
   */
  ask(
    sessionKey: string,
    message: string,
    answer: RegExp,
    rest?: Pick<ChatRequest, "attachments">,
  ): Promise<string>;
}

/** The versions before the changes of summer 2026. */
const olderHosts = /^2026\.[45]\./u;

/** Agents, of which one has a fallback and one a key of its own. */
const agents = [
  { id: "main", model: { primary: "kimi/kimi-code" } },
  { id: "plain", model: { primary: "kimi/kimi-code" } },
  { id: "safe", model: { primary: "kimi/kimi-code", fallbacks: [otherModel] } },
  { id: "other", model: { primary: "kimi/kimi-code" } },
] as const;

/** Whether a request is a turn that answers this text, and not one that a host makes beside it. */
export function asks(text: string): (request: RecordedRequest) => boolean {
  return (request) =>
    request.dialect !== null && request.userAgent === ours && JSON.stringify(request.body).includes(text);
}

/** Sets a host up with the packed plugin. The caller disposes of it. */
export async function prepareHost(
  host: Host,
  tarball: string,
  screenshots: string | null,
): Promise<HostContext> {
  const keys = {
    default: makeKey(),
    other: makeKey(),
    web: makeKey(),
    mainland: makeKey(),
    global: makeKey(),
  };
  const simulator = await startSimulator({
    accounts: Object.entries(keys).map(([id, key]) => ({ id, key, models: plans.all.models })),
    oauth: { intervalSeconds: 1 },
    service: { version: "2026-09" },
  });
  const other = await startOtherProvider();
  const homes: Home[] = [];
  const newHome = async () => {
    const home = await createHome({ host });
    homes.push(home);
    await installPlugin(home, { tarball }, { timeoutMs: limitMs });
    return home;
  };
  let gateway: Promise<Gateway> | undefined;
  let browser: Browser | undefined;
  let page: Promise<Page> | undefined;
  let proxy: ServiceProxy | undefined;
  const dispose = async () => {
    await browser?.close();
    await gateway?.then(
      (running) => running.stop(),
      () => {},
    );
    await proxy?.[Symbol.asyncDispose]();
    await simulator.stop();
    await other.stop();
    await Promise.all(homes.map((home) => home.remove()));
  };
  try {
    const home = await newHome();
    await onboard(home, { key: keys.default, timeoutMs: limitMs });
    await addProviders(home, simulator, other);
    const clock = await createHostClock(home);
    // Older hosts have no sign-in in a chat or on the page, and install packages while they run, which a proxy would refuse.
    const isOlder = olderHosts.test(host.version);
    proxy = await startServiceProxy(simulator.url, home.directory, ["auth.kimi.com", "auth.kimi.ai"]);
    const signIn = isOlder ? { KIMI_CODE_OAUTH_HOST: simulator.url } : proxy.env;
    const env = { ...clock.env, OPENCLAW_SKIP_CRON: "0", ...signIn };
    let added: Promise<void> | undefined;
    const addOnce = () => (added ??= addAgents(home));
    const start = async () => {
      await addOnce();
      const running = await startGateway(home, { timeoutMs: limitMs, env });
      try {
        // 2026.4.27 takes requests before it is ready for them: after an installation it loads its own plugins first.
        await running.call("chat.history", { sessionKey: "agent:main:main" }, { timeoutMs: limitMs });
        return running;
      } catch (error) {
        await running.stop();
        throw error;
      }
    };
    const startOnce = () => (gateway ??= start());
    const openOnce = async () => {
      const { url, token } = await startOnce();
      browser = await chromium.launch({
        executablePath: findChromium(),
        // Chromium refuses to run as root with its sandbox, which containers do.
        chromiumSandbox: process.getuid?.() !== 0,
      });
      const opened = await browser.newPage({ viewport: { width: 1280, height: 800 } });
      opened.setDefaultTimeout(120_000);
      await opened.goto(`${url.replace(/^ws/u, "http")}/#token=${token}`);
      return opened;
    };
    return {
      host,
      isOlder,
      home,
      simulator,
      other,
      keys,
      screenshots,
      clock,
      signIns: proxy.tunnels,
      newHome,
      addAgents: addOnce,
      gateway: startOnce,
      page: () => (page ??= openOnce()),
      async ask(sessionKey, message, answer, rest = {}) {
        const running = await startOnce();
        const before = (await running.history(sessionKey)).length;
        const reply = await running.chat({
          sessionKey,
          message,
          timeoutMs: limitMs,
          askForEnd: true,
          ...rest,
        });
        if (answer.test(reply.text)) return reply.text;
        const seen = { last: `${reply.text} ${reply.errorMessage ?? ""}` };
        try {
          return await until(
            `an answer to "${message}"`,
            async () => {
              const fresh = (await running.history(sessionKey)).slice(before);
              const texts = fresh.filter(({ role }) => role === "assistant").map(messageText);
              seen.last = texts.at(-1) ?? seen.last;
              return texts.find((text) => answer.test(text));
            },
            60_000,
          );
        } catch (cause) {
          throw new Error(`"${message}" was answered: ${seen.last.trim().slice(0, 200)}`, { cause });
        }
      },
      [Symbol.asyncDispose]: dispose,
    };
  } catch (error) {
    await dispose();
    throw error;
  }
}

/** Points Kimi at the simulator, and adds the provider of somebody else. */
async function addProviders(home: Home, { baseUrl }: Simulator, { url }: OtherProvider): Promise<void> {
  const thinker = {
    id: "thinker",
    name: "Thinker",
    input: ["text"],
    contextWindow: 200_000,
    maxTokens: 8192,
  };
  const other = { baseUrl: url, apiKey: "none", api: "openai-completions", models: [thinker] };
  await writeProviders(home, { kimi: { baseUrl, models: [] }, other });
}

async function addAgents(home: Home): Promise<void> {
  const state = join(home.directory, ".openclaw");
  const workspace = join(state, "workspace");
  for (const { id } of agents) await mkdir(join(state, "agents", id, "agent"), { recursive: true });
  const isOlder = olderHosts.test(home.host.version);
  const listed = isOlder
    ? { list: agents.map(({ id, model }) => ({ id, model, workspace, default: id === "main" })) }
    : {
        ownership: "explicit",
        entries: Object.fromEntries(agents.map(({ id, model }) => [id, { model, workspace }])),
      };
  await editConfig(home, (config) => ({
    ...config,
    agents: {
      ...config.agents,
      ...listed,
      defaults: {
        ...config.agents?.defaults,
        ...(!isOlder && { systemAgent: { agentId: "main" } }),
        skipBootstrap: true,
        // By default the newest 20,000 tokens are kept as they are: more than the turns of a test have.
        compaction: { mode: "default", keepRecentTokens: 500 },
      },
    },
  }));
}
