import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { upsertAuthProfile } from "openclaw/plugin-sdk/provider-auth";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { z } from "zod";

import { messageText } from "../host/chat.ts";
import { startGateway, type Gateway } from "../host/gateway.ts";
import type { Home } from "../host/home.ts";
import { onboard } from "../host/setup.ts";
import { defaultAccount, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { collectStatus } from "openclaw-kimi-coding/test-api";
import { editConfig } from "./support/edit-config.ts";
import { createInstalledHome } from "./support/installed-home.ts";
import { makeKey } from "./support/plugin-host.ts";
import { startRedirectingService, type RedirectingService } from "./support/redirecting-service.ts";

const DIALECTS = ["openai-completions", "anthropic-messages"] as const;
const STATUSES = [302, 307, 308] as const;

/** A key for each way of keeping one; each is that of an account of its own. */
const keys = { stored: makeKey(), variable: makeKey(), file: makeKey(), program: makeKey() };
/** No account has it. */
const wrongKey = makeKey();
const env = { MY_KIMI_KEY: keys.variable };
const reportSchema = z.looseObject({
  ok: z.boolean(),
  credential: z.looseObject({ source: z.string() }),
});

describe("keys of several kinds on one gateway", () => {
  let simulator: Simulator;
  let redirecting: RedirectingService;
  let home: Home;
  let gateway: Gateway;

  beforeAll(async () => {
    const { models } = defaultAccount;
    const accounts = Object.entries(keys).map(([id, key]) => ({ id, key, models }));
    simulator = await startSimulator({ accounts });
    redirecting = await startRedirectingService();
    home = await createInstalledHome();
    await onboard(home, { key: wrongKey });
    const file = join(home.directory, "keys.json");
    await writeFile(file, JSON.stringify({ kimi: keys.file }), { mode: 0o600 });
    const program = join(home.directory, "resolver.sh");
    const values = JSON.stringify({ protocolVersion: 1, values: { kimi: keys.program } });
    await writeFile(program, `#!/bin/sh\ncat > /dev/null\nprintf '%s' '${values}'\n`);
    await chmod(program, 0o700);
    const rows = [
      { id: "moonshot", name: "moonshot", baseUrl: "https://api.moonshot.ai/v1" },
      ...DIALECTS.flatMap((api) =>
        STATUSES.map((status) => {
          const id = `${api}-${status}`;
          return { id, name: id, api, baseUrl: redirecting.baseUrl(status) };
        }),
      ),
    ];
    const kimi = {
      baseUrl: simulator.baseUrl,
      // Else the host lets no redirect lead to another port of this machine, and none is seen to be followed.
      request: { allowPrivateNetwork: true },
      models: rows,
    };
    await editConfig(home, (config) => ({
      ...config,
      models: { ...config.models, providers: { kimi } },
      secrets: {
        providers: {
          keyfile: { source: "file", path: file, mode: "json" },
          vault: { source: "exec", command: program },
        },
      },
      auth: {
        order: { kimi: ["kimi:default", "kimi:stored", "kimi:variable", "kimi:file", "kimi:program"] },
      },
    }));
    vi.stubEnv("HOME", home.directory);
    vi.stubEnv("OPENCLAW_STATE_DIR", join(home.directory, ".openclaw"));
    const credential = { type: "api_key", provider: "kimi" } as const;
    const references = {
      variable: { source: "env", provider: "default", id: "MY_KIMI_KEY" },
      file: { source: "file", provider: "keyfile", id: "/kimi" },
      program: { source: "exec", provider: "vault", id: "kimi" },
    } as const;
    upsertAuthProfile({ profileId: "kimi:stored", credential: { ...credential, key: keys.stored } });
    for (const [name, keyRef] of Object.entries(references)) {
      upsertAuthProfile({ profileId: `kimi:${name}`, credential: { ...credential, keyRef } });
    }
    gateway = await startGateway(home, { env });
  });
  afterAll(async () => {
    vi.unstubAllEnvs();
    await gateway.stop();
    await redirecting.stop();
    await simulator.stop();
    await home.remove();
  });

  /** Says something on a model and with a profile; returns the reply and who was asked, with what end. */
  async function chatWith(model: string) {
    const sessionKey = `agent:main:${model.replaceAll(/\W/gu, "-")}`;
    await gateway.chat({ sessionKey, message: `/model ${model}` });
    simulator.reset();
    const reply = await gateway.chat({ sessionKey, message: "hello" });
    const asked = simulator.inferences.map(({ accountId, status }) => `${accountId} ${status}`);
    const said = (await gateway.history(sessionKey)).map(messageText).at(-1);
    return { reply, asked, said };
  }

  it.each(["stored", "variable", "file", "program"] as const)("chats with the %s key", async (name) => {
    const { reply, asked } = await chatWith(`kimi/kimi-code@kimi:${name}`);
    expect(reply).toMatchObject({ state: "final", text: expect.stringContaining("Kimi here.") });
    expect(asked).toStrictEqual([`${name} 200`]);
  });

  it("lets no wrong key at the head of the order hide a right one", async () => {
    simulator.reset();
    const reply = await gateway.chat({ sessionKey: "agent:main:order", message: "hello" });
    expect(reply).toMatchObject({ state: "final", text: expect.stringContaining("Kimi here.") });
    expect(simulator.inferences.map(({ accountId, status }) => `${accountId} ${status}`)).toStrictEqual([
      "null 401",
      "stored 200",
    ]);
    const [, answer] = (await gateway.history("agent:main:order")).map(messageText);
    expect(answer).not.toContain("did not accept the API key");
  });

  it("sends no subscription key to Moonshot's open platform, and says which setting to take away", async () => {
    const { reply, asked, said } = await chatWith("kimi/moonshot@kimi:stored");
    expect(reply.state).toBe("error");
    for (const text of [reply.errorMessage, said]) {
      expect(text).toContain(
        "api.moonshot.ai is an address of Moonshot's open platform, which is another product. Your subscription's key or sign-in was not sent there.",
      );
      expect(text).toMatch(/\sopenclaw config unset models\.providers\.kimi\.models\.0\.baseUrl\s/u);
    }
    expect(asked).toStrictEqual([]);
    // What the host says when it looks for a server, which there is none of here.
    expect(gateway.output()).not.toMatch(/ENOTFOUND|EAI_AGAIN/u);
    // Nothing was wrong with the key.
    expect(await chatWith("kimi/kimi-code@kimi:stored")).toMatchObject({ asked: ["stored 200"] });
  });

  it.each(DIALECTS.flatMap((api) => STATUSES.map((status) => ({ api, status }))))(
    "sends neither key nor conversation on when $api is redirected with $status",
    async ({ api, status }) => {
      redirecting.arrivals.length = 0;
      redirecting.redirected.length = 0;
      const { reply } = await chatWith(`kimi/${api}-${status}@kimi:stored`);
      expect(reply.state).toBe("error");
      expect(redirecting.redirected[0]).toMatch(new RegExp(`^${status} /coding/v1/`, "u"));
      // The plugin's own transport does not follow. The host's does, behind the plugin's look at where it leads.
      expect(redirecting.arrivals.length > 0).toBe(api === "anthropic-messages");
      for (const { text } of redirecting.arrivals) {
        for (const key of [...Object.values(keys), wrongKey]) expect(text).not.toContain(key);
        expect(text).not.toContain("hello");
      }
    },
  );

  it("says in its status where a key is kept, and tries it", async () => {
    await editConfig(home, (config) => ({ ...config, auth: { order: { kimi: ["kimi:file"] } } }));
    const { exitCode, stdout } = await home.openclaw(["kimi", "status", "--json"], { env });
    for (const key of [...Object.values(keys), wrongKey]) expect(stdout).not.toContain(key);
    expect(exitCode).toBe(0);
    expect(reportSchema.parse(JSON.parse(stdout))).toMatchObject({
      ok: true,
      credential: { source: "profile:kimi:file (kept in file:keyfile:/kimi)", shape: "subscription" },
    });
  });

  it("says which key rests after a failed turn, and which one waits to replace it", async () => {
    const auth = { profileId: "kimi:default", source: "profile:kimi:default", mode: "api-key" as const };
    const modelAuth = { resolveApiKeyForProvider: () => Promise.resolve({ ...auth, apiKey: wrongKey }) };
    const status = () =>
      collectStatus({
        modelAuth,
        env: process.env,
        config: {
          auth: { order: { kimi: ["kimi:default"] } },
          models: { providers: { kimi: { baseUrl: simulator.baseUrl, models: [] } } },
        },
      });
    await onboard(home, { key: makeKey() }).catch(() => undefined);
    // Loads what the next one needs: the rest is half a minute.
    await status();
    await chatWith("kimi/kimi-code@kimi:default");
    expect(await status()).toMatchObject({
      ok: false,
      rest: { reason: "auth" },
      waiting: [expect.stringMatching(/^kimi:setup-/u)],
    });
  });

  it("says what there is to type after openclaw kimi, which is not a failure", async () => {
    const { exitCode, stdout } = await home.openclaw(["kimi"]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^ {2}status /mu);
  });
});
