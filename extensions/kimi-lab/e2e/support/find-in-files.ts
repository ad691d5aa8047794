import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The files below a folder that hold a text, but for those whose path matches `except`; paths are absolute.
 *
 * A file or a folder that a running host deletes meanwhile (the journal of a database, the copy of a plugin) holds
 * nothing. The folder itself must be there.
 */
export async function findInFiles(folder: string, text: string, except: RegExp): Promise<string[]> {
  const found: string[] = [];
  const pending = [await readdir(folder, { withFileTypes: true })];
  for (const entries of pending) {
    for (const entry of entries) {
      const path = join(entry.parentPath, entry.name);
      if (entry.isDirectory()) {
        pending.push((await unlessGone(readdir(path, { withFileTypes: true }))) ?? []);
      } else if (entry.isFile() && !except.test(path)) {
        if ((await unlessGone(readFile(path)))?.includes(text) === true) found.push(path);
      }
    }
  }
  return found;
}

/** What a reading gives; null if the file is gone meanwhile. */
export async function unlessGone<T>(reading: Promise<T>): Promise<T | null> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** Where the hosts keep credentials: 2026.9.6 in a database, older ones in a JSON file. */
export const credentialStore = /openclaw\.sqlite|auth-profiles\.json/u;
