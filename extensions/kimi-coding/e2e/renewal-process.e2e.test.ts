import { randomUUID } from "node:crypto";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { runCommandWithTimeout } from "openclaw/plugin-sdk/process-runtime";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import type { RunCommand } from "../oauth-commands.ts";
import { openDrop } from "../oauth-drop.ts";
import { exchange } from "../oauth-exchange.ts";
import { oauthFaults, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { only, present, registerPlugin } from "../test-support.ts";
import { createLoginStore, type LoginStore } from "./support/login-store.ts";
import { tokenFor } from "./support/token-for-turn.ts";

let simulator: Simulator;
let store: LoginStore;
/** Where renewals leave their answers. */
let folder: string;

beforeAll(async () => {
  simulator = await startSimulator();
  store = await createLoginStore(simulator);
  folder = join(present(store.env["OPENCLAW_STATE_DIR"]), "locks", "kimi");
  await mkdir(folder, { recursive: true });
});
afterAll(async () => {
  await simulator.stop();
  await store.remove();
});
afterEach(() => simulator.reset());

/** The token that a host which runs commands like this gets for a turn. */
function tokenForTurn(runCommand: RunCommand): Promise<string> {
  const { provider } = registerPlugin("newer", { system: { runCommandWithTimeout: runCommand } });
  return tokenFor(provider, store.profileId);
}

const runWithoutConnection: RunCommand = (argv, options) =>
  runCommandWithTimeout(argv, {
    ...options,
    env: { ...options.env, HTTP_PROXY: "http://127.0.0.1:9", NO_PROXY: "", no_proxy: "" },
  });

const due = () => store.signIn(randomUUID(), Date.now() - 1);

/** Exactly one exchange, and its tokens stored. */
function expectRenewed(token: string): void {
  expect(simulator.oauth).toMatchObject({ refreshes: 1, reuses: 0 });
  expect(store.read()?.accessToken).toBe(token);
}

describe("the process that exchanges a token", () => {
  it("is told of it on its standard input alone, and leaves nothing readable", async () => {
    const login = due();
    const told: string[] = [];
    const token = await tokenForTurn((argv, options) => {
      told.push(JSON.stringify([argv, options.env]), options.input);
      return runCommandWithTimeout(argv, options);
    });
    expectRenewed(token);
    const [shown, input] = told;
    expect(input).toContain(login.refreshToken);
    expect(shown).not.toContain(login.refreshToken);
    expect((await readdir(folder)).filter((name) => !name.endsWith(".claim"))).toStrictEqual([]);
  });

  it.each<{ readonly name: string; readonly runCommand: RunCommand }>([
    { name: "cannot be started", runCommand: () => Promise.reject(new Error("spawn EAGAIN")) },
    { name: "does nothing", runCommand: () => Promise.resolve({ code: 0, stdout: "", stderr: "" }) },
    {
      name: "is another program",
      runCommand: ([node = ""], options) => runCommandWithTimeout([node, "--version"], options),
    },
    {
      name: "does not find its code",
      runCommand: ([node = ""], options) => runCommandWithTimeout([node, join(folder, "none.js")], options),
    },
    {
      name: "cannot connect, where the host can",
      runCommand: runWithoutConnection,
    },
  ])("is done without where it $name", async ({ runCommand }) => {
    const login = due();
    const sent: number[] = [];
    const token = await tokenForTurn((argv, options) =>
      runCommand(argv, options).finally(() => sent.push(simulator.requests.length)),
    );
    expect(only(sent)).toBe(0);
    expect(token).not.toBe(login.accessToken);
    expectRenewed(token);
  });

  it("is followed by one try of the host where it cannot connect", async () => {
    const login = due();
    simulator.oauth.enqueue({ fault: oauthFaults.unavailable });
    expect(await tokenForTurn(runWithoutConnection)).toBe(login.accessToken);
    expect(simulator.requests).toHaveLength(1);
    expect(store.read()).toStrictEqual(login);
  });

  it("sends nothing where it starts so late that the host has done without", async () => {
    due();
    const starts: (() => Promise<unknown>)[] = [];
    const token = await tokenForTurn((argv, options) => {
      starts.push(() => runCommandWithTimeout(argv, options));
      return Promise.resolve({});
    });
    expectRenewed(token);
    await only(starts)();
    expect(simulator.requests).toHaveLength(1);
    expectRenewed(token);
  });

  it("hands its answer over directly where it can leave no file", async () => {
    const login = due();
    const held = Promise.withResolvers<void>();
    simulator.oauth.enqueue({ after: held.promise });
    const token = tokenForTurn(runCommandWithTimeout);
    await simulator.waitForRequest(({ path }) => path === "/api/oauth/token");
    for (const name of await readdir(folder)) {
      if (name.endsWith(".claim")) await mkdir(join(folder, name.replace(/claim$/u, "answer")));
    }
    held.resolve();
    expect(await token).not.toBe(login.accessToken);
    expectRenewed(await token);
  });
});

describe("an answer that nobody waited for", () => {
  it("is stored by the next one, and renewed where it is due itself by then", async () => {
    const login = due();
    const drop = openDrop(folder, login.refreshToken);
    const answer = await exchange({ ...login, until: Infinity, way: "first" });
    expect(answer.kind).toBe("tokens");
    await drop.leave({ ...answer, ...(answer.kind === "tokens" && { askedAt: Date.now() - 3_600_000 }) });
    const token = await tokenForTurn(runCommandWithTimeout);
    expect(simulator.oauth).toMatchObject({ refreshes: 2, reuses: 0 });
    expect(store.read()).toMatchObject({ accessToken: token });
    expect(present(store.read()).dueAt).toBeGreaterThan(Date.now());
  });

  it("counts for nothing where it decided nothing", async () => {
    const login = due();
    await openDrop(folder, login.refreshToken).leave({ kind: "unavailable" });
    expectRenewed(await tokenForTurn(runCommandWithTimeout));
  });

  it("ends the sign-in where the service had ended it", async () => {
    const login = store.signIn(randomUUID(), Date.now() - 3_600_000);
    await openDrop(folder, login.refreshToken).leave({ kind: "ended" });
    await expect(tokenForTurn(runCommandWithTimeout)).rejects.toThrow(/sign-in has ended/u);
    expect(simulator.requests).toStrictEqual([]);
  });
});
