import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";

import { chat, chatHistory, type ChatMessage, type ChatReply, type ChatRequest } from "./chat.ts";
import { connectGateway, GatewayRequestError, type GatewaySocket } from "./gateway-socket.ts";
import type { Home } from "./home.ts";
import { freePort } from "./free-port.ts";
import { startProcessGroup, type ProcessGroup } from "./process-group.ts";

/** A running gateway with a connection to it. The caller must `stop` it. */
export interface Gateway {
  readonly url: string;
  /** The token that clients of this gateway need; worth nothing outside its home. */
  readonly token: string;
  readonly pid: number;
  readonly socket: GatewaySocket;
  readonly call: GatewaySocket["call"];
  /** Sends a message and waits for the answer. See {@link chat}. */
  chat(request: ChatRequest): Promise<ChatReply>;
  /** The messages of a conversation. See {@link chatHistory}. */
  history(sessionKey?: string): Promise<readonly ChatMessage[]>;
  /** What it printed so far. */
  output(): string;
  /**
   * Resolves once what it printed from `from` on (an index into {@link Gateway.output}) matches.
   *
   * @throws when it ends, or does not print it in `timeoutMs` (180 s).
   */
  waitForOutput(
    pattern: RegExp,
    options?: { readonly from?: number; readonly timeoutMs?: number },
  ): Promise<void>;
  /** Resolves with the exit code when it has ended, whoever ended it. */
  readonly exited: Promise<number>;
  /** Ends it within seconds, also in the middle of a turn. May be called again. */
  stop(): Promise<void>;
}

export interface GatewayOptions {
  /** 300,000 by default. */
  readonly timeoutMs?: number;
  /** Added to the home's environment. */
  readonly env?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

const configSchema = z.looseObject({
  gateway: z.looseObject({ auth: z.looseObject({ token: z.string().min(1) }) }),
});

/** A drain that waits for a turn has a budget of minutes (host 2026.9.6: 315 s); we end it after this. */
const stopGraceMs = 3000;
const attempts = 5;

/**
 * Starts the gateway of an onboarded home on a free port and resolves when it takes requests.
 *
 * @throws when it ends or does not get ready in time; the message ends with what it printed last.
 * @throws the reason of `signal` when that is aborted; the gateway has been ended then.
 */
export async function startGateway(home: Home, options: GatewayOptions = {}): Promise<Gateway> {
  const token = await readToken(home);
  const signals = [AbortSignal.timeout(options.timeoutMs ?? 300_000), options.signal ?? []].flat();
  const signal = AbortSignal.any(signals);
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    const url = `ws://127.0.0.1:${port}`;
    const group = await startProcessGroup(
      process.execPath,
      [home.host.entry, "gateway", "run", "--port", String(port)],
      { cwd: home.directory, env: { ...home.env, ...options.env } },
    );
    try {
      const socket = await connectWhenReady(group, url, token, signal);
      return describeGateway(group, socket, url, token);
    } catch (cause) {
      await group.stop(0);
      options.signal?.throwIfAborted();
      // Somebody else may take the port between our look and the gateway's.
      if (attempt < attempts && !signal.aborted && portTaken.test(group.output())) continue;
      const said = group.output().trim().split("\n").slice(-15).join("\n");
      const reason = signal.aborted ? "was not ready in time" : "ended while it started";
      throw new Error(`The OpenClaw gateway ${reason}. It said:\n${said}`, { cause });
    }
  }
}

const portTaken = /EADDRINUSE|address already in use|port \d+ is already in use|already listening/iu;

async function readToken(home: Home): Promise<string> {
  const config = configSchema.safeParse(JSON.parse(await readFile(home.configFile, "utf8")));
  if (config.success) return config.data.gateway.auth.token;
  throw new Error(`${home.configFile} has no gateway token. Onboard this home first.`, {
    cause: config.error,
  });
}

/** Tries again whenever the gateway says something, or when the wait that it asked for is over. */
async function connectWhenReady(
  group: ProcessGroup,
  url: string,
  token: string,
  signal: AbortSignal,
): Promise<GatewaySocket> {
  const over = Promise.race([
    group.exited.then(({ exitCode }) => Promise.reject(new Error(`It ended with exit code ${exitCode}.`))),
    new Promise<never>((_, reject) => {
      signal.addEventListener("abort", () => reject(signal.reason));
    }),
  ]);
  over.catch(() => {});
  for (;;) {
    signal.throwIfAborted();
    const spoken = Promise.withResolvers<void>();
    const stopListening = group.onOutput(() => spoken.resolve());
    const connecting = connectGateway(url, token);
    try {
      return await Promise.race([connecting, over]);
    } catch (error) {
      connecting.then(
        (late) => late.close(),
        () => {},
      );
      if (error instanceof GatewayRequestError && error.retryAfterMs === undefined) throw error;
      const waitMs = error instanceof GatewayRequestError ? (error.retryAfterMs ?? 0) : quietRetryMs;
      await Promise.race([spoken.promise, delay(waitMs), over]);
    } finally {
      stopListening();
    }
  }
}

/** A gateway opens its port without a word on some hosts. */
const quietRetryMs = 500;

function describeGateway(group: ProcessGroup, socket: GatewaySocket, url: string, token: string): Gateway {
  const turns = new Map<string, number>();
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    // A turn that is cut off is taken up again at the next start (2026.9.6), unless it is aborted first.
    const aborts = [...turns.keys()].map((sessionKey) =>
      socket.call("chat.abort", { sessionKey }, { timeoutMs: 1000 }),
    );
    await Promise.allSettled(aborts);
    socket.close();
    await group.stop(stopGraceMs);
  };
  return {
    url,
    token,
    pid: group.pid,
    socket,
    call: socket.call,
    async chat(request) {
      const key = request.sessionKey ?? "agent:main:main";
      turns.set(key, (turns.get(key) ?? 0) + 1);
      try {
        return await chat(socket, request);
      } finally {
        const left = (turns.get(key) ?? 1) - 1;
        if (left === 0) turns.delete(key);
        else turns.set(key, left);
      }
    },
    history: (sessionKey) => chatHistory(socket, sessionKey),
    output: () => group.output(),
    async waitForOutput(pattern, { from = 0, timeoutMs = 180_000 } = {}) {
      const seen = Promise.withResolvers<void>();
      const look = () => {
        if (pattern.test(group.output().slice(from))) seen.resolve();
      };
      const fail = (reason: string) =>
        seen.reject(
          new Error(`The gateway did not print ${pattern} ${reason}:\n${group.output().slice(from)}`),
        );
      const stopListening = group.onOutput(look);
      const timer = setTimeout(() => fail(`within ${timeoutMs} ms`), timeoutMs);
      void group.exited.then(() => fail("before it ended"));
      look();
      try {
        await seen.promise;
      } finally {
        clearTimeout(timer);
        stopListening();
      }
    },
    exited: group.exited.then(({ exitCode }) => exitCode),
    stop: () => (stopped ??= stop()),
  };
}
