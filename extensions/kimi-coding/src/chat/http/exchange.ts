import { connectionsTo } from "./connections.ts";
import { decodedBody } from "./decoded-body.ts";
import type { ChatLimits } from "./limits.ts";
import type { Route } from "./route.ts";

// This file sends requests, so it must not read the environment. 2026.4.27 and 2026.5.7 refuse a file that does both.

/** A chat request, ready to leave. */
export interface ChatSending {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array;
  readonly route: Route;
  readonly limits: ChatLimits;
  /** The caller's signal. An abort closes the socket at any stage. */
  readonly signal: AbortSignal;
}

/** The head of what came back, and its body. */
export interface ChatReply {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** May be read once. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Closes the socket of a body that is not wanted any more, also while it is being read. Never throws. */
  close(): void;
}

/**
 * Sends a chat to its endpoint and to no other: a redirect is an answer like any other here, so that neither the key
 * nor the conversation leaves. Throws the connection's errors, or the signal's reason after an abort.
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
  const head = { status: reply.statusCode, headers: plainHeaders(reply.headers) };
  const decoded = decodedBody(reply.body, head.headers["content-encoding"]);
  const plain = decoded ?? reply.body;
  return {
    ...head,
    body: plain,
    close: () => {
      plain.on("error", () => undefined).destroy();
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
