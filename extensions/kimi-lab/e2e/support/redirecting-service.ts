import { createServer, type Server } from "node:http";

/** What arrived at the place that was redirected to. */
interface Arrival {
  readonly method: string;
  /** All that was said, in headers and body. */
  readonly text: string;
}

/** A service that answers every request with a redirect to another one, at another port. The caller stops it. */
export interface RedirectingService {
  /** A base URL whose requests are redirected with this status. */
  baseUrl(status: 302 | 307 | 308): string;
  /** The requests that were redirected, as `status path`. */
  readonly redirected: string[];
  /** What was sent on. */
  readonly arrivals: Arrival[];
  stop(): Promise<void>;
}

export async function startRedirectingService(): Promise<RedirectingService> {
  const redirected: string[] = [];
  const arrivals: Arrival[] = [];
  const other = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
    request.on("end", () => {
      arrivals.push({
        method: request.method ?? "",
        text: `${JSON.stringify(request.rawHeaders)}\n${body}`,
      });
      const error = { type: "invalid_request_error", message: "not the service" };
      response.writeHead(400, { "content-type": "application/json" }).end(JSON.stringify({ error }));
    });
  });
  const service = createServer((request, response) => {
    const [, status = "", ...path] = (request.url ?? "").split("/");
    redirected.push(`${status} /${path.join("/")}`);
    request.resume().on("end", () => {
      response.writeHead(Number(status), { location: `${urlOf(other)}/${path.join("/")}` }).end();
    });
  });
  await Promise.all(
    [other, service].map((server) => new Promise<void>((done) => void server.listen(0, "127.0.0.1", done))),
  );
  return {
    baseUrl: (status) => `${urlOf(service)}/${status}/coding/v1`,
    redirected,
    arrivals,
    async stop() {
      for (const server of [service, other]) {
        server.closeAllConnections();
        await new Promise((done) => void server.close(done));
      }
    },
  };
}

function urlOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new TypeError("the server has no port");
  return `http://127.0.0.1:${address.port}`;
}
