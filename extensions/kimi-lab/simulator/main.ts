import { parseArgs } from "node:util";

import { defaultAccount, faults, SIMULATOR_KEY, startSimulator, type Account } from "./simulator.ts";
import { listModels } from "./models.ts";
import { findPlan, planNames } from "./plans.ts";
import type { OAuthOptions } from "./oauth.ts";
import { routes } from "./routes.ts";
import { quotas, type QuotaName } from "./usage.ts";
import { acceptedProducts } from "./user-agents.ts";

const quotaNames = Object.keys(quotas).filter(isQuotaName);

const help = `Usage: npm run simulator -- [--port <number>] [--plan <name>] [--quota <name>] [--fault <name>]
                            [--token-life <seconds>] [--auto-approve]

Starts a stand-in for the Kimi Code service on 127.0.0.1.

  --port <number>         listen on this port (default: any free port)
  --plan <name>           give the account this plan: ${planNames.join(", ")}
  --fault <name>          refuse every request of the account: ${Object.keys(faults).join(", ")}
  --token-life <seconds>  make access tokens expire after this time (default: 900)
  --auto-approve          approve every sign-in at once
  --quota <name>          how much of its plan the account has used (default: ratios):
${quotaNames.map((name) => `                            ${name.padEnd(15)}${quotas[name].about}`).join("\n")}
  --help                  show this help
`;

type Command =
  | { readonly kind: "help" }
  | { readonly kind: "run"; readonly port: number; readonly account: Account; readonly oauth: OAuthOptions }
  | { readonly kind: "misused"; readonly reason: string };

function parseCommand(args: readonly string[]): Command {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: "string" },
        plan: { type: "string" },
        fault: { type: "string" },
        "token-life": { type: "string" },
        "auto-approve": { type: "boolean" },
        quota: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help === true) return { kind: "help" };
    const port = values.port ?? "0";
    if (!/^\d{1,5}$/.test(port) || Number(port) > 65_535) {
      return { kind: "misused", reason: `--port must be a number from 0 to 65535, not "${port}".` };
    }
    const plan = values.plan === undefined ? defaultAccount : findPlan(values.plan);
    if (plan === undefined) {
      return {
        kind: "misused",
        reason: `--plan must be one of ${planNames.join(", ")}, not "${values.plan}".`,
      };
    }
    const fault = Object.entries(faults).find(([name]) => name === values.fault)?.[1];
    if (values.fault !== undefined && fault === undefined) {
      return { kind: "misused", reason: `--fault must be a name in the list below, not "${values.fault}".` };
    }
    const { id, key } = defaultAccount;
    const account = { ...plan, id, key, ...(fault !== undefined && { fault }) };
    const life = values["token-life"] ?? "900";
    if (!/^[1-9]\d{0,7}$/.test(life)) {
      return { kind: "misused", reason: `--token-life must be a number of seconds, not "${life}".` };
    }
    const oauth = {
      accessTokenLifeSeconds: Number(life),
      autoApprove: values["auto-approve"] ?? false,
    };
    const quota = values.quota ?? "ratios";
    if (!isQuotaName(quota)) {
      return { kind: "misused", reason: `--quota must be one of ${quotaNames.join(", ")}, not "${quota}".` };
    }
    return { kind: "run", port: Number(port), account: { ...account, quota }, oauth };
  } catch (error) {
    return { kind: "misused", reason: error instanceof Error ? error.message : String(error) };
  }
}

function isQuotaName(name: string): name is QuotaName {
  return Object.hasOwn(quotas, name);
}

async function run({ port, account, oauth }: Extract<Command, { kind: "run" }>): Promise<void> {
  const simulator = await startSimulator({ port, accounts: [account], oauth, log: print });
  console.log(welcome(simulator.url, account, oauth));
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
  { accessTokenLifeSeconds, autoApprove }: OAuthOptions,
): string {
  const baseUrl = `${url}/coding/v1`;
  const approval = autoApprove === true ? "approved at once" : "approved on the page that they show";
  return `Kimi Code simulator on ${url}

  base URL     ${baseUrl}
  OAuth host   ${url} (tokens expire after ${accessTokenLifeSeconds} s; sign-ins are ${approval})
  endpoints    ${routes.map((route) => `${route.method} ${route.path}`).join("\n               ")}
  key          ${SIMULATOR_KEY}
  models       ${
    listModels(account)
      .map(({ id, context_length }) => `${id} (${context_length} tokens)`)
      .join(", ") || "none"
  }${
    account.fault === undefined
      ? ""
      : `
  refuses      every request, with ${account.fault.status} ${account.fault.type}`
  }
  quota        ${quotas[account.quota ?? "ratios"].about}
  User-Agent   must begin with ${acceptedProducts.join(", ")} (for chat/completions and messages)

To use it with OpenClaw:

  openclaw config set models.providers.kimi '{"baseUrl":"${baseUrl}","models":[]}' --strict-json
  openclaw onboard --auth-choice kimi-code-api-key --kimi-code-api-key ${SIMULATOR_KEY}

To sign in to it with the official client, in a home of its own:

  export KIMI_CODE_HOME=$(mktemp -d) KIMI_CODE_BASE_URL=${baseUrl} KIMI_CODE_OAUTH_HOST=${url}
  npx kimi login

Requests, until Ctrl-C:
`;
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
