import type { ServiceEndpoint } from "../models/index.ts";

/** What requests to the service are signed with. */
export interface Credential {
  /** Of this moment: another one after `renew`. */
  readonly secret: string;
  /**
   * Renews a sign-in whose token the service has just refused, before its time, unless that has happened since.
   * Throws a `KimiError`. Absent for what nothing here can renew.
   */
  readonly renew?: (rejected: string) => Promise<void>;
}

/** Where requests of the subscription go, and with what. */
export interface ServiceTarget {
  readonly endpoint: ServiceEndpoint;
  readonly credential: Credential;
}
