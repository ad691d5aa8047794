import { randomUUID } from "node:crypto";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { findSecrets } from "./support/find-secrets.ts";

const [secret, other] = [randomUUID(), randomUUID()];
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kimi-secrets-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Writes a file into a folder of its own and returns that and the file. */
async function write(name: string, text: string): Promise<readonly [folder: string, file: string]> {
  const own = join(folder, randomUUID());
  const file = join(own, name);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  return [own, file];
}

/** The same with a database of one table of one row. */
async function store(
  name: string,
  table: string,
  value: string | Uint8Array,
): Promise<readonly [string, string]> {
  const [own, file] = await write(name, "");
  const database = new DatabaseSync(file);
  database.exec(`create table "${table}" (value)`);
  database.prepare(`insert into "${table}" values (?)`).run(value);
  database.close();
  return [own, file];
}

describe("the search for secrets", () => {
  it("names the file that holds one of them, and never the secret", async () => {
    const [own, file] = await write("logs/today.log", `a line\nBearer ${secret}\n`);
    expect(await findSecrets([other, secret], { folder: own })).toStrictEqual([file]);
    expect(await findSecrets([other], { folder: own })).toStrictEqual([]);
  });

  it("names the text that holds one", async () => {
    const [own] = await write("empty", "");
    const shown = { "the terminal": `your key: ${secret}`, "the answer": "hello" };
    expect(await findSecrets([secret], { folder: own, shown })).toStrictEqual(["the terminal"]);
  });

  it("accepts one among the credentials of an agent", async () => {
    const [own] = await store("openclaw-agent.sqlite", "auth_profile_store", JSON.stringify({ key: secret }));
    expect(await findSecrets([secret], { folder: own })).toStrictEqual([]);
  });

  it.each([
    { name: "accepts one among the shared credentials", key: "authProfiles.store", isFound: false },
    { name: "finds one in the row beside them", key: "config.lastTouchedAt", isFound: true },
  ])("$name", async ({ key, isFound }) => {
    const [own, file] = await write("openclaw.sqlite", "");
    const database = new DatabaseSync(file);
    database.exec("create table config_machine_state (state_key, value_json)");
    database
      .prepare("insert into config_machine_state values (?, ?)")
      .run(key, JSON.stringify({ key: secret }));
    database.close();
    const place = `${file}, table config_machine_state`;
    expect(await findSecrets([secret], { folder: own })).toStrictEqual(isFound ? [place] : []);
  });

  it.each([
    { name: "text", value: `{"said":"${secret}"}` },
    { name: "bytes", value: Buffer.from(`said: ${secret}`) },
  ])("finds one that stands as $name in another table of the same database", async ({ value }) => {
    const [own, file] = await store("openclaw-agent.sqlite", "transcript_events", value);
    expect(await findSecrets([secret], { folder: own })).toStrictEqual([`${file}, table transcript_events`]);
  });

  it("finds one that a database has not taken over from its journal yet", async () => {
    const [own, file] = await write("openclaw.sqlite", "");
    const database = new DatabaseSync(file);
    database.exec("pragma journal_mode = wal; create table log (value)");
    database.prepare("insert into log values (?)").run(secret);
    expect(await findSecrets([secret], { folder: own })).toStrictEqual([`${file}, table log`]);
    database.close();
  });

  it("leaves out the credential file of older hosts, and what the test itself has written", async () => {
    const [profiles] = await write("agents/main/agent/auth-profiles.json", secret);
    const [config] = await write("openclaw.json", secret);
    expect(await findSecrets([secret], { folder: profiles })).toStrictEqual([]);
    expect(await findSecrets([secret], { folder: config, except: /openclaw\.json$/u })).toStrictEqual([]);
  });
});
