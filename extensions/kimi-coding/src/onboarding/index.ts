/** Setting up a key: asked for, checked, stored. */
export { createApiKeyAuthMethod, storePastedKey } from "./api-key-method.ts";
