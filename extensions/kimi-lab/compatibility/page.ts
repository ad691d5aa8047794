import type { Cell, Column, Surface } from "./surface.ts";

type Row = Pick<Surface, "id" | "name">;

const intro = `# Compatibility

This page shows in which places of OpenClaw the plugin works, by version of OpenClaw. A place in which a user meets the plugin
is called a surface. \`npm run compatibility\` writes this page. It installs the packed plugin into each OpenClaw, and uses each
surface as a user does. A simulator stands in for Kimi's service. The last column is the newest OpenClaw on npm. If that
version has a column already, the last column repeats it. How to run it: [development](development.md#compatibility).

| mark | meaning                                                        |
| ---- | -------------------------------------------------------------- |
| ✅   | It worked.                                                     |
| ❌   | It failed, or it was not tried yet. The reason is below.       |
| –    | This OpenClaw does not have this surface. The reason is below. |
`;

/** By the surfaces, on the first host of the run. */
const images = `
## Images of the run

A model is chosen and has answered, an image was attached and is described, a provider is connected, and a sign-in waits:

![The model K3 in the Control UI](screenshots/web-ui-model.webp)
![An image in a chat of the Control UI](screenshots/web-ui-image.webp)
![A connected provider in the Control UI](screenshots/web-ui-connect.webp)
![A sign-in in the Control UI](screenshots/web-ui-sign-in.webp)
`;

/** The page of a run. Every surface has a row, and every column a cell in it, whatever was tried. */
export function renderPage(surfaces: readonly Row[], columns: readonly Column[]): string {
  const heads = ["surface", ...columns.map(({ title }) => title)];
  const rows = [
    ["OpenClaw", ...columns.map(({ version }) => version ?? "–")],
    ["tried on", ...columns.map(({ day }) => day)],
    ...surfaces.map(({ id, name }) => [name, ...columns.map((column) => markOf(cellOf(column, id)))]),
  ];
  const reasons = columns.flatMap((column) =>
    surfaces.flatMap(({ id, name }) => {
      const cell = cellOf(column, id);
      return cell.kind === "green" ? [] : [[column.title, name, `${markOf(cell)} ${escape(cell.reason)}`]];
    }),
  );
  const why =
    reasons.length === 0 ? "" : `\n## Reasons\n\n${table(["OpenClaw", "surface", "reason"], reasons)}`;
  return `${intro}\n${table(heads, rows)}${why}${images}`;
}

/** The cell of a column. A surface that nobody has seen at work is red. */
function cellOf({ cells }: Column, id: string): Cell {
  return cells[id] ?? { kind: "red", reason: "not tried yet" };
}

/** Whether a supported host has a red cell. */
export function hasFailed(surfaces: readonly Row[], columns: readonly Column[]): boolean {
  return columns.some(
    (column) => column.isSupported && surfaces.some(({ id }) => cellOf(column, id).kind === "red"),
  );
}

const marks = { green: "✅", red: "❌", absent: "–" } as const satisfies Record<Cell["kind"], string>;

function markOf({ kind }: Cell): string {
  return marks[kind];
}

function escape(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("<", "&lt;");
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  return `${[line(heads), line(heads.map(() => "---")), ...rows.map(line)].join("\n")}\n`;
}

function line(cells: readonly string[]): string {
  return `| ${cells.join(" | ")} |`;
}
