/** The models of the account, for the catalogue of the host. */
export { listPlan } from "./plan-listing.ts";
