import { mkdtemp, readdir, readFile, realpath, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { type ExchangeResult, openExchangeFiles, sweepExchangeFiles } from "openclaw-kimi-coding/test-api";

const token = "the-refresh-token";
const tokens = { accessToken: "the-new-access-token", refreshToken: "the-new-one", lifetimeMs: 900_000 };
const answer: ExchangeResult = { kind: "tokens", tokens, askedAt: 1 };
/** No process has this number: the highest that systems give is below. */
const nobody = 2 ** 30;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), "kimi-files-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const inAMinute = () => Date.now() + 60_000;

/** The one file of this kind. */
async function fileOf(kind: "answer" | "claim"): Promise<string> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(`.${kind}`));
  expect(names).toHaveLength(1);
  return join(folder, names.join());
}

describe("a claim", () => {
  it("is given to one of any number that ask at once", async () => {
    const asked = Array.from({ length: 20 }, () => openExchangeFiles(folder, token).claim(inAMinute()));
    expect((await Promise.all(asked)).filter(Boolean)).toHaveLength(1);
  });

  it("is given for each token by itself", async () => {
    expect(await openExchangeFiles(folder, token).claim(inAMinute())).toBe(true);
    expect(await openExchangeFiles(folder, "another").claim(inAMinute())).toBe(true);
  });

  it("has others wait for its answer while its process lives", async () => {
    const files = openExchangeFiles(folder, token);
    await files.claim(inAMinute());
    const waited = openExchangeFiles(folder, token).wait();
    await files.leave(answer);
    expect(await waited).toStrictEqual(answer);
  });

  it.each([
    { name: "whose process has died", claim: { pid: nobody, until: Number.MAX_SAFE_INTEGER } },
    { name: "whose time is over", claim: { pid: process.pid, until: 1 } },
  ])("$name has nobody wait, and stays until it is released", async ({ claim }) => {
    const files = openExchangeFiles(folder, token);
    await files.claim(inAMinute());
    await writeFile(await fileOf("claim"), JSON.stringify(claim));
    expect(await files.wait()).toBeNull();
    expect(await files.claim(inAMinute())).toBe(false);
    await files.release();
    expect(await files.claim(inAMinute())).toBe(true);
  });

  it("that was not written to its end has nobody wait longer than a claim can last", async () => {
    const files = openExchangeFiles(folder, token);
    await files.claim(inAMinute());
    const file = await fileOf("claim");
    await writeFile(file, '{"pid":');
    const longAgo = new Date(Date.now() - 61_000);
    await utimes(file, longAgo, longAgo);
    expect(await files.wait()).toBeNull();
  });

  it.each([
    { name: "where there was none", before: null },
    { name: "where another was void", before: { pid: nobody, until: 1 } },
  ])("made since it was looked for $name is not released, nor is its answer", async ({ before }) => {
    const [next, first, late] = [
      openExchangeFiles(folder, token),
      openExchangeFiles(folder, token),
      openExchangeFiles(folder, token),
    ];
    if (before !== null) {
      await first.claim(inAMinute());
      await writeFile(await fileOf("claim"), JSON.stringify(before));
      await first.leave({ kind: "unavailable" });
      await first.wait();
    }
    await next.wait();
    await first.release();
    expect(await late.claim(inAMinute())).toBe(true);
    await late.leave(answer);
    await next.release();
    expect(await openExchangeFiles(folder, token).claim(inAMinute())).toBe(false);
    expect(await next.wait()).toStrictEqual(answer);
  });

  it("is released by its maker, with what it left", async () => {
    const files = openExchangeFiles(folder, token);
    await files.claim(inAMinute());
    await files.leave({ kind: "unavailable" });
    await files.wait();
    await files.release();
    expect(await readdir(folder)).toStrictEqual([]);
  });

  it("is released by a maker that left nothing", async () => {
    const files = openExchangeFiles(folder, token);
    await files.claim(inAMinute());
    await files.release();
    expect(await readdir(folder)).toStrictEqual([]);
  });

  it("on a spent token stays, and has nobody wait", async () => {
    const files = openExchangeFiles(folder, token);
    await files.claim(inAMinute());
    await files.leave(answer);
    await files.close();
    expect(await files.wait()).toBeNull();
    expect(await files.claim(inAMinute())).toBe(false);
  });
});

describe("an answer", () => {
  it("is found by whoever has the token, and by nobody else", async () => {
    await openExchangeFiles(folder, token).leave(answer);
    expect(await openExchangeFiles(folder, token).wait()).toStrictEqual(answer);
    expect(await openExchangeFiles(folder, "another").wait()).toBeNull();
  });

  it("lies in a file that only its user can read, and that holds no token", async () => {
    await openExchangeFiles(folder, token).leave(answer);
    const file = await fileOf("answer");
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    const held = `${file}${await readFile(file, "latin1")}`;
    for (const secret of [token, ...Object.values(tokens).map(String)]) expect(held).not.toContain(secret);
  });

  it.each([
    { name: "is empty", write: () => Buffer.alloc(0) },
    { name: "was cut", write: (held: Buffer) => held.subarray(0, -1) },
    { name: "is foreign", write: () => Buffer.from("{}") },
  ])("that $name counts for none", async ({ write }) => {
    const files = openExchangeFiles(folder, token);
    await files.leave(answer);
    const file = await fileOf("answer");
    await writeFile(file, write(await readFile(file)));
    expect(await files.wait()).toBeNull();
  });

  it("of another token in its place counts for none", async () => {
    await openExchangeFiles(folder, "another").leave(answer);
    const held = await readFile(await fileOf("answer"));
    await rm(await fileOf("answer"));
    await openExchangeFiles(folder, token).leave(answer);
    await writeFile(await fileOf("answer"), held);
    expect(await openExchangeFiles(folder, token).wait()).toBeNull();
  });

  it("can be handed over as a text, too", () => {
    const files = openExchangeFiles(folder, token);
    const text = files.write(answer);
    expect(files.read(text)).toStrictEqual(answer);
    expect(text).not.toContain(tokens.refreshToken);
    for (const other of ["", "a warning of Node's", text.slice(4)]) expect(files.read(other)).toBeNull();
  });
});

describe("what killed processes left", () => {
  it("is nothing where there is no folder", async () => {
    await expect(sweepExchangeFiles(join(folder, "none"))).resolves.toBeUndefined();
  });

  const day = 24 * 3_600_000;

  it.each([
    { name: "f.part", ageMs: 2 * 3_600_000, isKept: false },
    { name: "f.part", ageMs: 60_000, isKept: true },
    { name: "f.claim", ageMs: 2 * 3_600_000, isKept: false },
    { name: "f.claim", ageMs: 60_000, isKept: true },
    { name: "f.answer", ageMs: 29 * day, isKept: true },
    { name: "f.answer", ageMs: 31 * day, isKept: false },
    { name: "f.lock", ageMs: 400 * day, isKept: true },
  ])("is kept or not by its age: $name, $ageMs ms old", async ({ name, ageMs, isKept }) => {
    const file = join(folder, name);
    await writeFile(file, "?");
    const then = new Date(Date.now() - ageMs);
    await utimes(file, then, then);
    await sweepExchangeFiles(folder);
    expect(await readdir(folder)).toStrictEqual(isKept ? [name] : []);
  });
});
