import { once } from "node:events";
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";

import { misdeliver, type ArmedFault, type Delivery } from "./misdeliver.ts";

/** What stands between a gateway and a service: it hands on every request, and not every answer. */
export interface FaultProxy extends AsyncDisposable {
  /** Without a path. */
  readonly url: string;
  /** How many connections are open. */
  readonly connections: number;
  /** Cuts every connection, and refuses new ones for as long. */
  goDown(ms: number): Promise<void>;
}

export interface FaultProxyOptions {
  readonly targetUrl: string;
  /** Says what befalls the answer to a request; called once for each, before it is handed on. */
  readonly faultFor: (path: string, body: string) => ArmedFault | null;
}

/** Starts it on a free port of loopback. */
export async function startFaultProxy({ targetUrl, faultFor }: FaultProxyOptions): Promise<FaultProxy> {
  const sockets = new Set<Socket>();
  const pending = new Set<AbortController>();
  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 });
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => sockets.delete(socket));
  });
  server.on("request", (incoming, outgoing) => {
    const gone = new AbortController();
    pending.add(gone);
    outgoing.once("close", () => gone.abort());
    serve(incoming, outgoing, { targetUrl, faultFor, gone: gone.signal })
      .catch(() => outgoing.destroy())
      .finally(() => pending.delete(gone));
  });
  const listen = async (port: number) => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
  };
  const close = async () => {
    const closed = once(server, "close");
    server.close();
    for (const socket of sockets) socket.resetAndDestroy();
    await closed;
  };
  await listen(0);
  const { port } = addressOf(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    get connections() {
      return sockets.size;
    },
    async goDown(ms) {
      await close();
      await new Promise((resolve) => setTimeout(resolve, ms));
      await listen(port);
    },
    async [Symbol.asyncDispose]() {
      for (const gone of pending) gone.abort();
      await close();
    },
  };
}

interface Serving extends FaultProxyOptions {
  readonly gone: AbortSignal;
}

async function serve(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  { targetUrl, faultFor, gone }: Serving,
): Promise<void> {
  const { method = "GET", url = "/", headers } = incoming;
  const body = await readAll(incoming);
  const fault = faultFor(url, body.toString("utf8"));
  const answer = await ask(new URL(url, targetUrl), { method, headers, body, gone });
  if (fault === null) {
    outgoing.writeHead(answer.status, answer.headers).end(answer.body);
    return;
  }
  await misdeliver(outgoing, answer, fault, gone);
}

async function ask(
  url: URL,
  options: {
    readonly method: string;
    readonly headers: IncomingMessage["headers"];
    readonly body: Buffer;
    readonly gone: AbortSignal;
  },
): Promise<Delivery> {
  const { method, headers, body, gone } = options;
  const upstream = forward(url, { method, headers: { ...headers, host: url.host }, signal: gone });
  const answered = Promise.withResolvers<IncomingMessage>();
  upstream.once("response", answered.resolve);
  upstream.once("error", answered.reject);
  upstream.end(body);
  const answer = await answered.promise;
  const { "transfer-encoding": _, "content-length": __, connection: ___, ...kept } = answer.headers;
  return { status: answer.statusCode ?? 502, headers: kept, body: await readAll(answer) };
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === "string") throw new Error("A TCP server has no TCP address.");
  return address;
}
