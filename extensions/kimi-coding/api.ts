/** What other code may use of this plugin without registering it. */
export { DEFAULT_MODEL_REF, KEY_ENV_VARS, PROVIDER_ID, PROVIDER_IDS } from "./manifest.ts";
export { buildProviderConfig } from "./provider-catalog.ts";
export { DEFAULT_BASE_URL } from "./src/endpoint.ts";
export { USER_AGENT } from "./src/identity.ts";
