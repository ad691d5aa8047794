import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** The files below a folder that hold a text, but for those whose path matches `except`; paths are absolute. */
export async function findInFiles(folder: string, text: string, except: RegExp): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile() || except.test(path)) continue;
    if ((await readIfThere(path))?.includes(text) === true) found.push(path);
  }
  return found;
}

/** A file that a running host has deleted meanwhile (the journal of a database, say) holds nothing. */
async function readIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

/** Where the hosts keep credentials: 2026.9.6 in a database, older ones in a JSON file. */
export const credentialStore = /openclaw\.sqlite|auth-profiles\.json/u;
