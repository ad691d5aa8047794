/** A heading of CHANGELOG.md that begins the section of a version, in the form of Keep a Changelog. */
const UNRELEASED = "## [Unreleased]";
const HEADING = /^## \[/u;

/**
 * What CHANGELOG.md says of a version, without its heading.
 *
 * @throws when there is no such section, or nothing in it.
 */
export function sectionOf(changelog: string, version: string): string {
  const lines = changelog.split("\n");
  const start = lines.findIndex((line) => line.startsWith(`## [${version}]`));
  if (start === -1) throw new Error(`CHANGELOG.md has no section [${version}].`);
  const length = lines.slice(start + 1).findIndex((line) => HEADING.test(line));
  const text = lines.slice(start + 1, length === -1 ? undefined : start + 1 + length).join("\n");
  // Headings of kinds of changes, without a change below them, are not a change.
  if (!/^- /mu.test(text)) throw new Error(`The section [${version}] of CHANGELOG.md lists no change.`);
  return text.trim();
}

/** Whether CHANGELOG.md has a section of this version. */
export function hasSection(changelog: string, version: string): boolean {
  return changelog.split("\n").some((line) => line.startsWith(`## [${version}]`));
}

/**
 * CHANGELOG.md with what is unreleased as the section of a version, and an empty section of what is unreleased before it.
 *
 * @throws when nothing is unreleased.
 */
export function releaseUnreleased(changelog: string, version: string, date: string): string {
  sectionOf(changelog, "Unreleased");
  return changelog.replace(UNRELEASED, () => `${UNRELEASED}\n\n## [${version}] - ${date}`);
}
