import { parseArgs } from "node:util";

import { defaultAccount, type Account } from "./accounts.ts";
import type { DialectName } from "./faults.ts";
import type { OAuthOptions } from "./oauth.ts";
import { findPlan, planNames } from "./plans.ts";
import { namedFaults } from "./refusals.ts";
import {
  isServiceVersionName,
  serviceVersionNames,
  serviceVersions,
  type ServiceOptions,
} from "./service.ts";
import { quotas, type QuotaName } from "./usage.ts";
import { acceptedProducts } from "./user-agents.ts";

const quotaNames = Object.keys(quotas).filter(isQuotaName);
const gates = ["closed", "open"] as const;
const envelopes = ["openai", "anthropic"] as const satisfies readonly DialectName[];

/** What `npm run simulator` is told to do. */
export type Command =
  | { readonly kind: "help" }
  | { readonly kind: "misused"; readonly reason: string }
  | {
      readonly kind: "run";
      readonly port: number;
      readonly account: Account;
      readonly service: ServiceOptions;
      readonly oauth: OAuthOptions;
    };

export const help = `Usage: npm run simulator -- [options]

Starts a stand-in for the Kimi Code service on 127.0.0.1.

  --port <number>           listen on this port (default: any free port)
  --plan <name>             give the account this plan: ${planNames.join(", ")}
  --token-life <seconds>    make access tokens expire after this time (default: 900)
  --auto-approve            approve every sign-in at once

  --service <version>       behave as the service of this time (default: 2026-09):
${listed(serviceVersionNames.map((name) => [name, serviceVersions[name].about]))}
  --gate <closed or open>   accept only known agents (closed, the default) or everybody (open)
  --accept <product>        also accept agents whose name begins so at the closed gate, such as openclaw/
  --concurrent <number>     refuse more requests at the same time than this (default: no limit)
  --message-bytes <number>  refuse messages that are larger than this
  --prefix                  begin the sentence of each 400 with "Invalid request: "

  --fault <name>            refuse every request of the account: ${Object.keys(namedFaults).join(", ")}
  --envelope <dialect>      wrap that refusal in the envelope of ${envelopes.join(" or ")}, wherever it is sent
  --quota <name>            how much of its plan the account has used (default: ratios):
${listed(quotaNames.map((name) => [name, quotas[name].about]))}
  --help                    show this help
`;

class Misuse extends Error {}

/** Reads the arguments; what cannot be understood is a command of its own, with the reason. */
export function parseCommand(args: readonly string[]): Command {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        port: { type: "string" },
        plan: { type: "string" },
        "token-life": { type: "string" },
        "auto-approve": { type: "boolean" },
        service: { type: "string" },
        gate: { type: "string" },
        accept: { type: "string", multiple: true },
        concurrent: { type: "string" },
        "message-bytes": { type: "string" },
        prefix: { type: "boolean" },
        fault: { type: "string" },
        envelope: { type: "string" },
        quota: { type: "string" },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help === true) return { kind: "help" };
    return {
      kind: "run",
      port: readPort(values.port ?? "0"),
      account: readAccount(values),
      service: readService(values),
      oauth: {
        accessTokenLifeSeconds: readCount("token-life", "seconds", values["token-life"] ?? "900"),
        autoApprove: values["auto-approve"] ?? false,
      },
    };
  } catch (error) {
    return { kind: "misused", reason: error instanceof Error ? error.message : String(error) };
  }
}

function readPort(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new Misuse(`--port must be a number from 0 to 65535, not "${text}".`);
}

interface AccountValues {
  readonly plan?: string | undefined;
  readonly fault?: string | undefined;
  readonly envelope?: string | undefined;
  readonly quota?: string | undefined;
}

function readAccount({ plan: planName, fault: faultName, envelope: dialect, quota }: AccountValues): Account {
  const plan = planName === undefined ? defaultAccount : findPlan(planName);
  if (plan === undefined)
    throw new Misuse(`--plan must be one of ${planNames.join(", ")}, not "${planName}".`);
  const fault = faultName === undefined ? undefined : namedFaults[faultName];
  if (faultName !== undefined && fault === undefined) {
    throw new Misuse(`--fault must be a name in the list below, not "${faultName}".`);
  }
  const envelope = envelopes.find((name) => name === dialect);
  if (dialect !== undefined && envelope === undefined) {
    throw new Misuse(`--envelope takes ${envelopes.join(" or ")}, not "${dialect}".`);
  }
  if (quota !== undefined && !isQuotaName(quota)) {
    throw new Misuse(`--quota must be one of ${quotaNames.join(", ")}, not "${quota}".`);
  }
  const { id, key } = defaultAccount;
  return {
    ...plan,
    id,
    key,
    quota: quota ?? "ratios",
    ...(fault !== undefined && { fault: { ...fault, ...(envelope !== undefined && { envelope }) } }),
  };
}

interface ServiceValues {
  readonly service?: string | undefined;
  readonly gate?: string | undefined;
  readonly accept?: readonly string[] | undefined;
  readonly concurrent?: string | undefined;
  readonly "message-bytes"?: string | undefined;
  readonly prefix?: boolean | undefined;
}

function readService(values: ServiceValues): ServiceOptions {
  const { service: version, concurrent, "message-bytes": messageBytes } = values;
  const gate = gates.find((name) => name === values.gate);
  if (values.gate !== undefined && gate === undefined) {
    throw new Misuse(`--gate takes ${gates.join(" or ")}, not "${values.gate}".`);
  }
  if (version !== undefined && !isServiceVersionName(version)) {
    throw new Misuse(`--service must be one of ${serviceVersionNames.join(", ")}, not "${version}".`);
  }
  return {
    version: version ?? "2026-09",
    ...(gate !== undefined && { gate }),
    acceptedProducts: [...acceptedProducts, ...(values.accept ?? [])],
    ...(concurrent !== undefined && { concurrentRequests: readCount("concurrent", "requests", concurrent) }),
    ...(messageBytes !== undefined && {
      messageBytesLimit: readCount("message-bytes", "bytes", messageBytes),
    }),
    prefixesRefusals: values.prefix ?? false,
  };
}

function readCount(option: string, unit: string, text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new Misuse(`--${option} must be a number of ${unit}, not "${text}".`);
}

function isQuotaName(name: string): name is QuotaName {
  return Object.hasOwn(quotas, name);
}

function listed(entries: readonly (readonly [name: string, about: string])[]): string {
  return entries.map(([name, about]) => `${" ".repeat(28)}${name.padEnd(24)}${about}`).join("\n");
}
