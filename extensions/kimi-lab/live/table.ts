import { isDeepStrictEqual } from "node:util";

import type { LiveResult, Row } from "./run-live.ts";

/** What a service answered beside what the simulator answered, as Markdown. */
export function renderTable(service: LiveResult, simulator: LiveResult): string {
  const expected = new Map(simulator.rows.map((row) => [row.question, row]));
  const lines = service.rows.map(
    ({ question, answer }) =>
      `| ${question} | ${cell(answer)} | ${cell(expected.get(question)?.answer ?? "not asked")} |`,
  );
  const differences = service.rows.flatMap((row) => difference(row, expected.get(row.question)));
  return [
    "| request | service | simulator |",
    "| --- | --- | --- |",
    ...lines,
    "",
    ...(differences.length === 0
      ? ["Where both answered, they sent the same fields."]
      : ["Fields that only one of them sent:", "", ...differences]),
  ].join("\n");
}

function difference(row: Row, expected: Row | undefined): string[] {
  // A refusal and an answer have no field in common, which the statuses say.
  if (expected === undefined || !isDeepStrictEqual(row.statuses, expected.statuses)) return [];
  const parts = [
    ["service", missing(row, expected)],
    ["simulator", missing(expected, row)],
  ] as const;
  return parts.flatMap(([name, fields]) =>
    fields.length === 0 ? [] : [`- ${row.question}: only the ${name}: \`${fields.toSorted().join("`, `")}\``],
  );
}

/** The fields of one that the other lacks. */
function missing(one: Row, other: Row): readonly string[] {
  return [...one.fields].filter((field) => !other.fields.has(field));
}

function cell(text: string): string {
  return text.replaceAll("|", "/");
}
