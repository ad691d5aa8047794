/**
 * What OpenClaw's scanners look for in the files of a plugin that is installed, by their source (2026.4.27; 2026.5.7
 * and 2026.9.6 look closer, and find less). They refuse what is critical, and warn the user of the rest.
 */

const SENDS = /\bfetch\s*\(|\bpost\s*\(|\.\s*post\s*\(|http\.request\s*\(/iu;
const READS_ENVIRONMENT = /process\.env/u;

/** Whether a scanner takes it for code that sends something over the network. */
export function sends(source: string): boolean {
  return SENDS.test(source);
}

/** Whether a scanner takes it for code that reads variables of the environment. */
export function readsEnvironment(source: string): boolean {
  return READS_ENVIRONMENT.test(source);
}

const FINDINGS = [
  {
    name: "reads the environment and sends",
    isIn: (source: string) => readsEnvironment(source) && sends(source),
  },
  {
    name: "reads files and sends",
    isIn: (source: string) => /readFileSync|readFile/u.test(source) && sends(source),
  },
  {
    name: "runs commands",
    isIn: (source: string) =>
      /child_process/u.test(source) &&
      /\b(?:exec|execSync|spawn|spawnSync|execFile|execFileSync)\s*\(/u.test(source),
  },
  {
    name: "makes code of text",
    isIn: (source: string) => /\beval\s*\(|new\s+Function\s*\(/u.test(source),
  },
  { name: "hides text", isIn: (source: string) => /(?:\\x[0-9a-fA-F]{2}){6,}/u.test(source) },
] as const;

/** What a scanner finds in a file, critical or not; nothing in one that it takes without a word. */
export function scannerFindings(source: string): readonly string[] {
  return FINDINGS.flatMap(({ name, isIn }) => (isIn(source) ? [name] : []));
}
