import "./src/host/index.ts";

/** What other code may use of this plugin without registering it. */
export {
  DEFAULT_BASE_URL,
  DEFAULT_MODEL_REF,
  KEY_ENV_VARS,
  PROVIDER_ID,
  PROVIDER_IDS,
  USER_AGENT,
} from "./src/kimi/index.ts";
export { buildProviderConfig } from "./provider-catalog.ts";
