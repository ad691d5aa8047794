import { createInterface } from "node:readline";

import { parseModelList, rememberModels } from "openclaw-kimi-coding/test-api";

/**
 * A process that, for each line that it reads, keeps the models of some agents one after another, and prints which of
 * them were kept as a JSON array. It prints "ready" when all code is loaded. Its arguments are the agents.
 */
const models = parseModelList({ data: [{ id: "k3" }] }) ?? [];
// Loaded on first use otherwise, which takes longer than all the rest.
await import("openclaw/plugin-sdk/infra-runtime");

process.stdout.write("ready\n");
for await (const _ of createInterface({ input: process.stdin })) {
  const kept: string[] = [];
  for (const agent of process.argv.slice(2)) {
    if (await rememberModels(agent, "account", models)) kept.push(agent);
  }
  process.stdout.write(`${JSON.stringify(kept)}\n`);
}
