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
  const isQuiet = ({ end }: Notice) => end > now && end <= now + MAX_QUIET_MS;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const entries = readdirSync(folder);
    const notices = readNotices(folder, entries, window);
    if (notices.some(isQuiet)) return false;
    if (!hasRoom(folder, entries, now)) return false;
    // No end is that of two notices: so one notice always has none behind it, whatever the clocks said.
    const followed = new Set(notices.map(({ previousEnd }) => previousEnd));
    const end = Math.max(0, ...notices.map((notice) => notice.end).filter((time) => !followed.has(time)));
    let next = Math.ceil(Math.min(until, now + MAX_QUIET_MS));
    while (followed.has(next) || notices.some((notice) => notice.end === next)) next += 1;
    const draft = mkdtempSync(join(folder, "draft-"));
    try {
      writeFileSync(join(draft, END_FILE), String(next), { mode: 0o600 });
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

/**
 * The longest time without another notice of a window: twice a month, the longest that a plan has. A notice that says
 * more was written by a clock that ran ahead, or by nobody.
 */
const MAX_QUIET_MS = 62 * 86_400_000;

/** Notices of all windows that are kept. An account has four windows, and an agent may have an account of its own. */
const MAX_ENTRIES = 512;

/** Whether another notice may be written, once those that are over have been removed where there are too many. */
function hasRoom(folder: string, entries: readonly string[], now: number): boolean {
  if (entries.length < MAX_ENTRIES) return true;
  const old = entries.filter((entry) => {
    const text = readEnd(join(folder, entry, END_FILE));
    return !END.test(text) || Number(text) < now - KEPT_MS;
  });
  for (const entry of old) rmSync(join(folder, entry), { recursive: true, force: true });
  return entries.length - old.length < MAX_ENTRIES;
}

interface Notice {
  readonly previousEnd: number;
  readonly end: number;
}

const END_FILE = "until";
const END = /^\d{1,16}$/u;

/** Who looked before a notice was given must still find those before it, or would give one in their place. */
const KEPT_MS = 86_400_000;

/** The notices that were given of a window lately. Throws where one cannot be read. */
function readNotices(folder: string, entries: readonly string[], window: string): Notice[] {
  return entries.flatMap((entry) => {
    const [, previous] = new RegExp(`^${window}\\.(\\d{1,16})$`, "u").exec(entry) ?? [];
    if (previous === undefined) return [];
    const previousEnd = Number(previous);
    const text = readEnd(join(folder, entry, END_FILE));
    // One that is half removed, or broken by a loss of power, is over, and has a successor of its own.
    return [{ previousEnd, end: END.test(text) ? Number(text) : previousEnd + 1 }];
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
