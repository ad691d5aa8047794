import { withoutSecrets } from "../kimi/index.ts";
import { renderStatus, type ReportView, type StatusReport } from "./status-report.ts";

/**
 * The report as `openclaw kimi status` prints it, for people or as JSON. Users paste it into issues: a key that stands in
 * an address or that the service repeats is left out.
 */
export function printedReport(
  report: StatusReport,
  { json = false, ...view }: ReportView & { readonly json?: boolean },
) {
  return withoutSecrets(json ? JSON.stringify(report, null, 2) : renderStatus(report, view));
}
