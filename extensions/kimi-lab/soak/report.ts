import { isMended } from "./harvest.ts";
import { judge } from "./invariants/index.ts";
import { knownError } from "./known-errors.ts";
import type { FinishedRun } from "./run-soak.ts";
import { megabytes } from "./phase-line.ts";
import type { SoakOptions } from "./options.ts";
import { turnKinds } from "./schedule.ts";

/** The most problems of one invariant that a report shows. */
const MOST_PROBLEMS = 20;

export interface Report {
  readonly text: string;
  readonly isClean: boolean;
}

/** The table of a run. */
export function makeReport(options: SoakOptions, { record, untroubled }: FinishedRun): Report {
  const { turns, sessions, samples, kills, refusedStarts, signIns } = record;
  const verdicts = judge(record);
  const faulted = turns.filter(({ turn }) => turn.fault !== null);
  const rows: (readonly [string, string | number])[] = [
    ["seed", options.seed],
    ["turns", turns.length],
    ...turnKinds.map((kind) => [`  ${kind}`, turns.filter(({ turn }) => turn.kind === kind).length] as const),
    ["sessions", sessions.length],
    ["faulted", faulted.length],
    ...countBy(faulted, ({ turn }) => turn.fault?.name ?? "").map(
      ([name, count]) => [`  ${name}`, count] as const,
    ),
    ["answered", turns.filter(({ outcome }) => outcome === "answered").length],
    ["  of them faulted", faulted.filter(({ outcome }) => outcome === "answered").length],
    ["explained errors", turns.filter(({ outcome }) => outcome === "error").length],
    ...countBy(
      turns.filter(({ outcome }) => outcome === "error"),
      (record) => {
        const known = knownError(record);
        return known === null ? "not known" : `${known.by}: ${known.name}`;
      },
    ).map(([name, count]) => [`  ${name}`, count] as const),
    ["cut by a kill", turns.filter(({ outcome }) => outcome === "cut").length],
    ["while the store took nothing", turns.filter(({ storeTrouble }) => storeTrouble !== null).length],
    ["kills", kills],
    ["starts that OpenClaw refused, as it lost its own lease", refusedStarts],
    ["renewals", `${signIns.renewals}, and ${signIns.refused} refused`],
    ["requests looked at", record.requests.length],
    ...countBy(record.requests, ({ dialect }) => `${dialect} dialect`).map(
      ([name, count]) => [`  ${name}`, count] as const,
    ),
    ["refused for an image that the service had forgotten", record.requests.filter(isMended).length],
    ["asked in the host's own words", record.requests.filter(({ isAskedAgain }) => isAskedAgain).length],
    ["secrets looked for", record.secretsSought],
    ...[...untroubled].map(
      ([name, reason]) => [`not possible here: ${name}`, reason.split("\n")[0] ?? ""] as const,
    ),
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  const table = rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`);
  const curve = samples.map(
    ({ life, turns: after, rssBytes, heapBytes, descriptors, sockets, resources }) =>
      `${String(life).padStart(4)} ${String(after).padStart(6)} ${megabytes(rssBytes).padStart(8)} ${megabytes(heapBytes).padStart(8)} ${String(descriptors).padStart(6)} ${String(sockets).padStart(8)} ${String(resources["Timeout"] ?? 0).padStart(7)}`,
  );
  const judged = verdicts.flatMap(({ name, problems }) => [
    `${problems.length === 0 ? "ok    " : "BROKEN"}  ${name}`,
    ...problems.slice(0, MOST_PROBLEMS).map((problem) => `          ${problem}`),
    ...(problems.length > MOST_PROBLEMS ? [`          and ${problems.length - MOST_PROBLEMS} more`] : []),
  ]);
  const text = [
    ...table,
    "",
    "The gateway at rest: life, after so many turns, RSS, heap, descriptors, sockets, timers",
    ...curve,
    "",
    ...judged,
  ].join("\n");
  return { text, isClean: verdicts.every(({ problems }) => problems.length === 0) };
}

function countBy<T>(items: readonly T[], name: (item: T) => string): readonly (readonly [string, number])[] {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(name(item), (counts.get(name(item)) ?? 0) + 1);
  return [...counts].toSorted(([, one], [, other]) => other - one);
}
