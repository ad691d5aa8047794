import { randomUUID } from "node:crypto";
import { mkdir, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { runCommandWithTimeout } from "openclaw/plugin-sdk/process-runtime";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import {
  exchangeToken,
  only,
  openExchangeFiles,
  present,
  registerPlugin,
  type RunCommand,
} from "openclaw-kimi-coding/test-api";
import { oauthFaults, startSimulator, type Simulator } from "../simulator/simulator.ts";
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
});
afterAll(async () => {
  await simulator.stop();
  await store.remove();
});
beforeEach(() => mkdir(folder, { recursive: true }));
afterEach(async () => {
  simulator.reset();
  await rm(folder, { recursive: true, force: true });
});

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

  it("leaves no half of a claim where it can write no file", async () => {
    due();
    const claims: string[] = [];
    const token = await tokenForTurn(async (argv, options) => {
      const limited = ["sh", "-c", 'ulimit -f 0; exec "$@"', "sh", ...argv];
      await runCommandWithTimeout(limited, options);
      claims.push(...(await readdir(folder)).filter((name) => name.endsWith(".claim")));
      return {};
    });
    expect(claims).toStrictEqual([]);
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

describe("a renewal", () => {
  it("uses the token in hand, and sends none, where no claim can be written", async () => {
    const login = due();
    const token = await tokenForTurn(async () => {
      await rm(folder, { recursive: true });
    });
    expect(token).toBe(login.accessToken);
    expect(simulator.requests).toStrictEqual([]);
    expect(store.read()).toStrictEqual(login);
  });

  it("does not fail where it cannot tidy up", async () => {
    const login = due();
    const token = await tokenForTurn(async (argv, options) => {
      const result = await runCommandWithTimeout(argv, options);
      const claim = only((await readdir(folder)).filter((name) => name.endsWith(".claim")));
      await rm(join(folder, claim));
      await mkdir(join(folder, claim));
      return result;
    });
    expect(token).not.toBe(login.accessToken);
    expectRenewed(token);
  });

  it("keeps its answer for the next one until the new token is stored", async () => {
    due();
    const database = new DatabaseSync(
      join(present(store.env["OPENCLAW_STATE_DIR"]), "state", "openclaw.sqlite"),
    );
    const tables = database
      .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'")
      .all();
    const triggers = tables.flatMap(({ name }) =>
      ["INSERT", "UPDATE"].map((event) => ({
        name: `no_${event}_${String(name)}`,
        event,
        table: String(name),
      })),
    );
    const token = await tokenForTurn(async (argv, options) => {
      const result = await runCommandWithTimeout(argv, options);
      for (const { name, event, table } of triggers) {
        database.exec(
          `CREATE TRIGGER "${name}" BEFORE ${event} ON "${table}" BEGIN SELECT RAISE(ABORT, 'full'); END`,
        );
      }
      return result;
    });
    expect((await readdir(folder)).filter((name) => name.endsWith(".answer"))).toHaveLength(1);
    for (const { name } of triggers) database.exec(`DROP TRIGGER "${name}"`);
    database.close();
    expect(store.read()?.accessToken).not.toBe(token);
    expect(await tokenForTurn(runCommandWithTimeout)).toBe(token);
    expectRenewed(token);
  });

  it("deletes what killed processes left long ago", async () => {
    due();
    const file = join(folder, "f.part");
    await writeFile(file, "?");
    await utimes(file, 0, 0);
    expectRenewed(await tokenForTurn(runCommandWithTimeout));
    expect(await readdir(folder)).not.toContain("f.part");
  });
});

describe("an answer that nobody waited for", () => {
  it("is stored by the next one, and renewed where it is due itself by then", async () => {
    const login = due();
    const files = openExchangeFiles(folder, login.refreshToken);
    const answer = await exchangeToken({
      ...login,
      userAgent: "claude-code/0.1.0",
      until: Infinity,
      way: "first",
    });
    expect(answer.kind).toBe("tokens");
    await files.leave({ ...answer, ...(answer.kind === "tokens" && { askedAt: Date.now() - 3_600_000 }) });
    const token = await tokenForTurn(runCommandWithTimeout);
    expect(simulator.oauth).toMatchObject({ refreshes: 2, reuses: 0 });
    expect(store.read()).toMatchObject({ accessToken: token });
    expect(present(store.read()).dueAt).toBeGreaterThan(Date.now());
  });

  it("is ignored if it decided nothing", async () => {
    const login = due();
    await openExchangeFiles(folder, login.refreshToken).leave({ kind: "unavailable" });
    expectRenewed(await tokenForTurn(runCommandWithTimeout));
  });

  it("ends the sign-in where the service had ended it", async () => {
    const login = store.signIn(randomUUID(), Date.now() - 3_600_000);
    await openExchangeFiles(folder, login.refreshToken).leave({ kind: "ended" });
    await expect(tokenForTurn(runCommandWithTimeout)).rejects.toThrow(/sign-in is no longer valid/u);
    expect(simulator.requests).toStrictEqual([]);
  });
});
