import { describe, expect, it } from "vitest";
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
    models: [{ id: "k3", displayName: "K3", contextWindow: 1_048_576, videoInput: true }],
    quota: null,
    ...overrides,
  };
}

describe("renderStatus", () => {
  it("says what is in force and who set it", () => {
    expect(renderStatus(buildReport()).split("\n")).toStrictEqual([
      "✓ credential  API key from profile:kimi:default (fingerprint 0a1b2c3d)",
      "  endpoint    https://api.kimi.com/coding/v1 (default)",
      "  dialect     openai-completions (default)",
      "✓ User-Agent  mine/1 (set by models.providers.kimi.headers), accepted",
      "✓ chat        works, answered in 412 ms",
      "✓ models      1 in the plan, answered in 80 ms",
      "              k3 (K3), 1,048,576 tokens",
      "",
      "Kimi Code answers a chat.",
    ]);
  });

  it.each([
    { renewedBy: "openclaw", until: " if it is not used until then" },
    { renewedBy: "client", until: " if the client of Kimi's does not renew it until then" },
    { renewedBy: null, until: "" },
  ] as const)("says when a credential expires that is renewed by $renewedBy", ({ renewedBy, until }) => {
    const expiresAt = "2026-12-01T00:00:00.000Z";
    const name = { kind: "oauth", source: "x", fingerprint: "y", shape: null } as const;
    const credential = { ...name, expiresAt, renewedBy };
    expect(renderStatus(buildReport({ credential }))).toContain(`\n  expires     ${expiresAt}${until}\n`);
  });

  it("says that a key is at rest and that another waits, with each command on a line of its own", () => {
    const rest = { until: "2026-12-01T00:00:00.000Z", reason: "auth" };
    const lines = renderStatus(buildReport({ ok: false, rest, waiting: ["kimi:setup-1"] })).split("\n");
    expect(lines.slice(1, 5)).toStrictEqual([
      "✗ at rest     OpenClaw does not use this credential until 2026-12-01T00:00:00.000Z, as a turn failed with it (auth). Wait, or store another key:",
      "              openclaw onboard --auth-choice kimi-code-api-key",
      "  waiting     a replacement is stored as kimi:setup-1, but not in use. To test it and use it:",
      "              openclaw models auth activate kimi:setup-1",
    ]);
    const passing = { ...rest, reason: "rate_limit" };
    expect(renderStatus(buildReport({ rest: passing }))).toContain(
      "\n              openclaw models status\n",
    );
  });

  it("says that a User-Agent is refused, and nothing of one that no answer came to", () => {
    const userAgent = { value: "curl/8", setBy: null };
    expect(renderStatus(buildReport({ userAgent: { ...userAgent, accepted: false } }))).toContain(
      "\n✗ User-Agent  curl/8 (default) is refused\n",
    );
    expect(renderStatus(buildReport({ userAgent: { ...userAgent, accepted: null } }))).toContain(
      "\n  User-Agent  curl/8 (default)\n",
    );
  });

  it("says which product a key belongs to by its look, where that is another", () => {
    const name = { kind: "api-key", source: "x", fingerprint: "y" } as const;
    const credential = { ...name, expiresAt: null, renewedBy: null, shape: "open-platform" } as const;
    const text = renderStatus(buildReport({ credential }));
    expect(text).toContain("of Moonshot's open platform: a subscription key begins with sk-kimi-");
  });

  it("marks what fails, and says what to do", () => {
    const chat = { problem: "Kimi Code did not accept the API key: …", latencyMs: 5 };
    const text = renderStatus(buildReport({ ok: false, chat }));
    expect(text).toContain("✗ chat        Kimi Code did not accept the API key: …\n");
    expect(text).toMatch(/Kimi Code would not answer a chat now\.$/u);
  });

  it("says only once what is wrong with both", () => {
    const failed = { problem: "Kimi Code did not accept the API key: …", latencyMs: 5 };
    const text = renderStatus(buildReport({ ok: false, chat: failed, listing: { ...failed } }));
    expect(text).toContain("✗ models      the same answer\n");
  });

  it("says what was not tried without a credential", () => {
    const none = {
      credential: null,
      credentialProblem: "No key",
      chat: null,
      listing: null,
      models: [],
      ok: false,
    };
    const lines = renderStatus(buildReport(none)).split("\n");
    expect(lines[0]).toBe("✗ credential  No key");
    expect(lines).toContain("✗ chat        not tried without a credential");
  });
});
