import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { packPlugin } from "../e2e/support/pack-plugin.ts";
import { repositoryRoot } from "../host/paths.ts";
import { columnNames, hostOf, newestVersion, type ColumnName } from "./hosts.ts";
import { parseOptions, type Options } from "./options.ts";
import { hasFailed, renderPage } from "./page.ts";
import { addRun, readRecord, writeRecord } from "./record.ts";
import { firstLine, runHost } from "./run-host.ts";
import type { Cell, Column, Surface } from "./surface.ts";
import { surfaces } from "./surfaces/index.ts";

// Tries every surface in every host, and writes `docs/compatibility.md`: `npm run compatibility`.

const docs = join(repositoryRoot, "docs");
const say = (line: string) => console.log(line);

function titleOf(name: ColumnName): string {
  return name === "newest" ? "newest on npm" : name;
}

/** Tries a host, and keeps each result at once: a run may be broken off. One that cannot be set up has the reason in its cells. */
async function tryHost(
  name: ColumnName,
  tarball: string,
  chosen: readonly Surface[],
  keep: (column: Column) => Promise<void>,
): Promise<void> {
  const day = new Date().toISOString().slice(0, 10);
  const column = { title: titleOf(name), isSupported: name !== "newest", day };
  const cells = new Map<string, Cell>();
  let version: string | null = null;
  const note = async (id: string, cell: Cell) => {
    cells.set(id, cell);
    say(`${column.title} ${id}: ${cell.kind}${cell.kind === "green" ? "" : `, ${cell.reason}`}`);
    await keep({ ...column, version, cells: Object.fromEntries(cells) });
  };
  try {
    const host = await hostOf(name, say);
    ({ version } = host);
    const screenshots = name === columnNames[0] ? join(docs, "screenshots") : null;
    await runHost(host, { tarball, screenshots }, chosen, note);
  } catch (error) {
    const reason = firstLine(error, []);
    say(`${column.title}: ${reason}`);
    for (const { id } of chosen) if (!cells.has(id)) await note(id, { kind: "red", reason });
  }
}

/** The newest on npm, where that is a version which has a column already: it is not tried twice. */
async function findTwin(tried: readonly Column[]): Promise<Column | undefined> {
  const version = await newestVersion().catch(() => null);
  const same = tried.find((column) => column.isSupported && column.version === version);
  return same && { ...same, title: titleOf("newest"), isSupported: false };
}

/** A column of the page for a host that was never tried. */
function untried(name: ColumnName): Column {
  return { title: titleOf(name), version: null, isSupported: name !== "newest", day: "–", cells: {} };
}

async function run({ hosts, only, record, writesPage }: Options): Promise<boolean> {
  await using plugin = await packPlugin();
  const chosen = surfaces.filter(({ id }) => only.includes(id));
  const known = new Map(
    (record === undefined ? [] : await readRecord(record)).map((one) => [one.title, one]),
  );
  const keep = async (column: Column) => {
    known.set(column.title, addRun(known.get(column.title), column));
    if (record !== undefined) await writeRecord(record, [...known.values()]);
  };
  for (const name of hosts) {
    const twin = name === "newest" ? await findTwin([...known.values()]) : undefined;
    await (twin === undefined ? tryHost(name, plugin.tarball, chosen, keep) : keep(twin));
  }
  if (writesPage) {
    const columns = columnNames.map((name) => known.get(titleOf(name)) ?? untried(name));
    await writeFile(join(docs, "compatibility.md"), renderPage(surfaces, columns));
  }
  return hasFailed(chosen, [...known.values()]);
}

function readOptions(): Options | undefined {
  try {
    return parseOptions(
      process.argv.slice(2),
      surfaces.map(({ id }) => id),
    );
  } catch (error) {
    console.error(error instanceof Error ? error.message : String(error));
    return undefined;
  }
}

const options = readOptions();
if (options === undefined) process.exitCode = 2;
else if (await run(options)) process.exitCode = 1;
