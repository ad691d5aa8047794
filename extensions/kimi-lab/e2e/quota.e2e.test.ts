import { mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";

import {
  collectStatus,
  createUsageHooks,
  only,
  readAccountUsage,
  renderStatus,
  takeNotice,
} from "openclaw-kimi-coding/test-api";
import { quotas, startSimulator, type QuotaName, type Simulator } from "../simulator/simulator.ts";
import { startLineProcess } from "./support/line-process.ts";
import { makeKey } from "./support/plugin-host.ts";

const names: readonly QuotaName[] = Object.keys(quotas).filter((name): name is QuotaName => name in quotas);
const accounts = names.map((quota) => ({
  id: quota,
  key: makeKey(),
  models: ["kimi-for-coding"] as const,
  quota,
}));
let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({ accounts });
});
afterAll(() => simulator.stop());

/** What the plugin takes of a host that has this key. */
function hostWith(apiKey: string) {
  const auth = { source: "env: KIMI_API_KEY", mode: "api-key" as const, apiKey };
  return { runtime: { modelAuth: { resolveApiKeyForProvider: () => Promise.resolve(auth) } } };
}
function keyOf(quota: QuotaName): string {
  return accounts.find(({ id }) => id === quota)?.key ?? "";
}
function configOf(baseUrl = simulator.baseUrl, block: object = {}) {
  return { models: { providers: { kimi: { baseUrl, models: [], ...block } } } };
}
async function statusOf(quota: QuotaName, config: object = configOf()) {
  return await collectStatus({ ...hostWith(keyOf(quota)).runtime, config, env: {} });
}

async function readSnapshot(host: ReturnType<typeof hostWith>, baseUrl?: string, timeoutMs = 60_000) {
  const { apiKey } = await host.runtime.modelAuth.resolveApiKeyForProvider();
  const context = { config: configOf(baseUrl), env: {}, provider: "kimi" };
  return await createUsageHooks(host).fetchUsageSnapshot({
    ...context,
    token: apiKey,
    timeoutMs,
    fetchFn: fetch,
  });
}

describe("collectStatus", () => {
  it.each([
    { quota: "ratios", windows: [25, 50, 30, 20], plan: null },
    { quota: "counts", windows: [69.5, 10.45], plan: "Advanced" },
    { quota: "percents", windows: [25, 40], plan: "Standard" },
    { quota: "both", windows: [69.5, 10.4, 30, 20], plan: "Advanced" },
    { quota: "odd", windows: [25, 40, 10], plan: null },
  ] as const)("reads what an account with $quota has used", async ({ quota, windows, plan }) => {
    const report = await statusOf(quota);
    expect(report).toMatchObject({ ok: true, quota: { problem: null, usage: { plan } } });
    expect(report.quota?.usage?.windows.map(({ usedPercent }) => usedPercent)).toStrictEqual(windows);
  });

  it("asks at the same place on both dialects, with the key and our User-Agent", async () => {
    simulator.reset();
    await statusOf("both", configOf(simulator.baseUrl, { api: "anthropic-messages" }));
    const request = simulator.requests.find(({ path }) => path.endsWith("/usages"));
    expect(request).toMatchObject({
      path: "/coding/v1/usages",
      accountId: "both",
      userAgent: "claude-code/0.1.0",
    });
  });

  it("leaves it to the chat to say that a window is used up, and shows which", async () => {
    const report = await statusOf("exhausted");
    expect(report).toMatchObject({
      ok: false,
      chat: { problem: expect.stringContaining("has used up its") },
      quota: { problem: null },
    });
    expect(renderStatus(report)).toMatch(/quota +5 hours +\[█{10}\] +100% used \(200 of 200\), resets in/u);
  });

  it.each([
    { quota: "weekUsedRatioZero", ok: false, windows: [0, 100] },
    { quota: "fiveHoursUsedRatioZero", ok: false, windows: [100, 40] },
    { quota: "ratioUsedRowsZero", ok: false, windows: [100, 100] },
    { quota: "nearlyUsedUpRatioZero", ok: true, windows: [10, 95] },
  ] as const)(
    "believes the fuller of two views that contradict each other: $quota",
    async ({ quota, ok, windows }) => {
      const report = await statusOf(quota);
      expect(report.ok).toBe(ok);
      expect(report.quota?.usage?.windows.map(({ usedPercent }) => usedPercent)).toStrictEqual(windows);
      const snapshot = await readSnapshot(hostWith(keyOf(quota)));
      expect(snapshot).toMatchObject({ windows: windows.map((usedPercent) => ({ usedPercent })) });
    },
  );

  it("reports a working chat even if the quota is unknown", async () => {
    const report = await statusOf("nothing");
    expect(report).toMatchObject({ ok: true, quota: { usage: null } });
    expect(renderStatus(report)).toContain(
      "\n  quota       Not known. Kimi Code sent usage data that this plugin does not\n              understand.",
    );
  });

  it("shows the plan, its windows and its wallet, and no key", async () => {
    const report = await statusOf("both");
    const text = renderStatus(report);
    expect(text).toContain("plan        Advanced subscription, 10 requests at a time; no cost per token");
    expect(text).toMatch(/quota +5 hours +\[█{7}░{3}\] +70% used \(139 of 200\), resets in \d h/u);
    expect(text).toMatch(/\n +week +\[█{1}░{9}\] +10% used \(213 of 2,048\), resets in [67] d/u);
    expect(text).toContain("booster wallet  100.00 USD left of 200.00 USD");
    expect(text + JSON.stringify(report)).not.toContain(keyOf("both"));
  });
});

