import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";

import { listenOnLoopback } from "../host/loopback.ts";

/** A request that went to the service, and what came back. */
interface Exchange {
  readonly path: string;
  /** `null` where no answer came. */
  status: number | null;
  /** The beginning of the body. */
  text: string;
}

/** Stands on loopback before a service, passes on at most a number of requests, and remembers the answers. */
export interface Forwarder extends AsyncDisposable {
  /** The base URL that leads to the service's. */
  readonly baseUrl: string;
  /** Those that were passed on, oldest first. */
  readonly exchanges: readonly Exchange[];
  /** How many were not passed on, because the number was reached. */
  readonly refused: number;
}

/** Enough of a body to see which fields it has. */
const MAX_KEPT_CHARS = 1024 * 1024;

/** What belongs to one connection. The body arrives unpacked, as `fetch` does that. */
const OWN_HEADERS = new Set(["host", "connection", "content-length", "transfer-encoding", "accept-encoding"]);

/** The body of an answer as it arrives. */
async function* bytesOf(answer: Response): AsyncGenerator<Uint8Array, void> {
  const reader = answer.body?.getReader();
  for (let next = await reader?.read(); next?.done === false; next = await reader?.read()) yield next.value;
}

/** Starts it before a service with this base URL. */
export async function startForwarder(baseUrl: string, budget: number): Promise<Forwarder> {
  const target = new URL(baseUrl);
  const exchanges: Exchange[] = [];
  const stopping = new AbortController();
  let refused = 0;

  async function pass(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (exchanges.length >= budget) {
      refused += 1;
      // A status that nothing asks again after.
      response.writeHead(400, { "content-type": "application/json" });
      response.end('{"error":{"type":"invalid_request_error","message":"The budget of requests is spent."}}');
      return;
    }
    const exchange: Exchange = { path: request.url ?? "/", status: null, text: "" };
    exchanges.push(exchange);
    const body = await buffer(request);
    const answer = await fetch(new URL(exchange.path, target), {
      method: request.method ?? "GET",
      headers: Object.entries(request.headers).flatMap(([name, value]) =>
        OWN_HEADERS.has(name) || value === undefined
          ? []
          : [[name, String(value)] satisfies [string, string]],
      ),
      body: body.length === 0 ? null : new Uint8Array(body),
      // The key goes to this one address.
      redirect: "manual",
      signal: stopping.signal,
    });
    exchange.status = answer.status;
    response.writeHead(answer.status, { "content-type": answer.headers.get("content-type") ?? "text/plain" });
    const decoder = new TextDecoder();
    for await (const chunk of bytesOf(answer)) {
      if (exchange.text.length < MAX_KEPT_CHARS) exchange.text += decoder.decode(chunk, { stream: true });
      response.write(chunk);
    }
    response.end();
  }

  const { url, stop } = await listenOnLoopback(
    createServer((request, response) => {
      pass(request, response).catch(() => response.destroy());
    }),
  );
  return {
    baseUrl: url + target.pathname,
    exchanges,
    get refused() {
      return refused;
    },
    async [Symbol.asyncDispose]() {
      stopping.abort();
      await stop();
    },
  };
}
