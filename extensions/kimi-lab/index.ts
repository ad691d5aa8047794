/** The one entry of the lab for tests of the plugin: what the stand-in for Kimi's service says. */
export { errorEnvelope } from "./simulator/envelopes.ts";
export { faults, type Fault } from "./simulator/faults.ts";
