import { applyEdits } from "./config-edit.ts";
import { renderReport } from "./report.ts";
import { findStaleSettings } from "./stale-settings.ts";

/**
 * Looks through the user's config file for old settings; changes them only if `fix` asks for that.
 *
 * @returns the report to print.
 * @throws what the host says where it cannot read or write its config.
 */
export async function runDoctor(fix: boolean): Promise<string> {
  const { mutateConfigFile, readConfigFileSnapshotForWrite } =
    await import("openclaw/plugin-sdk/config-mutation");
  // As it stands in the file: no reference to a secret is resolved.
  const { parsed } = (await readConfigFileSnapshotForWrite()).snapshot;
  const found = findStaleSettings(parsed);
  if (!fix || found.every(({ edits }) => edits.length === 0)) return renderReport(parsed, found, false);
  const { result = found } = await mutateConfigFile({
    base: "source",
    afterWrite: { mode: "auto" },
    mutate: (draft, { snapshot }) => {
      // Once more: another program may have written the file since.
      const now = findStaleSettings(snapshot.parsed);
      applyEdits(
        draft,
        now.flatMap(({ edits }) => edits),
      );
      return now;
    },
  });
  return renderReport(parsed, result, true);
}
