import { z } from "zod";

/** A request that the gateway refused. */
export class GatewayRequestError extends Error {
  override readonly name = "GatewayRequestError";
  readonly method: string;
  readonly code: string;
  /** How long the gateway asks to wait before the next try; only for passing states. */
  readonly retryAfterMs: number | undefined;

  constructor(method: string, error: z.infer<typeof errorSchema>) {
    super(`The gateway refused ${method}: ${error.message} (${error.code}).`);
    this.method = method;
    this.code = error.code;
    this.retryAfterMs = error.retryable === true ? (error.retryAfterMs ?? 500) : undefined;
  }
}

/** Something that the gateway tells on its own, such as `chat` and `agent`. */
export interface GatewayEvent {
  readonly event: string;
  readonly payload: unknown;
}

/** An authenticated connection to a gateway, as an operator with every scope. */
export interface GatewaySocket {
  /** @throws {GatewayRequestError}; an error too when no answer comes in `timeoutMs` (180 s) or the connection ends. */
  readonly call: (
    method: string,
    params?: object,
    options?: { readonly timeoutMs?: number },
  ) => Promise<unknown>;
  /** Calls back for each event from now on; the result takes the callback away. */
  onEvent(listener: (event: GatewayEvent) => void): () => void;
  /** Resolves with the reason when the connection has ended, whoever ended it. */
  readonly closed: Promise<string>;
  close(): void;
}

const errorSchema = z.object({
  code: z.string(),
  message: z.string(),
  retryable: z.boolean().optional(),
  retryAfterMs: z.number().optional(),
});

const frameSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("event"), event: z.string(), payload: z.unknown() }),
  z.object({
    type: z.literal("res"),
    id: z.string(),
    ok: z.boolean(),
    payload: z.unknown(),
    error: errorSchema.optional(),
  }),
]);

/**
 * A local program that knows the gateway's token connects as the host's own commands do: this identity needs
 * no paired device and keeps its scopes (OpenClaw's docs, `gateway/protocol/auth.md`). Pairing would also
 * tie the next client of this home to our scopes (seen on 2026.5.7). Wire version 3 is that of 2026.4.27 and
 * 2026.5.7, version 4 that of 2026.9.6.
 */
const identity = {
  minProtocol: 3,
  maxProtocol: 4,
  client: { id: "gateway-client", version: "1.0.0", platform: process.platform, mode: "backend" },
  role: "operator",
  scopes: ["operator.admin", "operator.read", "operator.write", "operator.approvals", "operator.pairing"],
  caps: ["tool-events"],
} as const;

const handshakeTimeoutMs = 60_000;

/**
 * Connects and authenticates once.
 *
 * @throws {GatewayRequestError} with `retryAfterMs` while the gateway still starts.
 * @throws an error when nothing listens or the listener is no gateway.
 */
export async function connectGateway(url: string, token: string): Promise<GatewaySocket> {
  const socket = new WebSocket(url);
  const waiting = new Map<string, (frame: z.infer<typeof frameSchema> & { type: "res" }) => void>();
  const listeners = new Set<(event: GatewayEvent) => void>();
  const closed = Promise.withResolvers<string>();
  let requests = 0;

  socket.addEventListener("close", ({ code, reason }) => {
    closed.resolve(`The gateway's connection ended with ${code}${reason === "" ? "" : ` (${reason})`}.`);
  });
  // An error is always followed by "close", which carries what there is to know.
  socket.addEventListener("error", () => {});
  socket.addEventListener("message", ({ data }) => {
    const frame = frameSchema.safeParse(JSON.parse(String(data))).data;
    if (frame === undefined) return;
    if (frame.type === "event") for (const listener of listeners) listener(frame);
    else waiting.get(frame.id)?.(frame);
  });

  const call: GatewaySocket["call"] = async (method, params = {}, { timeoutMs = 180_000 } = {}) => {
    const id = `${++requests}`;
    const answered = Promise.withResolvers<unknown>();
    waiting.set(id, ({ ok, payload, error }) => {
      if (ok) answered.resolve(payload);
      else
        answered.reject(new GatewayRequestError(method, error ?? { code: "UNKNOWN", message: "no reason" }));
    });
    const timer = setTimeout(
      () => answered.reject(new Error(`The gateway did not answer ${method} in ${timeoutMs} ms.`)),
      timeoutMs,
    );
    void closed.promise.then((reason) => answered.reject(new Error(reason)));
    try {
      socket.send(JSON.stringify({ type: "req", id, method, params }));
      return await answered.promise;
    } finally {
      clearTimeout(timer);
      waiting.delete(id);
    }
  };
  const onEvent: GatewaySocket["onEvent"] = (listener) => {
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  const challenged = Promise.withResolvers<void>();
  const stopWaiting = onEvent(({ event }) => {
    if (event === "connect.challenge") challenged.resolve();
  });
  const timer = setTimeout(() => socket.close(), handshakeTimeoutMs);
  try {
    await Promise.race([
      challenged.promise,
      closed.promise.then((reason) => Promise.reject(new Error(reason))),
    ]);
    await call("connect", { ...identity, auth: { token } }, { timeoutMs: handshakeTimeoutMs });
  } catch (error) {
    socket.close();
    throw error;
  } finally {
    clearTimeout(timer);
    stopWaiting();
  }
  return { call, onEvent, closed: closed.promise, close: () => socket.close() };
}
