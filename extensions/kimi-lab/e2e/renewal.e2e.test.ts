import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { oauthFaults, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { bareModel, present, registerPlugin } from "openclaw-kimi-coding/test-api";
import { createLoginStore, type LoginStore } from "./support/login-store.ts";
import { startRenewers, type Renewer, type Renewers } from "./support/renewers.ts";
import { tokenFor } from "./support/token-for-turn.ts";

const { provider } = registerPlugin();

let simulator: Simulator;
let store: LoginStore;
/** Of the sign-in of the test: what a process remembers of one must not reach another. */
let id: string;

beforeAll(async () => {
  simulator = await startSimulator();
  store = await createLoginStore(simulator);
});
afterAll(async () => {
  await simulator.stop();
  await store.remove();
});
beforeEach(() => {
  id = randomUUID();
});
afterEach(() => simulator.reset());

const tokenForTurn = () => tokenFor(provider, store.profileId);

describe("a token for a turn", () => {
  it("is the stored one until half of its life has passed", async () => {
    const login = store.signIn(id, Date.now() + 450_000);
    expect(await tokenForTurn()).toBe(login.accessToken);
    expect(simulator.oauth.refreshes).toBe(0);
  });

  it("is renewed once for all that ask at the same time, and stored for later ones", async () => {
    const login = store.signIn(id, Date.now() - 1);
    const tokens = await Promise.all(Array.from({ length: 20 }, () => tokenForTurn()));
    const [token] = tokens;
    expect(new Set(tokens).size).toBe(1);
    expect(token).not.toBe(login.accessToken);
    expect(store.read()).toMatchObject({ id, issuer: simulator.url, accessToken: token });
    expect(await tokenForTurn()).toBe(token);
    expect(simulator.oauth).toMatchObject({ refreshes: 1, reuses: 0 });
    expect(present(store.read()).dueAt).toBeGreaterThan(Date.now() + 400_000);
  });

  it.each([
    { name: "429", script: { fault: oauthFaults.tooManyRequests } },
    { name: "503", script: { fault: oauthFaults.unavailable } },
    { name: "a cut connection", script: { fault: "disconnect" } },
  ] as const)("is renewed by another try after $name", async ({ script }) => {
    const login = store.signIn(id, Date.now() - 1);
    simulator.oauth.enqueue(script);
    expect(await tokenForTurn()).not.toBe(login.accessToken);
    expect(simulator.oauth).toMatchObject({ refreshes: 1, reuses: 0 });
  });

  it("is the one in hand while the sign-in service has no time, and the sign-in stays as it was", async () => {
    const login = store.signIn(id, Date.now() - 1);
    for (let tries = 0; tries < 3; tries += 1) simulator.oauth.enqueue({ fault: oauthFaults.unavailable });
    expect(await tokenForTurn()).toBe(login.accessToken);
    expect(await tokenForTurn()).toBe(login.accessToken);
    expect(simulator.requests.length).toBe(3);
    expect(store.read()).toStrictEqual(login);
  });

  it("is the one in hand when the answer of a renewal got lost, for as long as it can be good", async () => {
    const login = store.signIn(id, Date.now() - 1);
    simulator.oauth.enqueue({ lost: "disconnect" });
    expect(await tokenForTurn()).toBe(login.accessToken);
    expect(await tokenForTurn()).toBe(login.accessToken);
    expect(simulator.oauth).toMatchObject({ refreshes: 1, reuses: 1 });
  });

  it("is absent, and the user is told to sign in again, when the sign-in ended long ago", async () => {
    const login = store.signIn(id, Date.now() - 3_600_000);
    simulator.oauth.revoke(login.refreshToken);
    await expect(tokenForTurn()).rejects.toThrow(
      /sign-in is no longer valid.*\nopenclaw models auth login --provider kimi --method device-code/u,
    );
    await expect(tokenForTurn()).rejects.not.toThrow(login.refreshToken);
    expect(simulator.requests.length).toBe(1);
    expect(store.read()).toStrictEqual(login);
  });

  it("is that of a new sign-in as soon as there is one", async () => {
    const ended = store.signIn(id, Date.now() - 3_600_000);
    simulator.oauth.revoke(ended.refreshToken);
    await expect(tokenForTurn()).rejects.toThrow(/is no longer valid/u);
    const login = store.signIn(randomUUID(), Date.now() + 450_000);
    expect(await tokenForTurn()).toBe(login.accessToken);
  });

  it("is left to the host for a key, for another provider's sign-in, and for one that is gone", async () => {
    store.signIn(id, Date.now() - 1);
    for (const context of [
      { authMode: "api-key", profileId: "kimi:default" },
      { authMode: "oauth", profileId: "kimi:nobody" },
      { authMode: "oauth" },
    ]) {
      const prepared = await present(provider.prepareRuntimeAuth)({
        env: {},
        provider: "kimi",
        modelId: "kimi-code",
        model: bareModel(),
        apiKey: "sk-kimi-of-the-user",
        ...context,
      });
      expect(prepared).toBeUndefined();
    }
    expect(simulator.requests).toStrictEqual([]);
  });
});

describe("processes on one store", () => {
  /** Started once: most of what they cost is the host's code, which each of them loads. */
  let renewers: Renewers;
  /** Those that no test has killed yet. */
  let living: Renewer[];
  beforeAll(async () => {
    renewers = await startRenewers(8, store);
    living = [...renewers.all];
  });
  afterAll(() => renewers[Symbol.asyncDispose]());

  /** One that will be killed, and one that lives on. */
  function takeTwo(): readonly [Renewer, Renewer] {
    return [present(living.shift()), present(living.at(-1))];
  }

  it("renew once between them, and send no token twice", async () => {
    store.signIn(id, Date.now() - 1);
    const tokens = await Promise.all(renewers.all.map((renewer) => renewer.renew()));
    expect(new Set(tokens).size).toBe(1);
    expect(simulator.oauth).toMatchObject({ refreshes: 1, reuses: 0 });
  });

  it.each([
    { name: "before the service looked at its request", hold: "before" },
    { name: "while the answer was on its way", hold: "after" },
  ] as const)("go on with what one began that was killed $name", async ({ hold }) => {
    const login = store.signIn(id, Date.now() - 1);
    const [first, second] = takeTwo();
    const held = Promise.withResolvers<void>();
    simulator.oauth.enqueue({ [hold]: held.promise });
    first.renew().catch(() => undefined);
    await simulator.waitForRequest(({ path }) => path === "/api/oauth/token");
    await expect.poll(() => simulator.oauth.refreshes).toBe(hold === "after" ? 1 : 0);
    await first.kill();
    expect(store.read()).toStrictEqual(login);
    const renewed = second.renew();
    held.resolve();
    await renewed;
    expect(simulator.oauth).toMatchObject({ refreshes: 1, reuses: 0 });
    expect(store.read()?.refreshToken).not.toBe(login.refreshToken);
  });

  it("send the token again when the one that sent it was cut off, and whoever asked for it was killed", async () => {
    store.signIn(id, Date.now() - 1);
    const [first, second] = takeTwo();
    const held = Promise.withResolvers<void>();
    simulator.oauth.enqueue({ before: held.promise, fault: "disconnect" });
    first.renew().catch(() => undefined);
    await simulator.waitForRequest(({ path }) => path === "/api/oauth/token");
    await first.kill();
    held.resolve();
    await second.renew();
    expect(simulator.oauth).toMatchObject({ refreshes: 1, reuses: 0 });
  });
});
