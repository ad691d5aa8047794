import { once } from "node:events";
import type { Server } from "node:http";

/** An HTTP server on a free port of loopback. */
export interface LoopbackServer {
  /** Without a path. */
  readonly url: string;
  /** Ends every connection, and resolves when the server is closed. */
  readonly stop: () => Promise<void>;
}

/** Has a server listen. The caller stops it. */
export async function listenOnLoopback(server: Server): Promise<LoopbackServer> {
  // A client on a busy machine may send on a connection just as it is closed for being idle.
  server.keepAliveTimeout = 0;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The server has no TCP address.");
  return {
    url: `http://127.0.0.1:${address.port}`,
    async stop() {
      const closed = once(server, "close");
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}
