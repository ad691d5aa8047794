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
  const found = findStaleSettings((await readConfigFileSnapshotForWrite()).snapshot.parsed);
  const edits = found.flatMap((setting) => setting.edits);
  const writes = fix && edits.length > 0;
  if (writes) {
    await mutateConfigFile({
      base: "source",
      afterWrite: { mode: "auto" },
      mutate: (draft) => applyEdits(draft, edits),
    });
  }
  return renderReport(found, writes);
}
