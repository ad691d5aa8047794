import { createServer } from "node:http";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { listenOnLoopback } from "../host/loopback.ts";
import { repositoryRoot } from "../host/paths.ts";
import { startForwarder } from "../live/forwarder.ts";
import { MAX_REQUESTS, runLive } from "../live/run-live.ts";
import { masked } from "../live/shape.ts";
import { renderTable } from "../live/table.ts";
import {
  defaultAccount,
  startSimulator,
  type ServiceOptions,
  type Simulator,
} from "../simulator/simulator.ts";
import { makeKey } from "./support/plugin-host.ts";

const hostVersion = "2026.9.6";

let stateDir: string;
let services: Simulator[];
beforeEach(async () => {
  services = [];
  stateDir = await mkdtemp(join(tmpdir(), "kimi-live-test-"));
  vi.stubEnv("OPENCLAW_STATE_DIR", stateDir);
});
afterEach(async () => {
  for (const service of services) await service.stop();
  vi.unstubAllEnvs();
  await rm(stateDir, { recursive: true, force: true });
});

/** A simulator, in the place of the real service too. */
async function serve(service: ServiceOptions = {}): Promise<Simulator> {
  const simulator = await startSimulator({ accounts: [{ ...defaultAccount, key: makeKey() }], service });
  services.push(simulator);
  return simulator;
}

function ask({ baseUrl, key }: Simulator, budget?: number) {
  return runLive({ baseUrl, key, hostVersion, ...(budget !== undefined && { budget }) });
}

const secretKey = /sk-kimi/u;

describe("the questions of npm run test:live", () => {
  it("are asked on both dialects under both names, with 20 requests where all is accepted", async () => {
    const service = await serve({ gate: "open" });
    const result = await ask(service);
    expect(result).toMatchObject({ requests: MAX_REQUESTS, acceptsOpenClaw: true });
    expect(service.requests).toHaveLength(MAX_REQUESTS);
    expect(new Set(service.inferences.map(({ userAgent, dialect }) => `${userAgent} ${dialect}`)).size).toBe(
      4,
    );
    const answers = result.rows.map(({ question, answer }) => `${question}: ${answer}`);
    expect(answers).toHaveLength(14);
    expect(answers).toStrictEqual(
      expect.arrayContaining([
        "list of models: 200: kimi-for-coding 1048576",
        "text, anthropic-messages, openclaw: 200: stop (thinking, text), usage",
        "image, openai-completions, claude-code: 200 + 200: stop (thinking, text), usage, saw red: yes",
        expect.stringMatching(
          /^tool turn, openai-completions, openclaw: 200 \+ 200: .* repeated the word: yes$/u,
        ),
        expect.stringMatching(/^quota: 200: five-hour, /u),
        expect.stringMatching(/^search: 200: results with .*url$/u),
      ]),
    );
    expect(renderTable(result, result)).toContain("they sent the same fields");
  });

  it("stop at the number of requests that is set, and say so", async () => {
    const service = await serve();
    const { rows, requests } = await ask(service, 5);
    expect({ requests, arrived: service.requests.length }).toStrictEqual({ requests: 5, arrived: 5 });
    expect(rows.at(-1)?.answer).toBe("not asked further, as the number of requests is reached");
  });

  it("are counted before they leave, also those that leave at the same time", async () => {
    const service = await serve();
    await using forwarder = await startForwarder(service.baseUrl, 2);
    const headers = { Authorization: `Bearer ${service.key}` };
    const sent = Array.from({ length: 6 }, () => fetch(`${forwarder.baseUrl}/models`, { headers }));
    const statuses = (await Promise.all(sent)).map(({ status }) => status);
    expect(statuses.toSorted((one, other) => one - other)).toStrictEqual([200, 200, 400, 400, 400, 400]);
    expect(service.requests).toHaveLength(2);
    expect(forwarder.refused).toBe(4);
  });

  it("ask no more under a name that is refused", async () => {
    const service = await serve({ gate: "closed" });
    const { rows, acceptsOpenClaw } = await ask(service);
    expect(acceptsOpenClaw).toBe(false);
    const refused = rows.filter(({ question }) => question.endsWith(" openclaw"));
    expect(refused.map(({ statuses }) => statuses)).toStrictEqual([[403], [403]]);
    expect(refused[0]?.answer).toContain("access_terminated_error");
  });

  it("show what differs from the simulator: the fields, and neither a key, an id nor a name", async () => {
    const simulator = await serve();
    const { key } = simulator;
    const error = {
      type: "invalid_request_error",
      message: `Account Jane.Doe@example.com (org-4f2a) Jane Doe has key ${key}`,
      accountId: "cus_0123456789",
      "0123456789": true,
    };
    const service = createServer((request, response) => {
      request.resume();
      response.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify({ error }));
    });
    const { url, stop } = await listenOnLoopback(service);
    const baseUrl = `${url}/coding/v1`;
    const result = await runLive({ baseUrl, key, hostVersion });
    await stop();
    const table = renderTable(result, await ask(simulator));
    expect(table).toContain("invalid_request_error");
    for (const secret of [secretKey, /Jane|Doe|example|4f2a|0123456789/u]) expect(table).not.toMatch(secret);
    expect(JSON.stringify(result.rows.flatMap(({ fields }) => Array.from(fields)))).not.toContain(
      "0123456789",
    );
  });
});

describe("a sentence of the service", () => {
  it.each([
    { sentence: "The model is overloaded. Try again.", shown: "The model is overloaded. Try again." },
    { sentence: "User Jane Doe of org_12 may not.", shown: "User … of … may not." },
    { sentence: "Bad key sk-kimi-abc: see https://x.example/a?b", shown: "Bad key … see …" },
    { sentence: 'Your plan "Fast 5" ends', shown: "Your plan … ends" },
  ])("is shown as $shown", ({ sentence, shown }) => {
    expect(masked(sentence)).toBe(shown);
  });
});

describe("npm run test:live", () => {
  const main = [
    "--conditions=kimi-source",
    join(repositoryRoot, "extensions", "kimi-lab", "live", "main.ts"),
  ];
  const noKey = { KIMI_API_KEY: "", KIMICODE_API_KEY: "" };

  it("says without a key how to set one, and ends with 2", async () => {
    const { exitCode, stdout, stderr } = await execa(process.execPath, main, { env: noKey, reject: false });
    expect({ exitCode, stdout }).toStrictEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(/KIMICODE_API_KEY ?= ?"?sk-kimi-….* npm run test:live$/u);
  });

  it("prints the table of a service, with nothing of the key in it", async () => {
    const service = await serve();
    const env = { ...noKey, KIMICODE_API_KEY: `"${service.key}"` };
    const args = [...main, "--base-url", service.baseUrl];
    const { exitCode, all } = await execa(process.execPath, args, { env, all: true });
    expect(exitCode).toBe(0);
    expect(all).toContain("| list of models | 200: kimi-for-coding 1048576 |");
    expect(all).toContain("| text, openai-completions, claude-code | 200: stop");
    expect(all).not.toContain(service.key);
    expect(all).not.toContain(service.key.slice("sk-kimi-".length));
    expect(service.requests.length).toBeLessThanOrEqual(MAX_REQUESTS);
  });
});
