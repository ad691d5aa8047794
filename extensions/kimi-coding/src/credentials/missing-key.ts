import { KEY_ENV_VARS_TEXT, KEY_PAGE, SIGN_IN_COMMAND, STORE_KEY_COMMAND } from "../kimi/index.ts";

/** That there is no key, how to get and store one, and how to do without. */
export function describeMissingKey(): string {
  return `No Kimi Code API key is stored. Get a key (sk-kimi-…) from ${KEY_PAGE}. Keys of Moonshot's open platform belong to another product. Store the key:\n${STORE_KEY_COMMAND}\nOr set ${KEY_ENV_VARS_TEXT} to it where the gateway runs. Or sign in without a key:\n${SIGN_IN_COMMAND}`;
}
