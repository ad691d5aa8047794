import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { unlessGone } from "./find-in-files.ts";

/** Where secrets are looked for. */
export interface SecretSearch {
  /** Looked through as a whole: the home of a host, with its logs, transcripts and stores. */
  readonly folder: string;
  /** What was shown or printed, by a name for it. */
  readonly shown?: Readonly<Record<string, string>>;
  /** Paths below the folder that may hold a secret, because the test itself wrote it there. */
  readonly except?: RegExp;
}

/** Where an agent's credentials are in its `openclaw-agent.sqlite` (2026.9.6). */
const credentialTable = /^auth_profile/u;
/** The shared ones are one row of a table with many others, in `openclaw.sqlite` (2026.9.6). */
const sharedStore = {
  table: "config_machine_state",
  column: "state_key",
  value: "authProfiles.store",
} as const;
/** The file in which older hosts keep them. */
const credentialFile = /\/auth-profiles\.json$/u;
const database = /\.sqlite(?:-wal|-shm|-journal)?$/u;

/**
 * The places outside the credential stores in which one of the secrets stands, in words without the secret: files,
 * tables of databases, and texts. Of a database, everything but the tables and rows for credentials counts. Each file is read
 * once, however many secrets there are.
 */
export async function findSecrets(
  secrets: readonly string[],
  { folder, shown = {}, except }: SecretSearch,
): Promise<readonly string[]> {
  const wanted = [...new Set(secrets)].filter((secret) => secret !== "");
  const places = Object.entries(shown).filter(([, text]) => wanted.some((secret) => text.includes(secret)));
  const found = places.map(([name]) => name);
  for (const path of await listFiles(folder)) {
    if (credentialFile.test(path) || except?.test(path) === true) continue;
    const bytes = await unlessGone(readFile(path));
    if (bytes === null || !wanted.some((secret) => bytes.includes(secret))) continue;
    found.push(
      ...(database.test(path) ? findInTables(path.replace(/-(?:wal|shm|journal)$/u, ""), wanted) : [path]),
    );
  }
  return [...new Set(found)];
}

/** Every file below a folder. What a running host deletes meanwhile is left out. */
async function listFiles(folder: string): Promise<readonly string[]> {
  const files: string[] = [];
  const pending = [await readdir(folder, { withFileTypes: true })];
  for (const entries of pending) {
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isDirectory()) pending.push((await unlessGone(readdir(path, { withFileTypes: true }))) ?? []);
      else if (entry.isFile()) files.push(path);
    }
  }
  return files;
}

/** A page that a database has freed may hold what its credential table once held: only rows count. */
function findInTables(path: string, secrets: readonly string[]): readonly string[] {
  const opened = new DatabaseSync(path, { readOnly: true });
  try {
    const names = opened.prepare("select name from sqlite_schema where type = 'table'").all();
    return names
      .flatMap(({ name }) => (typeof name === "string" && !credentialTable.test(name) ? [name] : []))
      .filter((name) => {
        const rows = opened.prepare(`select * from "${name.replaceAll('"', '""')}"`).all();
        return rows
          .filter((row) => name !== sharedStore.table || row[sharedStore.column] !== sharedStore.value)
          .some((row) => Object.values(row).some((value) => secrets.some((secret) => holds(value, secret))));
      })
      .map((name) => `${path}, table ${name}`);
  } finally {
    opened.close();
  }
}

function holds(value: unknown, secret: string): boolean {
  if (typeof value === "string") return value.includes(secret);
  return value instanceof Uint8Array && Buffer.from(value).includes(secret);
}
