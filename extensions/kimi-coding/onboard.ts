/** Onboarding with an API key, as the host registers it. */
export { createApiKeyAuthMethod } from "./src/onboarding/index.ts";
