import { API_KEY_CHOICE, KEY_ENV_VARS, KEY_PAGE, SIGN_IN_COMMAND } from "../kimi/index.ts";

/** That there is no key, how to get and store one, and how to do without. */
export function describeMissingKey(): string {
  return `No Kimi Code API key is stored. Get one (sk-kimi-…) from ${KEY_PAGE} (keys of Moonshot's open platform are for another product), set ${KEY_ENV_VARS.join(" or ")} to it where the gateway runs, or run:\nopenclaw onboard --auth-choice ${API_KEY_CHOICE.choiceId}\nOr sign in without a key:\n${SIGN_IN_COMMAND}`;
}
