import { connectionsTo } from "./connections.ts";
import type { ChatLimits } from "./limits.ts";
import type { Route } from "./route.ts";

// Apart from what reads the environment: 2026.4.27 and 2026.5.7 install no file that does both.

/** A chat request, ready to leave. */
export interface ChatSending {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly route: Route;
  readonly limits: ChatLimits;
  /** Of the caller: closes the socket, whatever the request has come to. */
  readonly signal: AbortSignal;
}

/** The head of what came back, and its body. */
export interface ChatReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** May be read once. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Lets go of a body that has all but ended, so that its connection serves the next request. Never throws. */
  release(): void;
  /** Closes the socket of a body that is not wanted any more, also while it is being read. Never throws. */
  close(): void;
}

/** Bytes behind an answer's end that are read so as to keep its connection. */
const MAX_REST_BYTES = 16 * 1024;

/**
 * Sends a chat to its endpoint and to no other: a redirect is an answer like any other here, so that neither the key
 * nor the conversation leaves. Throws what the connection throws, the signal's reason among that.
 */
export async function sendChat({
  url,
  headers,
  body,
  route,
  limits,
  signal,
}: ChatSending): Promise<ChatReply> {
  const connections = await connectionsTo(url, route, { connectMs: limits.connectMs, signal });
  const reply = await connections.request({
    origin: url.origin,
    path: `${url.pathname}${url.search}`,
    method: "POST",
    headers: { ...headers },
    body,
    signal,
    headersTimeout: limits.firstByteMs,
    bodyTimeout: limits.silenceMs,
  });
  return {
    status: reply.statusCode,
    headers: plainHeaders(reply.headers),
    body: reply.body,
    release: () => {
      reply.body.dump({ limit: MAX_REST_BYTES }).catch(() => undefined);
    },
    close: () => {
      reply.body.on("error", () => undefined).destroy();
    },
  };
}

function plainHeaders(
  headers: Readonly<Record<string, string | string[] | undefined>>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value ?? ""].flat().join(", ")]),
  );
}
