/** The one entry of the lab for tests of the plugin: the stand-in for Kimi's service, and what may stand before it. */
export { startRedirectingService } from "./e2e/support/redirecting-service.ts";
export { startServiceProxy } from "./e2e/support/service-proxy.ts";
export { errorEnvelope } from "./simulator/envelopes.ts";
export { faults, type Fault } from "./simulator/faults.ts";
export { refusals, withPrefix } from "./simulator/refusals.ts";
export { startSimulator, type Reply, type Simulator } from "./simulator/simulator.ts";
export { drawBitmap, drawHeif, drawPhotograph, drawImage, today } from "./simulator/test-support.ts";
