import { createHash } from "node:crypto";
import { createInterface } from "node:readline";
import { runCommandWithTimeout } from "openclaw/plugin-sdk/process-runtime";

import { present, registerPlugin } from "openclaw-kimi-coding/test-api";
import { tokenFor } from "./token-for-turn.ts";

/**
 * A process that gets a token for a turn for each line that it reads, and prints a digest of it (or "failed"). It
 * prints "ready" when all code is loaded. The profile is the first argument. It runs commands as a host does.
 */
const { provider } = registerPlugin("newer", { system: { runCommandWithTimeout } });
const [profileId] = process.argv.slice(2);
// Loaded on first use otherwise, which takes most of the time of a first renewal.
await import("openclaw/plugin-sdk/file-lock").catch(() => null);

process.stdout.write("ready\n");
for await (const _ of createInterface({ input: process.stdin })) {
  const token = await tokenFor(provider, present(profileId)).catch(() => undefined);
  const line = token === undefined ? "failed" : createHash("sha256").update(token).digest("hex");
  process.stdout.write(`${line}\n`);
}
