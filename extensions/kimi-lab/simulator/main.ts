import { SIMULATOR_KEY, type Account } from "./accounts.ts";
import { help, parseCommand, type Command } from "./command-line.ts";
import { listModels } from "./models.ts";
import type { OAuthOptions } from "./oauth.ts";
import { routes } from "./routes.ts";
import { resolveService, type Service, type ServiceOptions } from "./service.ts";
import { startSimulator } from "./simulator.ts";
import { quotas } from "./usage.ts";

async function run({ port, account, service, oauth }: Extract<Command, { kind: "run" }>): Promise<void> {
  const simulator = await startSimulator({ port, accounts: [account], service, oauth, log: print });
  console.log(welcome(simulator.url, account, service, oauth));
  const stop = () => {
    simulator.stop().catch((error: unknown) => fail(error, port));
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

function print(line: string): void {
  console.log(line);
}

function welcome(
  url: string,
  account: Account,
  options: ServiceOptions,
  { accessTokenLifeSeconds, autoApprove }: OAuthOptions,
): string {
  const service = resolveService(options);
  const baseUrl = `${url}/coding/v1`;
  const approval = autoApprove === true ? "approved at once" : "approved on the page that they show";
  return `Kimi Code simulator on ${url}

  base URL     ${baseUrl}
  OAuth host   ${url} (tokens expire after ${accessTokenLifeSeconds} s; sign-ins are ${approval})
  endpoints    ${routes.map((route) => `${route.method} ${route.path}`).join("\n               ")}
  key          ${SIMULATOR_KEY}
  models       ${
    listModels(account, service.models)
      .map(({ id, context_length }) => `${id} (${context_length} tokens)`)
      .join(", ") || "none"
  }${
    account.fault === undefined
      ? ""
      : `
  refuses      every request, with ${account.fault.status} ${account.fault.type}`
  }
  quota        ${quotas[account.quota ?? "ratios"].about}
  behaves as   ${service.about}
  User-Agent   ${agents(service)}

To use it with OpenClaw:

  openclaw config set models.providers.kimi '{"baseUrl":"${baseUrl}","models":[]}' --strict-json
  openclaw onboard --auth-choice kimi-code-api-key --kimi-code-api-key ${SIMULATOR_KEY}

To sign in to it with the official client, in a home of its own:

  export KIMI_CODE_HOME=$(mktemp -d) KIMI_CODE_BASE_URL=${baseUrl} KIMI_CODE_OAUTH_HOST=${url}
  npx kimi login

Requests, until Ctrl-C:
`;
}

function agents({ gate, acceptedProducts }: Service): string {
  if (gate === "open") return "any";
  return `must start with ${acceptedProducts.join(", ")} (for what asks a model)`;
}

function fail(error: unknown, port: number): void {
  const busy = error instanceof Error && "code" in error && error.code === "EADDRINUSE";
  console.error(
    busy
      ? `Port ${port} is in use. Stop the program that uses it, or leave out --port to use any free port.`
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
      await run(command);
    } catch (error) {
      fail(error, command.port);
    }
}
