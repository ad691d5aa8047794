import { readFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";

import { sectionOf } from "./changelog.ts";
import { readObject, releaseFiles } from "./files.ts";
import { isFilledIn, pluginMetadata } from "./metadata.ts";

/**
 * What keeps a checkout from being published under a tag, each as a sentence with what to do; nothing if all is well.
 */
export async function releaseProblems(root: string, tag: string): Promise<readonly string[]> {
  const files = releaseFiles(root);
  const [rootManifest, manifest, changelog] = await Promise.all([
    readObject(files.rootManifest),
    readObject(files.pluginManifest),
    readFile(files.changelog, "utf8"),
  ]);
  const version = String(manifest["version"]);
  const problems: string[] = [];
  if (tag !== `v${version}`) {
    problems.push(`The tag is ${tag}, but package.json has version ${version}. Tag v${version}.`);
  }
  if (!isFilledIn(rootManifest)) {
    problems.push(
      "package.json of the repository does not name the repository. Fill in `repository` there, then run:\nnpm run release:metadata",
    );
  } else if (!isDeepStrictEqual({ ...manifest, ...pluginMetadata(rootManifest) }, manifest)) {
    problems.push(
      "package.json of the plugin does not follow from the repository's. Run:\nnpm run release:metadata",
    );
  }
  try {
    sectionOf(changelog, version);
  } catch (error) {
    problems.push(error instanceof Error ? error.message : String(error));
  }
  return problems;
}
