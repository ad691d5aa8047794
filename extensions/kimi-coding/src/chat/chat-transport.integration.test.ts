import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer, type Server, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import {
  startRedirectingService,
  startServiceProxy,
  startSimulator,
  type Simulator,
} from "openclaw-kimi-lab";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { countHeldTurns } from "../../test-support/held-turns.ts";
import { openChat, type ChatOptions } from "../../test-support/open-chat.ts";
import { present } from "../../test-support/registration.ts";

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.reset());
afterAll(() => simulator.stop());

const chat = (options: Partial<ChatOptions> = {}) =>
  openChat({ baseUrl: simulator.baseUrl, key: simulator.key, ...options });

/** A server whose every answer a test writes itself; with how many connections it was given. */
async function startService(answer: (response: ServerResponse) => void) {
  let connections = 0;
  const closed = Promise.withResolvers<void>();
  const server: Server = createServer((request, response) => {
    request.resume().on("end", () => answer(response));
    response.on("close", () => closed.resolve());
  });
  server.on("connection", () => (connections += 1));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("the server has no port");
  return {
    baseUrl: `http://127.0.0.1:${address.port}/coding/v1`,
    get connections() {
      return connections;
    },
    /** Resolves once an answer has ended, or its socket was closed. */
    closed: closed.promise,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

const eventStream = { "content-type": "text/event-stream" };
const word = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
const END = `data: ${JSON.stringify({ choices: [{ delta: {}, finish_reason: "stop" }] })}\n\ndata: [DONE]\n\n`;

/** Resolves once undici has read a body to its end, and its connection is free: it sees to that in its next turn. */
async function nextBodyRead(): Promise<void> {
  const read = Promise.withResolvers<void>();
  const channel = "undici:request:trailers";
  const listener = () => {
    unsubscribe(channel, listener);
    read.resolve();
  };
  subscribe(channel, listener);
  await read.promise;
  await nextTurn();
}

describe("the chat transport", () => {
  it("hands out each word before the service sends the next", async () => {
    const words = ["One ", "word ", "after ", "the ", "other."];
    const gates = words.map(() => Promise.withResolvers<void>());
    simulator.enqueue({
      kind: "deltas",
      steps: words.flatMap((text, index) => [
        { kind: "text", text } as const,
        { kind: "hold", until: gates[index]?.promise ?? Promise.resolve() } as const,
      ]),
    });
    const stream = await chat();
    const seen: string[] = [];
    for await (const event of stream) {
      if (event.type !== "text_delta") continue;
      seen.push(event.delta);
      gates[seen.length - 1]?.resolve();
    }
    expect(seen).toStrictEqual(words);
    await expect(stream.result()).resolves.toMatchObject({ stopReason: "stop", usage: { cacheRead: 0 } });
  });

  it("knows the result before it hands out the last event, and ends after it", async () => {
    const stream = await chat();
    let settled = "";
    void stream.result().then(({ stopReason }) => (settled = stopReason));
    const iterator = stream[Symbol.asyncIterator]();
    let next = await iterator.next();
    while (next.done !== true && next.value.type !== "done") next = await iterator.next();
    expect(settled).toBe("stop");
    await expect(iterator.next()).resolves.toMatchObject({ done: true });
  });

  it("gives the result to a caller that does not read events", async () => {
    await expect((await chat()).result()).resolves.toMatchObject({ stopReason: "stop", model: "kimi-code" });
  });

  it("sends the user's own headers in the place of ours, and the key to the endpoint", async () => {
    await (await chat({ model: { headers: { "USER-AGENT": "mine/1.0", "x-mine": "1" } } })).result();
    const refused = simulator.requests[0];
    expect(refused?.headers).toMatchObject({ "user-agent": "mine/1.0", "x-mine": "1" });
    expect(refused?.path).toBe("/coding/v1/chat/completions");
  });

  it("answers eight chats at once", async () => {
    const streams = await Promise.all(Array.from({ length: 8 }, () => chat()));
    const results = await Promise.all(streams.map((stream) => stream.result()));
    expect(results.map(({ stopReason }) => stopReason)).toStrictEqual(
      Array.from({ length: 8 }, () => "stop"),
    );
  });

  it("keeps a connection for the next request", async () => {
    await using service = await startService((response) =>
      response.writeHead(200, eventStream).end(word("hi") + END),
    );
    for (const _ of [1, 2, 3]) {
      // The answer is known a moment before its connection is free.
      const isRead = nextBodyRead();
      await (await chat({ baseUrl: service.baseUrl })).result();
      await isRead;
    }
    expect(service.connections).toBe(1);
  });

  it.each([
    { name: "short", text: "hi" },
    { name: "long", text: "word ".repeat(10_000) },
  ])(
    "holds no turn, and keeps its connection, where a $name answer's connection ends later",
    async ({ text }) => {
      let open: ServerResponse | undefined;
      await using service = await startService((response) => {
        open = response.writeHead(200, eventStream);
        open.write(word(text) + END);
      });
      const held = await countHeldTurns(8, async () => {
        // As a host has one: what listens to a signal that was joined from others is never collected.
        const { signal } = new AbortController();
        const stream = await chat({ baseUrl: service.baseUrl, options: { signal } });
        expect(await stream.result()).toMatchObject({ stopReason: "stop" });
        const isRead = nextBodyRead();
        present(open).end();
        await isRead;
      });
      expect(held).toBeLessThan(4);
      expect(service.connections).toBe(1);
    },
  );

  it("asks by IPv6", async () => {
    const other = await startSimulator({ host: "::1" });
    const stream = await chat({ baseUrl: other.baseUrl, key: other.key });
    await expect(stream.result()).resolves.toMatchObject({ stopReason: "stop" });
    expect(other.requests).toHaveLength(1);
    await other.stop();
  });
});

describe("an abort", () => {
  it("before the request leaves sends nothing", async () => {
    const stream = await chat({ options: { signal: AbortSignal.abort() } });
    await expect(stream.result()).resolves.toMatchObject({ stopReason: "aborted" });
    expect(simulator.requests).toStrictEqual([]);
  });

  it.each([
    { name: "before the head", write: () => undefined },
    {
      name: "behind the head",
      write: (response: ServerResponse) => response.writeHead(200, eventStream).flushHeaders(),
    },
    {
      name: "in the answer",
      write: (response: ServerResponse) => response.writeHead(200, eventStream).write(word("hi")),
    },
    { name: "in a refusal", write: (response: ServerResponse) => response.writeHead(500).write("{") },
  ])("$name closes the socket and ends the stream", async ({ write }) => {
    const arrived = Promise.withResolvers<void>();
    await using service = await startService((response) => {
      write(response);
      arrived.resolve();
    });
    const abort = new AbortController();
    const stream = await chat({ baseUrl: service.baseUrl, options: { signal: abort.signal } });
    await arrived.promise;
    abort.abort();
    await expect(stream.result()).resolves.toMatchObject({
      stopReason: "aborted",
      errorMessage: "Request was aborted",
    });
    await service.closed;
  });

  it("closes the socket when the reader stops", async () => {
    await using service = await startService((response) =>
      response.writeHead(200, eventStream).write(word("hi")),
    );
    for await (const event of await chat({ baseUrl: service.baseUrl }))
      if (event.type === "text_delta") break;
    await service.closed;
  });
});

describe("a service", () => {
  it.each([
    { name: "before the head", write: () => undefined },
    {
      name: "in the answer",
      write: (response: ServerResponse) => response.writeHead(200, eventStream).write(word("hi")),
    },
  ])("that is silent $name is left, in words that hosts try again on", async ({ write }) => {
    await using service = await startService(write);
    const stream = await chat({ baseUrl: service.baseUrl, options: { timeoutMs: 300 } });
    await expect(stream.result()).resolves.toMatchObject({
      stopReason: "error",
      errorMessage: "Request timed out.",
    });
    await service.closed;
  });

  it("has answered, even if it leaves the connection open after the finish", async () => {
    await using service = await startService((response) =>
      response.writeHead(200, eventStream).write(word("hi") + END.replace("data: [DONE]\n\n", "")),
    );
    const stream = await chat({ baseUrl: service.baseUrl });
    await expect(stream.result()).resolves.toMatchObject({ stopReason: "stop" });
    await service.closed;
  });

  it("that cannot be reached is told with the system's word for it", async () => {
    const service = await startService(() => undefined);
    const { baseUrl } = service;
    await service[Symbol.asyncDispose]();
    await expect((await chat({ baseUrl })).result()).resolves.toMatchObject({
      stopReason: "error",
      errorMessage: "Connection error. (ECONNREFUSED)",
    });
  });

  it("whose refusal has no end is not read to it", async () => {
    await using service = await startService((response) => {
      response.writeHead(503, { "content-type": "text/html" });
      const more = () => {
        while (!response.destroyed && response.write("<p>".repeat(4096)));
      };
      response.on("drain", more);
      more();
    });
    await expect((await chat({ baseUrl: service.baseUrl })).result()).resolves.toMatchObject({
      stopReason: "error",
      errorMessage: "503 status code (a web page came)",
    });
    await service.closed;
  });

  it("that refuses is quoted as hosts quote it, with the time to wait", async () => {
    await using service = await startService((response) =>
      response
        .writeHead(429, { "retry-after": "30", "content-type": "application/json" })
        .end('{"error":{"message":"too many","type":"rate_limit_reached_error"}}'),
    );
    await expect((await chat({ baseUrl: service.baseUrl })).result()).resolves.toMatchObject({
      errorMessage: "429 too many; Retry-After: 30 seconds",
      errorType: "rate_limit_reached_error",
    });
  });

  it("that answers with the whole is understood", async () => {
    const message = { role: "assistant", content: "hi" };
    await using service = await startService((response) =>
      response
        .writeHead(200, { "content-type": "application/json" })
        .end(JSON.stringify({ choices: [{ message, finish_reason: "stop" }] })),
    );
    await expect((await chat({ baseUrl: service.baseUrl })).result()).resolves.toMatchObject({
      content: [{ type: "text", text: "hi" }],
    });
  });

  it.each([302, 307, 308] as const)(
    "that redirects (%i) gets neither key nor conversation sent on",
    async (status) => {
      const redirecting = await startRedirectingService();
      const stream = await chat({ baseUrl: redirecting.baseUrl(status), message: "a secret" });
      await expect(stream.result()).resolves.toMatchObject({
        stopReason: "error",
        errorMessage: expect.stringContaining(`redirects elsewhere (${status})`),
      });
      expect(redirecting.redirected).toHaveLength(1);
      expect(redirecting.arrivals).toStrictEqual([]);
      await redirecting.stop();
    },
  );

  it("is asked through a tunnel if it is reached by a proxy, TLS and all", async () => {
    const folder = await mkdtemp(join(tmpdir(), "proxy-"));
    await using proxy = await startServiceProxy(simulator.url, folder);
    const ca = await readFile(proxy.env["NODE_EXTRA_CA_CERTS"] ?? "", "utf8");
    const url = proxy.env["HTTPS_PROXY"] ?? "";
    const stream = await chat({
      baseUrl: "https://api.kimi.com/coding/v1",
      request: { proxy: { mode: "explicit-proxy", url, tls: { ca } } },
    });
    await expect(stream.result()).resolves.toMatchObject({ stopReason: "stop" });
    expect(proxy.tunnels).toStrictEqual(["api.kimi.com:443"]);
    await rm(folder, { recursive: true });
  });

  it.each([
    { name: "is asked through the environment's proxy", noProxy: "", tunnels: ["kimi.invalid:443"] },
    { name: "is asked past it where NO_PROXY says so", noProxy: "kimi.invalid", tunnels: [] },
  ])("$name", async ({ noProxy, tunnels }) => {
    const folder = await mkdtemp(join(tmpdir(), "proxy-"));
    await using proxy = await startServiceProxy(simulator.url, folder, ["kimi.invalid"]);
    vi.stubEnv("HTTPS_PROXY", proxy.env["HTTPS_PROXY"]);
    vi.stubEnv("NO_PROXY", noProxy);
    // Its certificate is trusted by processes that are told to from their start; here the tunnel is what counts.
    await (await chat({ baseUrl: "https://kimi.invalid/coding/v1" })).result();
    expect(proxy.tunnels).toStrictEqual(tunnels);
    vi.unstubAllEnvs();
    await rm(folder, { recursive: true });
  });

  it("with a certificate that nobody trusts gets nothing", async () => {
    const folder = await mkdtemp(join(tmpdir(), "proxy-"));
    await using proxy = await startServiceProxy(simulator.url, folder);
    const url = proxy.env["HTTPS_PROXY"] ?? "";
    const stream = await chat({
      baseUrl: "https://api.kimi.com/coding/v1",
      request: { proxy: { mode: "explicit-proxy", url } },
    });
    await expect(stream.result()).resolves.toMatchObject({
      stopReason: "error",
      errorMessage: expect.stringMatching(/^Connection error\./u),
    });
    expect(simulator.requests).toStrictEqual([]);
    await rm(folder, { recursive: true });
  });

  it("at a private address is not asked where the config forbids that", async () => {
    const stream = await chat({ request: { allowPrivateNetwork: false } });
    await expect(stream.result()).resolves.toMatchObject({ stopReason: "error" });
    expect(simulator.requests).toStrictEqual([]);
  });
});
