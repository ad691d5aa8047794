import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { resolveStateDir } from "openclaw/plugin-sdk/state-paths";

/**
 * Takes the one notice that may be given of a window until `until`: true for who comes first, in any process.
 *
 * The state is a small file for each window, with nothing of the account in its name. It is written without waiting,
 * about once in five hours. Where it cannot be written no notice is given: better none than one in every answer.
 */
export function takeNotice(
  windowId: string,
  until: number,
  now: number,
  folder = join(resolveStateDir(), "kimi", "quota-notices"),
): boolean {
  const file = join(folder, createHash("sha256").update(windowId).digest("hex").slice(0, 32));
  try {
    const known = read(file);
    if (known !== null && known > now) return false;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(file, String(Math.ceil(until)), { flag: known === null ? "wx" : "w", mode: 0o600 });
    return true;
  } catch {
    return false;
  }
}

/** Until when a window is quiet; `null` where no notice was given of it. A file that is broken is an old one. */
function read(file: string): number | null {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
  return /^\d{1,16}$/u.test(text) ? Number(text) : 0;
}
