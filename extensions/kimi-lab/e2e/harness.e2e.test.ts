import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type AddressInfo, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { tryLock, waitForLock } from "../host/lock.ts";
import { startProcessGroup } from "../host/process-group.ts";
import { startTerminal } from "../host/terminal.ts";

const hostFolder = pathToFileURL(join(import.meta.dirname, "..", "host")).href;

/** A program that stays connected for as long as it lives, so that its end is an event here. */
const stayConnected = (port: number) => `require("node:net").connect(${port}, "127.0.0.1").resume();`;

function runScript(script: string) {
  return spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

describe("lock", () => {
  let directory = "";
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "lock-"));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it("is refused while it is held and free after its release", async () => {
    const lock = await tryLock(directory);
    expect(lock).toBeDefined();
    await expect(tryLock(directory)).resolves.toBeUndefined();
    await lock?.release();
    const next = await tryLock(directory);
    expect(next).toBeDefined();
    await next?.release();
  });

  it("goes to the next waiting process when its holder is killed", async () => {
    const holder = runScript(`
      import { tryLock } from "${hostFolder}/lock.ts";
      await tryLock(${JSON.stringify(directory)});
      console.log("held");
      setInterval(() => {}, 60_000);
    `);
    await once(holder.stdout, "data");
    const waits = Promise.withResolvers<void>();
    const waiting = waitForLock(directory, { onWait: () => waits.resolve() });
    await waits.promise;
    holder.kill("SIGKILL");
    await (await waiting).release();
  });
});

describe("process group", () => {
  it("ends with the process that started it, even when that is killed, with what left the group", async () => {
    const connections: Socket[] = [];
    const server = createServer((socket) => connections.push(socket.resume().on("error", () => {})));
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error("The server has no TCP address.");
    const { port } = address satisfies AddressInfo;
    const stray = JSON.stringify(stayConnected(port));
    const leader = `
      ${stayConnected(port)}
      require("node:child_process").spawn(process.execPath, ["-e", ${stray}], { detached: true, stdio: "ignore" });
    `;
    const starter = runScript(`
      import { startProcessGroup } from "${hostFolder}/process-group.ts";
      await startProcessGroup(process.execPath, ["-e", ${JSON.stringify(leader)}], { env: {}, cwd: "." });
      setInterval(() => {}, 60_000);
    `);
    while (connections.length < 2) await once(server, "connection");
    const ends = connections.map((connection) => once(connection, "close"));
    starter.kill("SIGKILL");
    await Promise.all(ends);
    server.close();
  });

  it("gives the exit code and both outputs, and does not wait for input that nobody gives", async () => {
    const script = `process.stdin.resume().on("end", () => { console.log("out"); console.error("err"); process.exitCode = 3; });`;
    const group = await startProcessGroup(process.execPath, ["-e", script], { env: {}, cwd: tmpdir() });
    await expect(group.exited).resolves.toEqual({ exitCode: 3, stdout: "out\n", stderr: "err\n" });
  });

  it("is ended by force when it does not end when asked", async () => {
    const script = `process.on("SIGTERM", () => {}); setInterval(() => {}, 60_000); console.log("ready");`;
    const group = await startProcessGroup(process.execPath, ["-e", script], { env: {}, cwd: tmpdir() });
    await new Promise<void>((resolve) => {
      group.onOutput(() => resolve());
      if (group.output() !== "") resolve();
    });
    await expect(group.stop(50)).resolves.toMatchObject({ exitCode: 137 });
  });

  it("says which program cannot be started", async () => {
    await expect(startProcessGroup("/no/such/program", [], { env: {}, cwd: tmpdir() })).rejects.toThrow(
      "Cannot start /no/such/program.",
    );
  });
});

describe("a terminal", () => {
  let directory = "";
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), "terminal-"));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  /** A terminal in which this program has run to its end. */
  async function runInTerminal(program: string) {
    const entry = join(directory, "program.cjs");
    await writeFile(entry, program);
    const terminal = await startTerminal(
      { directory, env: { ...process.env, NO_COLOR: "" }, host: { entry } },
      [],
    );
    await terminal.ended();
    return terminal;
  }

  it("shows what its command printed last, when that has ended", async () => {
    const terminal = await runInTerminal(`console.log("a line\\n".repeat(100) + "the last words");`);
    try {
      expect(await terminal.waitFor(/the last words/u)).toContain("a line");
      await expect(terminal.waitFor(/another word/u)).rejects.toThrow(
        "did not show /another word/u before the command ended. It shows:\na line",
      );
    } finally {
      await terminal.stop();
    }
  });
});
