import { createHash } from "node:crypto";
import { createInterface } from "node:readline";

import { bareModel, present, registerPlugin } from "../../test-support.ts";

/**
 * A process that gets a token for a turn for each line that it reads, and prints a digest of it (or "failed"). It
 * prints "ready" when all code is loaded. The profile is the first argument.
 */
const { provider } = registerPlugin();
const [profileId] = process.argv.slice(2);
const context = {
  config: {},
  env: process.env,
  provider: "kimi",
  modelId: "kimi-code",
  model: bareModel(),
  apiKey: "what the host read before",
  authMode: "oauth",
  profileId: present(profileId),
};
// Loaded on first use otherwise, which takes most of the time of a first renewal.
await import("openclaw/plugin-sdk/infra-runtime");

process.stdout.write("ready\n");
for await (const _ of createInterface({ input: process.stdin })) {
  const token = await present(provider.prepareRuntimeAuth)(context).then(
    (prepared) => prepared?.apiKey,
    () => undefined,
  );
  const line = token === undefined ? "failed" : createHash("sha256").update(token).digest("hex");
  process.stdout.write(`${line}\n`);
}
