import { parseArgs } from "node:util";

import { defaultAccount, SIMULATOR_KEY, startSimulator } from "./simulator.ts";
import { routes } from "./routes.ts";
import { acceptedProducts } from "./user-agents.ts";

const help = `Usage: npm run simulator -- [--port <number>]

Starts a stand-in for the Kimi Code service on 127.0.0.1.

  --port <number>  listen on this port; by default any free one
  --help           show this text
`;

type Command =
  | { readonly kind: "help" }
  | { readonly kind: "run"; readonly port: number }
  | { readonly kind: "misused"; readonly reason: string };

function parseCommand(args: readonly string[]): Command {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { port: { type: "string" }, help: { type: "boolean", short: "h" } },
    });
    if (values.help === true) return { kind: "help" };
    const port = values.port ?? "0";
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
      return { kind: "misused", reason: `--port takes a number from 0 to 65535, not "${port}".` };
    }
    return { kind: "run", port: Number(port) };
  } catch (error) {
    return { kind: "misused", reason: error instanceof Error ? error.message : String(error) };
  }
}

async function run(port: number): Promise<void> {
  const simulator = await startSimulator({ port, log: (line) => console.log(line) });
  console.log(welcome(simulator.url));
  const stop = () => {
    simulator.stop().catch((error: unknown) => fail(error, port));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

function welcome(url: string): string {
  const baseUrl = `${url}/coding/v1`;
  return `Kimi Code simulator on ${url}

  endpoints    ${routes.map((route) => `${route.method} ${route.path}`).join("\n               ")}
  key          ${SIMULATOR_KEY}
  models       ${defaultAccount.models.join(", ")}
  User-Agent   must start with ${acceptedProducts.join(", ")} (except for /models)

Point OpenClaw at it:

  openclaw config set models.providers.kimi '{"baseUrl":"${baseUrl}","models":[]}' --strict-json
  openclaw onboard --auth-choice kimi-code-api-key --kimi-code-api-key ${SIMULATOR_KEY}

Requests, until Ctrl-C:
`;
}

function fail(error: unknown, port: number): void {
  const busy = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  console.error(
    busy
      ? `Port ${port} is in use. Stop what listens there, or leave out --port to take any free one.`
      : `The simulator failed: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exitCode = 1;
}

const command = parseCommand(process.argv.slice(2));
switch (command.kind) {
  case "help":
    console.log(help);
    break;
  case "misused":
    console.error(`${command.reason}\n\n${help}`);
    process.exitCode = 2;
    break;
  case "run":
    try {
      await run(command.port);
    } catch (error) {
      fail(error, command.port);
    }
}
