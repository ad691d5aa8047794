import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

import { describe, expect, it } from "vitest";

import { SIMULATOR_KEY, startSimulator } from "../simulator/simulator.ts";

const main = fileURLToPath(new URL("../simulator/main.ts", import.meta.url));

function start(...args: string[]) {
  return spawn(process.execPath, [main, ...args], { stdio: ["ignore", "pipe", "pipe"] });
}

async function finish(...args: string[]) {
  const child = start(...args);
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { code: child.exitCode, stdout, stderr };
}

describe("npm run simulator", () => {
  it("prints what it accepts and each request, never a key that it was sent, and ends on Ctrl-C", async () => {
    const options = "--auto-approve --token-life 2 --plan basic --accept openclaw/ --concurrent 1";
    const child = start(...options.split(" "));
    let printed = "";
    for await (const chunk of child.stdout.setEncoding("utf8")) {
      const before = printed;
      printed += String(chunk);
      if (!before.includes("until Ctrl-C") && printed.includes("until Ctrl-C")) await request(printed);
      if (printed.includes("/models 401")) child.kill("SIGINT");
    }
    if (child.exitCode === null) await once(child, "exit");
    expect(child.exitCode).toBe(0);
    expect(printed).toContain("POST /coding/v1/chat/completions");
    expect(printed).toContain(SIMULATOR_KEY);
    expect(printed).toMatch(/User-Agent +must start with .*claude-code\/.*openclaw\//);
    expect(printed).toContain("the service since September 2026");
    expect(printed).toContain("kimi-for-coding (1048576 tokens), k3 (262144 tokens)");
    expect(printed).toMatch(
      /openclaw config set models\.providers\.kimi '\{"baseUrl":"http:\/\/127\.0\.0\.1:\d+\/coding\/v1","models":\[\]\}' --strict-json/,
    );
    expect(printed).toMatch(
      /OAuth host +http:\/\/127\.0\.0\.1:\d+ \(tokens expire after 2 s; sign-ins are approved at once\)/,
    );
    expect(printed).toMatch(/KIMI_CODE_OAUTH_HOST=http:\/\/127\.0\.0\.1:\d+\n  npx kimi login/);
    expect(printed).toContain("POST /api/oauth/token refresh_token 400");
    expect(printed).toContain("GET /coding/v1/models 401");
    expect(printed).not.toContain("sk-kimi-secret");
  });

  it("behaves as until September 2026, opens its gate, and refuses in words and an envelope of choice", async () => {
    const options = "--service before-2026-09 --gate open --prefix --fault functionName --envelope anthropic";
    const child = start(...options.split(" "));
    let printed = "";
    for await (const chunk of child.stdout.setEncoding("utf8")) {
      printed += String(chunk);
      if (printed.includes("until Ctrl-C")) break;
    }
    const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0] ?? "";
    const headers = { authorization: `Bearer ${SIMULATOR_KEY}`, "user-agent": "openclaw/2026.9.6" };
    const response = await fetch(`${url}/coding/v1/chat/completions`, {
      method: "POST",
      headers,
      body: "{}",
    });
    expect(printed).toContain("kimi-for-coding (262144 tokens)");
    expect(printed).toMatch(/User-Agent +any/);
    expect(await response.json()).toMatchObject({
      type: "error",
      error: { message: expect.stringMatching(/^Invalid request: function name is invalid/) },
    });
    child.kill("SIGINT");
    if (child.exitCode === null) await once(child, "exit");
  });

  it("explains itself", async () => {
    const { code, stdout } = await finish("--help");
    expect(code).toBe(0);
    expect(stdout).toContain("--port");
  });

  it.each([
    { name: "an unknown flag", args: ["--prot", "1"], reason: "--prot" },
    { name: "a port that is not a number", args: ["--port", "http"], reason: 'not "http"' },
    { name: "a port out of range", args: ["--port", "70000"], reason: "0 to 65535" },
    { name: "a token life of nothing", args: ["--token-life", "0"], reason: 'not "0"' },
    { name: "a plan that there is not", args: ["--plan", "gold"], reason: "basic, basicUntold, k3256k" },
    { name: "a version that there is not", args: ["--service", "2025"], reason: "2026-09, before-2026-09" },
    { name: "a gate that is ajar", args: ["--gate", "ajar"], reason: 'closed or open, not "ajar"' },
    { name: "an envelope of nobody", args: ["--envelope", "soap"], reason: 'not "soap"' },
    { name: "no request at a time", args: ["--concurrent", "0"], reason: 'not "0"' },
    { name: "messages of no size", args: ["--message-bytes", "many"], reason: 'not "many"' },
    { name: "a fault that there is not", args: ["--fault", "flood"], reason: 'not "flood"' },
    { name: "a stray argument", args: ["8080"], reason: "8080" },
  ])("refuses $name", async ({ args, reason }) => {
    const { code, stderr } = await finish(...args);
    expect(code).toBe(2);
    expect(stderr).toContain(reason);
  });

  it("names a busy port and the next step", async () => {
    const simulator = await startSimulator();
    try {
      const { port } = new URL(simulator.url);
      const { code, stderr } = await finish("--port", port);
      expect(code).toBe(1);
      expect(stderr).toContain(`Port ${port} is in use.`);
      expect(stderr).toContain("leave out --port");
    } finally {
      await simulator.stop();
    }
  });
});

async function request(printed: string): Promise<void> {
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(printed)?.[0] ?? "";
  const client_id = "17e5f671-d194-4dfb-9706-5516cb48c098";
  const form = { client_id, grant_type: "refresh_token", refresh_token: "sk-kimi-secret" };
  await (await fetch(`${url}/api/oauth/token`, { method: "POST", body: new URLSearchParams(form) })).text();
  const headers = { authorization: "Bearer sk-kimi-secret" };
  await (await fetch(`${url}/coding/v1/models`, { headers })).text();
}
