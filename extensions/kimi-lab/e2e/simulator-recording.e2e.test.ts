import { once } from "node:events";
import { createServer } from "node:http";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { createAnswer } from "../simulator/answer.ts";
import { startSimulator, type RecordedRequest, type Reply, type Simulator } from "../simulator/simulator.ts";
import { ask, call, today } from "../simulator/test-support.ts";

const chat = "/chat/completions";

const hasEndedEarly = ({ outcome }: RecordedRequest) => outcome === "disconnected";
/** A reply that says one thing and then nothing more. */
const stuck: Reply = {
  kind: "deltas",
  steps: [
    { kind: "text", text: "hello" },
    { kind: "hold", until: new Promise(() => {}) },
  ],
};

let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator({ service: today });
});
afterEach(async () => {
  await simulator.stop();
});

describe("records", () => {
  it("hold what came and how it was answered, without any key", async () => {
    await call(simulator, `${chat}?a=1`, ask(), { headers: { "x-api-key": "sk-kimi-secret" } });
    await call(simulator, "/messages", "{", { headers: { authorization: "Bearer sk-kimi-secret" } });
    const [first, second] = simulator.requests;
    expect(first).toMatchObject({
      id: 1,
      method: "POST",
      path: "/coding/v1/chat/completions",
      query: { a: "1" },
      userAgent: "claude-code/0.1.0",
      accountId: "default",
      dialect: "openai",
      body: ask(),
      status: 200,
      headers: { authorization: "Bearer <key of account default>" },
    });
    expect(second).toMatchObject({ accountId: null, dialect: "anthropic", body: null, status: 401 });
    const recorded = JSON.stringify(simulator.requests);
    expect(recorded).not.toContain("sk-kimi-secret");
    expect(recorded).not.toContain(simulator.key);
  });

  it("tell that a client left in the middle of an answer", async () => {
    simulator.enqueue(stuck);
    const response = await call(simulator, chat, ask({ stream: true }));
    await response.body?.cancel();
    await expect(simulator.waitForRequest(hasEndedEarly)).resolves.toMatchObject({ status: 200 });
  });

  it("tell that a client left before the answer began", async () => {
    const gate = Promise.withResolvers<void>();
    simulator.enqueue({ kind: "deltas", steps: [{ kind: "hold", until: gate.promise }] });
    const client = new AbortController();
    const answer = fetch(`${simulator.baseUrl}${chat}`, {
      method: "POST",
      signal: client.signal,
      headers: { authorization: `Bearer ${simulator.key}`, "user-agent": "claude-code/0.1.0" },
      body: JSON.stringify(ask({ stream: true })),
    });
    await simulator.waitForRequest(() => true);
    client.abort();
    await expect(answer).rejects.toThrow("aborted");
    await expect(simulator.waitForRequest(hasEndedEarly)).resolves.toMatchObject({ status: null });
  });
});

describe("connections", () => {
  it("take no more to write than the client has taken", async () => {
    const buffered: number[] = [];
    const server = createServer((_request, response) => {
      const pieces = function* () {
        for (let piece = 0; piece < 200; piece += 1) {
          buffered.push(response.writableLength);
          yield "x".repeat(64 * 1024);
        }
      };
      const answer = createAnswer(response, {}, new AbortController().signal, () => {});
      void answer.stream({ status: 200, headers: {} }, pieces());
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const body = await (await fetch(`http://127.0.0.1:${port}`)).text();
    server.close();
    expect(body.length).toBe(200 * 64 * 1024);
    expect(Math.max(...buffered)).toBe(0);
  });

  it("are all closed by the time stop resolves, held replies included", async () => {
    simulator.enqueue(stuck);
    const response = await call(simulator, chat, ask({ stream: true }));
    const [held] = await Promise.allSettled([response.text(), simulator.stop(), simulator.stop()]);
    expect(held.status).toBe("rejected");
    await expect(call(simulator, chat, ask())).rejects.toThrow("fetch failed");
  });
});

describe("the log", () => {
  it("has a line per request, and none about a client that left", async () => {
    const lines: string[] = [];
    const service = await startSimulator({ log: (line) => lines.push(line) });
    try {
      service.enqueue(stuck);
      await (await call(service, chat, ask({ stream: true }))).body?.cancel();
      await service.waitForRequest(hasEndedEarly);
      await call(service, "/models", "", { method: "GET" });
    } finally {
      await service.stop();
    }
    expect(lines).toEqual([
      "POST /coding/v1/chat/completions kimi-for-coding 200",
      "GET /coding/v1/models 200",
    ]);
  });

  it("tells when a script asks for what the dialect cannot say", async () => {
    const lines: string[] = [];
    const service = await startSimulator({ log: (line) => lines.push(line) });
    try {
      service.enqueue({ kind: "deltas", steps: [{ kind: "toolCall", index: 0, arguments: "{" }] });
      const response = await call(service, "/messages", ask({ stream: true }));
      await expect(response.text()).rejects.toThrow("terminated");
    } finally {
      await service.stop();
    }
    expect(lines).toContain(
      "simulator failed: The scripted reply starts tool call 0 without an id or a name.",
    );
  });
});
