import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";

/** A service on loopback that gives one kind of body to every request. The caller stops it. */
export interface HostileService {
  readonly origin: string;
  /** Bytes that were given to the socket. */
  readonly sentBytes: () => number;
  /** Resolves when the connection of the first request is closed. */
  readonly closed: Promise<void>;
  stop(): Promise<void>;
}

const PIECE = Buffer.alloc(64 * 1024, " ");

/** Bodies that no reader may take whole. */
export const HOSTILE_BODIES = {
  /** Goes on until somebody closes the connection. */
  endless(response: ServerResponse, sent: (bytes: number) => void) {
    response.write("{");
    const send = () => {
      do sent(PIECE.length);
      while (!response.destroyed && response.write(PIECE));
    };
    response.on("drain", send);
    send();
  },
  /** 64 MB that arrive as 64 KB. */
  "a gzip bomb"(response: ServerResponse, sent: (bytes: number) => void) {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, " "));
    sent(bomb.length);
    response.end(bomb);
  },
} as const;

/** Starts a service that answers `status` and one of {@link HOSTILE_BODIES}. */
export async function startHostileService(
  status: number,
  body: keyof typeof HOSTILE_BODIES,
  contentType = "application/json",
): Promise<HostileService> {
  const closed = Promise.withResolvers<void>();
  let sent = 0;
  const server = createServer((request, response) => {
    request.resume();
    response.on("close", () => closed.resolve());
    response.writeHead(status, {
      "content-type": contentType,
      ...(body === "a gzip bomb" && { "content-encoding": "gzip" }),
    });
    HOSTILE_BODIES[body](response, (bytes) => (sent += bytes));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The service has no TCP address.");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    sentBytes: () => sent,
    closed: closed.promise,
    async stop() {
      const ended = once(server, "close");
      server.close();
      server.closeAllConnections();
      await ended;
    },
  };
}
