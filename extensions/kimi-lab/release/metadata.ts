import { z } from "zod";

/** What a maintainer fills in, in the `package.json` of the repository and nowhere else. */
const rootSchema = z.object({
  author: z.string(),
  repository: z.string().regex(/^github:[\w.-]+\/[\w.-]+$/u, 'must have the form "github:OWNER/NAME"'),
});

/** Stands in `repository` until a maintainer fills it in. */
const PLACEHOLDER = "github:OWNER/REPOSITORY";

/** The folder of the plugin in the repository. */
const DIRECTORY = "extensions/kimi-coding";

/** The fields of the plugin's `package.json` that follow from the repository's. */
export interface PluginMetadata {
  readonly homepage: string;
  readonly bugs: { readonly url: string };
  readonly repository: { readonly type: "git"; readonly url: string; readonly directory: string };
  readonly author: string;
}

/** @throws when the repository's `package.json` lacks one of the fields, or has it in another form. */
export function pluginMetadata(rootManifest: unknown): PluginMetadata {
  const { author, repository } = rootSchema.parse(rootManifest);
  const url = `https://github.com/${slugOf(repository)}`;
  return {
    homepage: `${url}#readme`,
    bugs: { url: `${url}/issues` },
    repository: { type: "git", url: `git+${url}.git`, directory: DIRECTORY },
    author,
  };
}

/** The name of the repository, as `owner/name`. */
export function repositorySlug(rootManifest: unknown): string {
  return slugOf(rootSchema.parse(rootManifest).repository);
}

/** Whether a maintainer has filled it in. */
export function isFilledIn(rootManifest: unknown): boolean {
  return rootSchema.parse(rootManifest).repository !== PLACEHOLDER;
}

function slugOf(repository: string): string {
  return repository.replace(/^github:/u, "");
}
