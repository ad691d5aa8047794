import { createHash } from "node:crypto";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { resolveStateDir } from "openclaw/plugin-sdk/state-paths";

/**
 * Takes the one notice that may be given of a window until `until`: true for who comes first, in any process.
 *
 * Each notice is a folder with one small file, which says until when it counts, named for the window (a hash, with
 * nothing of the account) and for the end of the notice before it. Who finds that the last one is over makes the next
 * one elsewhere and moves it into its place: all who try move to the same name, and the system lets a folder that holds
 * something be replaced by nobody. So a notice is there as a whole or not at all, whenever a process dies.
 *
 * It is done without waiting, about once in five hours. Where it cannot be written no notice is given: better none than
 * one in every answer.
 */
export function takeNotice(
  windowId: string,
  until: number,
  now: number,
  folder = join(resolveStateDir(), "kimi", "quota-notices"),
): boolean {
  const window = createHash("sha256").update(windowId).digest("hex").slice(0, 32);
  const name = (previousEnd: number) => join(folder, `${window}.${previousEnd}`);
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const notices = readNotices(folder, window);
    const end = Math.max(0, ...notices.map((notice) => notice.end));
    if (end > now) return false;
    const draft = mkdtempSync(join(folder, "draft-"));
    try {
      writeFileSync(join(draft, END_FILE), String(Math.ceil(until)), { mode: 0o600 });
      renameSync(draft, name(end));
    } catch {
      rmSync(draft, { recursive: true, force: true });
      return false;
    }
    for (const notice of notices) {
      if (notice.end < now - KEPT_MS) rmSync(name(notice.previousEnd), { recursive: true, force: true });
    }
    return true;
  } catch {
    return false;
  }
}

interface Notice {
  readonly previousEnd: number;
  readonly end: number;
}

const END_FILE = "until";

/** Who looked before a notice was given must still find those before it, or would give one in their place. */
const KEPT_MS = 86_400_000;

/** The notices that were given of a window lately. Throws where one cannot be read. */
function readNotices(folder: string, window: string): Notice[] {
  return readdirSync(folder).flatMap((entry) => {
    const [, previous] = new RegExp(`^${window}\\.(\\d{1,16})$`, "u").exec(entry) ?? [];
    if (previous === undefined) return [];
    const previousEnd = Number(previous);
    const text = readEnd(join(folder, entry, END_FILE));
    // One that is half removed, or broken by a loss of power, is over, and has a successor of its own.
    return [{ previousEnd, end: /^\d{1,16}$/u.test(text) ? Number(text) : previousEnd + 1 }];
  });
}

/** The text of a notice; an empty one where it has been removed meanwhile. */
function readEnd(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return "";
    throw error;
  }
}
