import { readFile } from "node:fs/promises";

import { repositoryRoot } from "../host/paths.ts";
import { sectionOf } from "./changelog.ts";
import { releaseProblems } from "./check.ts";
import { readObject, releaseFiles, writeObject } from "./files.ts";
import { pluginMetadata } from "./metadata.ts";
import { releaseVersion } from "./version.ts";

/** The commands behind `npm run release:…`. */
const commands = {
  version: async (version: string) => {
    await releaseVersion(repositoryRoot, version, new Date().toISOString().slice(0, 10));
    console.log(
      `The next release is ${version}. Look at the changes, then run:\ngit commit -am "chore(release): ${version}"\ngit tag v${version}\ngit push origin HEAD v${version}`,
    );
  },
  notes: async (version: string) => {
    console.log(sectionOf(await readFile(releaseFiles(repositoryRoot).changelog, "utf8"), version));
  },
  check: async (tag: string) => {
    const problems = await releaseProblems(repositoryRoot, tag);
    if (problems.length > 0) throw new Error(problems.join("\n"));
    console.log(`${tag} can be published.`);
  },
  metadata: async () => {
    const { rootManifest, pluginManifest } = releaseFiles(repositoryRoot);
    const metadata = pluginMetadata(await readObject(rootManifest));
    await writeObject(pluginManifest, { ...(await readObject(pluginManifest)), ...metadata });
  },
} satisfies Record<string, (argument: string) => Promise<void>>;

const usage = [
  "npm run release:version -- 0.2.0    makes what is unreleased a version",
  "npm run release:notes -- 0.2.0      prints what CHANGELOG.md says of a version",
  "npm run release:check -- v0.2.0     says what keeps a tag from being published",
  "npm run release:metadata            writes the repository's name into the plugin's package.json",
].join("\n");

function isCommand(name: string): name is keyof typeof commands {
  return Object.hasOwn(commands, name);
}

const [name = "", argument = ""] = process.argv.slice(2);
try {
  if (!isCommand(name) || (name !== "metadata" && argument === "")) throw new Error(usage);
  await commands[name](argument);
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
