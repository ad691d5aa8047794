import { describe, expect, it } from "vitest";
import { OPENAI_DIALECT } from "../kimi/index.ts";
import { renderStatus, type StatusReport } from "./status-report.ts";

function buildReport(overrides: Partial<StatusReport> = {}): StatusReport {
  return {
    ok: true,
    credential: {
      kind: "api-key",
      source: "profile:kimi:default",
      fingerprint: "0a1b2c3d",
      shape: "subscription",
      expiresAt: null,
      renewedBy: null,
    },
    credentialProblem: null,
    endpoint: { value: "https://api.kimi.com/coding/v1", setBy: null },
    dialect: { value: "openai-completions", setBy: null },
    userAgent: { value: "mine/1", setBy: "models.providers.kimi.headers", accepted: true },
    rest: null,
    waiting: [],
    passedOver: [],
    chat: { problem: null, latencyMs: 412 },
    listing: { problem: null, latencyMs: 80 },
    models: [
      { id: "k3", displayName: "K3", contextWindow: 1_048_576, videoInput: true, dialect: OPENAI_DIALECT },
    ],
    quota: null,
    ...overrides,
  };
}

const now = new Date(2026, 10, 27, 8, 27).getTime();
const inMinutes = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
const render = (overrides: Partial<StatusReport> = {}, columns = 300) =>
  renderStatus(buildReport(overrides), { columns, now });

