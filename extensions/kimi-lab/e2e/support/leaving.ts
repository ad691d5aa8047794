import { cp, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "vitest";
import { z } from "zod";

import { startGateway } from "../../host/gateway.ts";
import type { Home } from "../../host/home.ts";
import { extensionRoot } from "../../host/paths.ts";
import { editConfig } from "./edit-config.ts";
import { foreignTexts, type ForeignService } from "./foreign-service.ts";

/** A provider of another vendor, as a user configures one, and its model. */
export const otherModel = "elsewhere/thinker";

/** Adds a provider of another vendor to the user's config. */
export async function addOtherProvider(home: Home, service: ForeignService): Promise<void> {
  const model = { id: "thinker", name: "Thinker", reasoning: true, input: ["text"] };
  const limits = { contextWindow: 200_000, maxTokens: 8192 };
  const elsewhere = {
    baseUrl: `${service.url}/v1`,
    api: "openai-completions",
    apiKey: "none",
    models: [{ ...model, ...limits }],
  };
  await editConfig(home, (config) => {
    const { providers } = z
      .looseObject({ providers: z.looseObject({}).optional() })
      .parse(config.models ?? {});
    return { ...config, models: { ...config.models, providers: { ...providers, elsewhere } } };
  });
}

/** Chooses the search and the page reader of the subscription, as a user may: with them, leaving once broke OpenClaw. */
export async function chooseSearch(home: Home): Promise<void> {
  const web = { search: { provider: "kimi-code", enabled: true }, fetch: { provider: "kimi-code" } };
  await editConfig(home, (config) => ({ ...config, tools: { web } }));
}

/** Starts a gateway and expects its answer to a message. The gateway has ended when this resolves. */
export async function expectAnswer(home: Home, text: string, timeoutMs = 180_000): Promise<void> {
  const gateway = await startGateway(home, { timeoutMs });
  try {
    const reply = await gateway.chat({ message: "hello", sessionKey: "agent:main:leaving", timeoutMs });
    const said: unknown = expect.stringContaining(text);
    expect(reply).toMatchObject({ state: "final", text: said });
  } finally {
    await gateway.stop();
  }
}

/** What the other service says to the first question. */
export const otherAnswer = foreignTexts[0] ?? "";

/** Copies the built plugin into a folder, as a later version. */
export async function makeLaterVersion(folder: string, version: string): Promise<void> {
  for (const part of ["dist", "openclaw.plugin.json", "package.json"]) {
    await cp(join(extensionRoot, part), join(folder, part), { recursive: true });
  }
  const file = join(folder, "package.json");
  const manifest = z.looseObject({}).parse(JSON.parse(await readFile(file, "utf8")));
  await writeFile(file, JSON.stringify({ ...manifest, version }));
}
