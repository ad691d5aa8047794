import { writeFile } from "node:fs/promises";
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createTlsServer } from "node:https";
import { connect, type AddressInfo, type Socket } from "node:net";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { generate } from "selfsigned";

/** An HTTPS proxy on loopback that answers for hosts of Kimi's with another service; refuses all other hosts. */
export interface ServiceProxy extends AsyncDisposable {
  /** Makes a host send its requests through the proxy and trust the certificate. */
  readonly env: Readonly<Record<string, string>>;
  /** The `host:port` of every tunnel that was asked for, in order. */
  readonly tunnels: readonly string[];
}

/**
 * Starts it. The host then sends what it believes to be requests to the real service, TLS and all, and they arrive
 * at `targetUrl`. The certificate lives in `folder` and is trusted by nobody else.
 */
export async function startServiceProxy(
  targetUrl: string,
  folder: string,
  hosts: readonly [string, ...string[]] = ["api.kimi.com"],
): Promise<ServiceProxy> {
  const altNames = hosts.map((value) => ({ type: 2 as const, value }));
  const certificate = await generate([{ name: "commonName", value: hosts[0] }], {
    extensions: [{ name: "subjectAltName", altNames }],
  });
  const certificateFile = join(folder, "service-proxy.pem");
  await writeFile(certificateFile, certificate.cert);
  const tunnels: string[] = [];
  const sockets = new Set<Duplex>();
  const service = createTlsServer(
    { key: certificate.private, cert: certificate.cert },
    (incoming, outgoing) => {
      pass(incoming, outgoing, targetUrl);
    },
  );
  const proxy = createServer((_, response) => response.writeHead(405).end());
  // An idle connection would end after 5 s, and cut a request that comes at that moment.
  service.keepAliveTimeout = 0;
  await listen(service);
  proxy.on("connect", (incoming: IncomingMessage, socket: Duplex) => {
    const target = incoming.url ?? "";
    tunnels.push(target);
    if (!hosts.some((host) => target === `${host}:443`)) {
      socket.end("HTTP/1.1 403 Forbidden\r\n\r\n");
      return;
    }
    const upstream: Socket = connect(portOf(service.address()), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
      upstream.pipe(socket).pipe(upstream);
    });
    for (const end of [socket, upstream]) {
      sockets.add(end);
      end.on("error", () => [socket, upstream].map((other) => other.destroy()));
    }
  });
  await listen(proxy);
  return {
    env: {
      HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy.address())}`,
      NODE_EXTRA_CA_CERTS: certificateFile,
    },
    tunnels,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await Promise.all([proxy, service].map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

function pass(incoming: IncomingMessage, outgoing: ServerResponse, targetUrl: string): void {
  const { method, headers, url = "/" } = incoming;
  const upstream = forward(new URL(url, targetUrl), { ...(method && { method }), headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  upstream.on("error", () => outgoing.destroy());
  incoming.pipe(upstream);
}

function listen(server: { listen(port: number, host: string, ready: () => void): unknown }): Promise<void> {
  return new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
}

function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === "string") throw new TypeError("not listening on a port");
  return address.port;
}
