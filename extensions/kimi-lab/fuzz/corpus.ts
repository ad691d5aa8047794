import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const FOLDER = join(import.meta.dirname, "corpus");

/** The kept inputs of an edge, in the order of their names: attacks that were seen, and what is right. */
export function readCorpus(edge: string): readonly string[] {
  return readdirSync(join(FOLDER, edge))
    .toSorted()
    .map((name) => readFileSync(join(FOLDER, edge, name), "utf8"));
}