describe("renderStatus", () => {
  it("says of a model why it is not in OpenClaw", () => {
    const model = { id: "k3.1-pro", displayName: null, contextWindow: null, videoInput: null };
    expect(render({ models: [{ ...model, dialect: null }] })).toContain(
      "k3.1-pro: OpenClaw cannot use it, because Kimi Code offers it only over the Responses API",
    );
  });

  it("names what is used and what set it", () => {
    expect(render().split("\n")).toStrictEqual([
      "✓ credential  API key from profile:kimi:default, accepted (fingerprint 0a1b2c3d)",
      "  endpoint    https://api.kimi.com/coding/v1 (default)",
      "  dialect     openai-completions (default)",
      "✓ User-Agent  mine/1 (set by models.providers.kimi.headers), accepted",
      "✓ chat        Works (answered in 412 ms)",
      "✓ models      1 in your plan (answered in 80 ms)",
      "              k3 (K3), 1,048,576 tokens",
      "",
      "A chat works right now.",
    ]);
  });

  it("says that a chat would fail where a limit is used up, although one token was answered", () => {
    const window = { kind: "weekly", label: "week", usedPercent: 100, counts: null, resetAt: null } as const;
    const usage = { plan: null, windows: [window], wallet: null, parallelLimit: null };
    const text = render({ ok: false, quota: { problem: null, latencyMs: 1, usage } });
    expect(text).toMatch(
      /\n✗ quota +week +\[█{10}\] 100% used\n\nA chat would fail right now: a limit of your plan is used up\.$/u,
    );
  });

  it.each([
    { renewedBy: "openclaw", until: ", if it is not used before then" },
    { renewedBy: "client", until: ", if Kimi's client does not renew it before then" },
    { renewedBy: null, until: "" },
  ] as const)("names the end of a credential that is renewed by $renewedBy", ({ renewedBy, until }) => {
    const expiresAt = new Date(2026, 11, 1, 9, 5).toISOString();
    const name = { kind: "oauth", source: "x", fingerprint: "y", shape: null } as const;
    const credential = { ...name, expiresAt, renewedBy };
    expect(render({ credential })).toContain(`\n  expires     2026-12-01 09:05${until}\n`);
  });

  it("names until when OpenClaw pauses a key and which key waits, with each command on a line of its own", () => {
    const rest = { until: inMinutes(4), reason: "auth" };
    const lines = render({ ok: false, rest, waiting: ["kimi:setup-1"] }).split("\n");
    expect(lines.slice(1, 7)).toStrictEqual([
      "✗ paused      OpenClaw pauses this credential until 08:31 (in 4 minutes), because Kimi Code rejected it in a chat. Wait, or store another key:",
      "              openclaw onboard --auth-choice kimi-code-api-key",
      "  waiting     A replacement is stored as kimi:setup-1. OpenClaw does not use it yet. To test and use it:",
      "              openclaw models auth activate kimi:setup-1",
      "              To remove it:",
      "              openclaw kimi remove kimi:setup-1 --yes",
    ]);
  });

  it("asks for a new sign-in, and not for a key, where Kimi Code rejected a sign-in", () => {
    const rest = { until: inMinutes(4), reason: "auth" };
    const signIn = { kind: "oauth", source: "profile:kimi:oauth", fingerprint: "0a1b2c3d" } as const;
    const life = { shape: null, expiresAt: null, renewedBy: "openclaw" } as const;
    const text = render({ rest, credential: { ...signIn, ...life } });
    expect(text).toContain(
      "Wait, or sign in again:\n              openclaw models auth login --provider kimi --method device-code\n              For an account of kimi.ai:\n",
    );
    expect(text).not.toContain("openclaw onboard");
  });

  it.each([
    { reason: "rate_limit", why: "because a request failed (rate limit)" },
    { reason: null, why: "because a request failed" },
  ])("names no other key where the pause is for $reason", ({ reason, why }) => {
    const text = render({ rest: { until: inMinutes(0.4), reason } });
    expect(text).toContain(
      `until 08:27 (in 24 seconds), ${why}. After the pause, OpenClaw uses it again. Details:\n              openclaw models status\n`,
    );
  });

  it("does not call a credential accepted that no chat was answered with", () => {
    const chat = { problem: "Nothing answers.", latencyMs: null };
    expect(render({ ok: false, chat })).toContain(
      "  credential  API key from profile:kimi:default, found (fingerprint 0a1b2c3d)\n",
    );
  });

  it("calls a User-Agent not accepted after such a refusal, and nothing without an answer", () => {
    const userAgent = { value: "curl/8", setBy: null };
    expect(render({ userAgent: { ...userAgent, accepted: false } })).toContain(
      "\n✗ User-Agent  curl/8 (default), not accepted\n",
    );
    expect(render({ userAgent: { ...userAgent, accepted: null } })).toContain(
      "\n  User-Agent  curl/8 (default)\n",
    );
  });

  it("names the command that sends the default again, where the identity is refused", () => {
    const setBy = "plugins.entries.kimi.config.identity";
    const userAgent = { value: "openclaw/2026.9.6", setBy };
    expect(render({ userAgent: { ...userAgent, accepted: false } })).toContain(
      `\n✗ User-Agent  openclaw/2026.9.6 (set by ${setBy}), not accepted. To send the default again:\n              openclaw config unset ${setBy}\n`,
    );
    expect(render({ userAgent: { ...userAgent, accepted: true } })).toContain(
      `\n✓ User-Agent  openclaw/2026.9.6 (set by ${setBy}), accepted\n`,
    );
  });

  it("names the product that a key seems to belong to, where that is another", () => {
    const name = { kind: "api-key", source: "x", fingerprint: "y" } as const;
    const credential = { ...name, expiresAt: null, renewedBy: null, shape: "open-platform" } as const;
    expect(render({ credential })).toContain(
      "It looks like a key of Moonshot's open platform: a subscription key begins with sk-kimi-.",
    );
  });

  it("marks what fails, and shows what to do", () => {
    const chat = { problem: "Kimi Code did not accept the API key: …", latencyMs: 5 };
    const text = render({ ok: false, chat, passedOver: ["profile:kimi:old: …"] });
    expect(text).toContain("✗ skipped     profile:kimi:old: …\n");
    expect(text).toContain("✗ chat        Kimi Code did not accept the API key: …\n");
    expect(text).toMatch(/\nA chat would fail right now\.$/u);
  });

  it("shows once what is wrong with chat, models and quota", () => {
    const failed = { problem: "Kimi Code did not accept the API key: …", latencyMs: 5 };
    const quota = { problem: "nothing is there", latencyMs: 5, usage: null };
    const text = render({ ok: false, chat: failed, listing: { ...failed }, quota });
    expect(text).toContain("✗ models      The same problem as in the chat.\n");
    expect(text).toContain("  quota       Not known. The chat failed as well.\n");
    expect(render({ quota })).toContain("  quota       Not known. nothing is there\n");
  });

  it("names what was not tried without a credential", () => {
    const none = {
      credential: null,
      credentialProblem: "No key",
      chat: null,
      listing: null,
      models: [],
      ok: false,
    };
    const lines = render(none).split("\n");
    expect(lines[0]).toBe("✗ credential  No key");
    expect(lines).toContain("✗ chat        Not tried, because there is no credential.");
  });

  it("fits a terminal of 80 columns, where its width is not known, too", () => {
    const rest = { until: inMinutes(4), reason: "auth" };
    const report = buildReport({ ok: false, rest, waiting: ["kimi:setup-1"] });
    const text = renderStatus(report, { columns: undefined, now });
    expect(text).toContain(
      "\n✗ paused      OpenClaw pauses this credential until 08:31 (in 4 minutes),\n              because Kimi Code rejected it in a chat. Wait, or store another\n              key:\n              openclaw onboard --auth-choice kimi-code-api-key\n",
    );
    expect(Math.max(...text.split("\n").map(({ length }) => length))).toBeLessThanOrEqual(80);
  });
});
