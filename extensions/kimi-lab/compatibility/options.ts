import { parseArgs } from "node:util";

import { columnNames, type ColumnName } from "./hosts.ts";

/** What a run is asked for. */
export interface Options {
  readonly hosts: readonly ColumnName[];
  /** Ids of surfaces; all by default. */
  readonly only: readonly string[];
  /** A file that keeps the results, so that the page can be made of several runs. */
  readonly record?: string;
  /** Whether the run covers all that the page shows, by itself or with the record. */
  readonly writesPage: boolean;
}

/** @throws an error in words for an option, a host or a surface that does not exist. */
export function parseOptions(args: readonly string[], surfaces: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: { hosts: { type: "string" }, only: { type: "string" }, record: { type: "string" } },
  });
  const { hosts, only, record } = values;
  return {
    hosts: hosts?.split(",").map((name) => known("host", name, columnNames)) ?? columnNames,
    only: only?.split(",").map((id) => known("surface", id, surfaces)) ?? surfaces,
    ...(record !== undefined && { record }),
    writesPage: record !== undefined || (hosts === undefined && only === undefined),
  };
}

function known<Name extends string>(kind: string, name: string, names: readonly Name[]): Name {
  const found = names.find((one) => one === name);
  if (found === undefined) throw new Error(`There is no ${kind} "${name}". There are: ${names.join(", ")}.`);
  return found;
}
