/** How the subscription stands: collected, and put into lines. */
export { collectStatus } from "./collect-status.ts";
export { renderStatus } from "./status-report.ts";
