import { renderStatus, type ReportView, type StatusReport } from "./status-report.ts";

/** Something in the form of a key or of a token. */
const SECRET = /\b(?:sk-|eyJ)[\w.-]{8,}/gu;

/**
 * The report as `openclaw kimi status` prints it, for people or as JSON. Users paste it into issues: a key that stands in
 * an address or that the service repeats is left out.
 */
export function printedReport(
  report: StatusReport,
  { json = false, ...view }: ReportView & { readonly json?: boolean },
) {
  const text = json ? JSON.stringify(report, null, 2) : renderStatus(report, view);
  return text.replaceAll(SECRET, (secret) => `${secret.slice(0, 3)}…`);
}
