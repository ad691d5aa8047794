import { FOREIGN_LIMITS, isObject, parseJson, STATUS_COMMAND } from "../kimi/index.ts";
import type { Usage, UsageWindow } from "./parse-usage.ts";
import { percentText, untilText, limitingWindows } from "./window-text.ts";

/** From how much on a window is nearly used up, in percent. */
const NEARLY_USED_UP = 90;

/** By its opening and its end a notice is known again in a conversation. */
const OPENING = "⚠️ Kimi Code quota: ";
const ENDING = "Details:";

/** The windows of which there is little left, and that have not ended meanwhile. */
export function nearlyUsedUp({ windows }: Usage, now: number): readonly UsageWindow[] {
  return limitingWindows(windows).filter(
    ({ usedPercent, resetAt }) => usedPercent >= NEARLY_USED_UP && (resetAt === null || resetAt > now),
  );
}

/** A line for a chat about windows that are nearly used up, and the command that shows more. */
export function noticeText(windows: readonly UsageWindow[], now: number): string {
  const parts = windows.slice(0, FOREIGN_LIMITS.noticeWindows).map((window) => {
    const { usedPercent, resetAt } = window;
    const reset = resetAt === null ? "" : ` (resets ${untilText(resetAt, now)})`;
    return `${percentText(usedPercent)} of your ${limitName(window)} is used${reset}`;
  });
  const more =
    windows.length > parts.length ? ` ${windows.length - parts.length} more limits are nearly used up.` : "";
  return `${OPENING}${parts.join(", ")}.${more} ${ENDING}\n${STATUS_COMMAND}`;
}

const LIMIT_NAMES = {
  "five-hour": "5-hour limit",
  weekly: "weekly limit",
  "monthly-total": "monthly limit",
  "monthly-coding": "monthly limit for coding",
} as const satisfies Record<Exclude<UsageWindow["kind"], "other">, string>;

function limitName({ kind, label }: UsageWindow): string {
  return kind === "other" ? `limit "${label}"` : LIMIT_NAMES[kind];
}

/** A text without the notice that its last two lines are or end with; the very text where there is none. */
export function withoutNotice(text: string): string {
  // No regular expression: the text is a model's, and one that looks for a run of blanks tries each blank of it.
  const end = text.trimEnd();
  if (!end.endsWith(STATUS_COMMAND)) return text;
  const before = end.slice(0, -STATUS_COMMAND.length);
  // A host may join the lines.
  const line = before.trimEnd();
  if (line === before || !line.endsWith(ENDING)) return text;
  const opening = line.indexOf(OPENING, line.lastIndexOf("\n") + 1);
  const isWhole = opening !== -1 && opening + OPENING.length + ENDING.length <= line.length;
  return isWhole ? text.slice(0, opening).trimEnd() : text;
}

const HOUR_MS = 3_600_000;
const LENGTHS_MS = {
  "five-hour": 5 * HOUR_MS,
  weekly: 7 * 24 * HOUR_MS,
  "monthly-total": 30 * 24 * HOUR_MS,
  "monthly-coding": 30 * 24 * HOUR_MS,
  other: 24 * HOUR_MS,
} as const satisfies Record<UsageWindow["kind"], number>;

/** Until when nothing more is said of a window: its reset, or the end of one that begins now where none is told. */
export function quietUntil({ kind, resetAt }: UsageWindow, now: number): number {
  return resetAt ?? now + LENGTHS_MS[kind];
}

/**
 * Whether an answer is read by a person, as far as can be told: JSON is for a program, and words in capitals alone are
 * OpenClaw's own signs that there is nothing to say (`NO_REPLY`, `HEARTBEAT_OK`), which nothing may stand beside.
 */
export function isForPeople(answer: string): boolean {
  const text = answer.trim();
  if (text === "" || /\b(?:NO_REPLY|HEARTBEAT_OK)\b/u.test(text) || /^[A-Z_]+$/u.test(text)) return false;
  const value = /^[[{]/u.test(text) ? parseJson(text) : undefined;
  return !isObject(value) && !Array.isArray(value) && !/^```json\b[\s\S]*```$/u.test(text);
}

/** Whether OpenClaw itself wrote a message: for a scheduled turn, a heartbeat or a sub-agent (2026.4.27 to 2026.9.6). */
export function isUnattended(userText: string): boolean {
  return /\[cron:|\[Subagent (?:Context|Task)\]|HEARTBEAT/u.test(userText);
}
