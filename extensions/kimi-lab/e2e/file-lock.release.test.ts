import { mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { startSimulator } from "../simulator/simulator.ts";
import { startLineProcess } from "./support/line-process.ts";
import { createLoginStore } from "./support/login-store.ts";
import { startRenewers } from "./support/renewers.ts";

const hook = new URL("support/lacking-host.ts", import.meta.url);
let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "kimi-lock-"));
  file = join(folder, "number");
  await writeFile(file, "0");
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function startTaker(lacking: string, ...mode: readonly string[]) {
  const env = { LACKING: lacking, NODE_OPTIONS: `--import=${hook.href}` };
  return startLineProcess("lock-taker.ts", [file, ...mode], env);
}

const hosts = [
  { name: "of today", lacking: "", says: "file-lock host" },
  { name: "without file-lock", lacking: "file-lock", says: "file-lock infra-runtime host" },
  { name: "without infra-runtime", lacking: "infra-runtime", says: "file-lock host" },
  { name: "without both", lacking: "file-lock infra-runtime", says: "file-lock infra-runtime own" },
] as const;

describe.each(hosts)("the lock of a file in a host $name", ({ lacking, says }) => {
  it("lets in one process at a time, and is gone afterwards", async () => {
    await using one = await startTaker(lacking);
    await using other = await startTaker(lacking);
    const said = await Promise.all([one.ask(), other.ask()]);
    for (const answer of said) expect(withoutOwnParts(answer)).toBe(says);
    for (let round = 0; round < 20; round += 1) await Promise.all([one.ask(), other.ask()]);
    expect(await readFile(file, "utf8")).toBe("42");
    expect(await readdir(folder)).toStrictEqual(["number"]);
  });

  it("is taken over from a process that was killed", async () => {
    await using keeper = await startTaker(lacking, "keep");
    expect(await keeper.ask()).toBe("kept");
    await keeper.kill();
    await using heir = await startTaker(lacking);
    expect(withoutOwnParts(await heir.ask())).toBe(says);
    expect(await readFile(file, "utf8")).toBe("2");
  });
});

describe("the plugin's own lock", () => {
  it.each([
    { name: "of nobody, written by half", text: '{"pi' },
    {
      name: "of a process that lives, or another with its number",
      text: JSON.stringify({ pid: process.pid }),
    },
  ])("is taken over from one $name, only when it is old", async ({ text }) => {
    const lock = `${file}.lock`;
    await writeFile(lock, text);
    await using taker = await startTaker("file-lock infra-runtime");
    let isDone = false;
    const asked = taker.ask().then((answer) => {
      isDone = true;
      return answer;
    });
    await using other = await startTaker("file-lock infra-runtime");
    expect(isDone).toBe(false);
    await utimes(lock, 0, 0);
    // One after the other: of two that find a lock void in the same moment, both may get in.
    await asked;
    await other.ask();
    expect(await readFile(file, "utf8")).toBe("2");
  });
});

describe("a sign-in that many processes renew in a host without a lock", () => {
  it("is renewed once, and its refresh token is sent once", async () => {
    const simulator = await startSimulator();
    const store = await createLoginStore(simulator);
    const env = { ...store.env, LACKING: "file-lock infra-runtime", NODE_OPTIONS: `--import=${hook.href}` };
    try {
      await using renewers = await startRenewers(4, { ...store, env });
      for (const id of ["first", "second"]) {
        simulator.reset();
        store.signIn(id, Date.now() - 1);
        const digests = await Promise.all(renewers.all.map((renewer) => renewer.renew()));
        expect(new Set(digests).size).toBe(1);
        expect(simulator.oauth).toMatchObject({ refreshes: 1, reuses: 0 });
      }
    } finally {
      await simulator.stop();
      await store.remove();
    }
  });
});

/** Of what a process asked the SDK for, what has to do with the lock, and whose lock it was. */
function withoutOwnParts(answer: string): string {
  return answer
    .split(" ")
    .filter((word) => ["file-lock", "infra-runtime", "host", "own"].includes(word))
    .join(" ");
}
