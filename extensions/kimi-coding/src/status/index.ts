/** How the subscription stands: collected, and put into lines. */
export { collectStatus } from "./collect-status.ts";
export { printedReport } from "./printed-report.ts";
