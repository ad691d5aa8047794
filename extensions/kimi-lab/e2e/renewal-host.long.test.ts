import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startGateway, type Gateway } from "../host/gateway.ts";
import type { Home } from "../host/home.ts";
import { startSimulator, type Simulator } from "../simulator/simulator.ts";
import { present } from "openclaw-kimi-coding/test-api";
import { credentialStore, findInFiles } from "./support/find-in-files.ts";
import { removeHome } from "./support/remove-home.ts";
import { createInstalledHome, localGateway } from "./support/installed-home.ts";
import { createLoginStore, type LoginStore } from "./support/login-store.ts";

const sessionKey = "agent:main:killed";

describe("a gateway that is killed while its sign-in is renewed", () => {
  let simulator: Simulator;
  let home: Home;
  let store: LoginStore;
  let gateway: Gateway;

  beforeAll(async () => {
    simulator = await startSimulator();
    home = await createInstalledHome({
      gateway: localGateway(),
      models: { providers: { kimi: { baseUrl: simulator.baseUrl, models: [] } } },
      agents: { defaults: { model: { primary: "kimi/kimi-code" } } },
    });
    store = await createLoginStore(simulator, home);
  });
  afterAll(async () => {
    await gateway.stop();
    await simulator.stop();
    await store.remove();
    await removeHome(home, simulator);
  });

  it("leaves a sign-in that the next turn goes on with", async () => {
    const id = randomUUID();
    store.signIn(id, Date.now() + 450_000);
    gateway = await startGateway(home);
    expect(await gateway.chat({ sessionKey, message: "before" })).toMatchObject({ state: "final" });

    const answered = Promise.withResolvers<void>();
    const { refreshToken } = store.signIn(id, Date.now() - 1);
    simulator.oauth.enqueue({ after: answered.promise });
    gateway.chat({ sessionKey, message: "lost" }).catch(() => undefined);
    await expect.poll(() => simulator.oauth.refreshes).toBe(1);
    process.kill(gateway.pid, "SIGKILL");
    await gateway.exited;
    expect(present(store.read()).refreshToken).toBe(refreshToken);
    answered.resolve();

    gateway = await startGateway(home);
    const reply = await gateway.chat({ sessionKey, message: "after" });
    expect(reply).toMatchObject({ state: "final", text: expect.stringContaining("after") });
    expect(simulator.oauth).toMatchObject({ refreshes: 1, reuses: 0 });
    expect(present(store.read())).toMatchObject({
      id,
      refreshToken: expect.not.stringMatching(refreshToken),
    });
  });

  it("leaves no token in a file but the credential store", async () => {
    for (const secret of simulator.oauth.secrets) {
      expect(await findInFiles(home.directory, secret, credentialStore)).toStrictEqual([]);
    }
  });
});