describe("the hooks for the host's own usage", () => {
  it("hand on the windows under short names, with money by its unit", async () => {
    const host = hostWith(keyOf("both"));
    expect(await readSnapshot(host)).toMatchObject({
      provider: "kimi",
      displayName: "Kimi Code",
      plan: "Advanced",
      windows: [
        { label: "5h", usedPercent: 69.5, resetAt: expect.any(Number) },
        { label: "Week" },
        { label: "Month" },
      ],
      billing: [{ type: "balance", amount: 100, unit: "USD" }],
    });
  });

  it("have no usage to ask for without a credential, nor let the host look for another one", async () => {
    const config = configOf();
    const hooks = createUsageHooks(hostWith(""));
    const context = { config, env: {}, provider: "kimi" };
    const auth = await hooks.resolveUsageAuth({
      ...context,
      resolveApiKeyFromConfigAndStore: () => "sk-kimi-other",
      resolveOAuthToken: () => Promise.resolve(null),
    });
    expect(auth).toStrictEqual({ handled: true });
  });

  it.each([
    {
      name: "the key is wrong",
      key: makeKey(),
      path: "/coding/v1",
      problem: /did not accept the API key.*\nopenclaw onboard/u,
    },
    {
      name: "nothing of it is there",
      key: "",
      path: "/elsewhere",
      problem: /does not report usage \(404\)/u,
    },
  ])("say what to do where $name", async ({ key, path, problem }) => {
    const host = hostWith(key === "" ? keyOf("both") : key);
    const snapshot = await readSnapshot(host, `${simulator.url}${path}`);
    expect(snapshot).toMatchObject({ windows: [], error: expect.stringMatching(problem) });
  });

  it("give up when the host's time is over, and send a key nowhere else", async () => {
    const silent = createServer();
    await new Promise<void>((done) => void silent.listen(0, "127.0.0.1", done));
    const address = silent.address();
    const port = typeof address === "object" ? address?.port : undefined;
    try {
      const snapshot = await readSnapshot(hostWith(keyOf("both")), `http://127.0.0.1:${port}/coding/v1`, 50);
      expect(snapshot).toMatchObject({ error: expect.stringContaining("did not answer within") });
    } finally {
      silent.closeAllConnections();
      silent.close();
    }
  });
});

describe("readAccountUsage", () => {
  it("tells accounts apart by nothing that is secret", async () => {
    const [one, same, other] = await Promise.all(
      (["both", "both", "counts"] as const).map((name) =>
        readAccountUsage(hostWith(keyOf(name)), { config: configOf(), env: {} }),
      ),
    );
    expect(one?.account).toBe(same?.account);
    expect(one?.account).not.toBe(other?.account);
    expect(one?.account).not.toContain(keyOf("both"));
  });
});

describe("takeNotice", () => {
  let folder: string;
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), "kimi-notices-")), "notices");
  });
  afterEach(() => rm(join(folder, ".."), { recursive: true, force: true }));

  const take = (id: string, until: number, now: number) => takeNotice(id, until, now, folder);

  it("gives one notice until the given time, whoever asks, and another one after it", () => {
    expect([take("a", 10, 1), take("a", 20, 9), take("b", 20, 9)]).toStrictEqual([true, false, true]);
    expect([take("a", 20, 10), take("a", 20, 11)]).toStrictEqual([true, false]);
  });

  it("gives one notice where the last one is over, to several processes that look at once", async () => {
    const moments = 300;
    const args = [folder, String(moments)];
    const takers = await Promise.all([1, 2, 3].map(() => startLineProcess("notice-taker.ts", args, {})));
    try {
      const lines = await Promise.all(takers.map(({ ask }) => ask()));
      const taken = lines.flatMap((line) => z.array(z.number()).parse(JSON.parse(line)));
      expect(taken.toSorted((a, b) => a - b)).toStrictEqual(
        Array.from({ length: moments }, (_, index) => index + 1),
      );
    } finally {
      await Promise.all(takers.map(({ kill }) => kill()));
    }
  });

  it("keeps the notices of a day and the one that counts", async () => {
    const hour = 3_600_000;
    for (let now = hour; now <= 100 * hour; now += hour) expect(take("a", now + hour, now)).toBe(true);
    expect((await readdir(folder)).length).toBeLessThan(30);
  });

  it.each([
    {
      name: "was removing an old notice",
      leave: (notice: string) => rm(join(notice, "until")),
    },
    {
      name: "lost power before the notice was on the disk",
      leave: (notice: string) => writeFile(join(notice, "until"), ""),
    },
    {
      name: "was making a notice",
      leave: async (notice: string) => {
        await rename(notice, join(folder, "draft-x"));
        await rm(join(folder, "draft-x", "until"));
      },
    },
  ])("is silent for good for no process that $name when it died", async ({ leave }) => {
    expect(take("a", 10, 1)).toBe(true);
    await leave(join(folder, only(await readdir(folder))));
    expect([take("a", 20, 11), take("a", 20, 12), take("a", 30, 20)]).toStrictEqual([true, false, true]);
  });

  it("gives none where nothing can be written: every answer would have one", () => {
    expect(takeNotice("a", 10, 1, "/dev/null/notices")).toBe(false);
  });
});
