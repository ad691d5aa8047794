import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

/** A browser that is on the machine already: named in `CHROMIUM`, or found under a usual name. */
export function findChromium(): string {
  const named = process.env["CHROMIUM"] ?? findProgram(["chromium", "chromium-browser", "google-chrome"]);
  if (named !== undefined) return named;
  throw new Error("No Chromium found: install one, or name it in the variable CHROMIUM.");
}

function findProgram(names: readonly string[]): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const candidates = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return candidates.find((path) => {
    try {
      accessSync(path, constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
