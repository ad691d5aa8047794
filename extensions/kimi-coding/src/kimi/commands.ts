/** Where a subscriber makes a key (official console, 2026-08). */
export const KEY_PAGE = "https://www.kimi.com/code/console";

/** The command that signs in anew. */
export const SIGN_IN_COMMAND = "openclaw models auth login --provider kimi --method device-code";
