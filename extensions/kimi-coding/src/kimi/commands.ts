import { IDENTITY_PATH } from "./identity.ts";

/** Where a subscriber makes a key (official console, 2026-08). */
export const KEY_PAGE = "https://www.kimi.com/code/console";

// What texts tell the user to type. Each stands on a line of its own in a text, so that it can be copied.

/** Asks for a key and stores it. */
export const STORE_KEY_COMMAND = "openclaw onboard --auth-choice kimi-code-api-key";
/** Signs in, or signs in again, with an account of kimi.com. */
export const SIGN_IN_COMMAND = "openclaw models auth login --provider kimi --method device-code";
/** The same with an account of kimi.ai. */
export const GLOBAL_SIGN_IN_COMMAND = `${SIGN_IN_COMMAND}-global`;
/** Both, where the region is not known. */
export const SIGN_IN_COMMANDS = `${SIGN_IN_COMMAND}\nFor an account of kimi.ai:\n${GLOBAL_SIGN_IN_COMMAND}`;
/** Tries a chat, and shows the models and the quota of the plan. */
export const STATUS_COMMAND = "openclaw kimi status";
/** Shows what makes OpenClaw need this plugin, and removes it with `--yes`. */
export const REMOVE_COMMAND = "openclaw kimi remove";
/** Reads the list of the plan's models again. */
export const LIST_MODELS_COMMAND = "openclaw models list --provider kimi --refresh";
/** Shows the auth profiles, and until when OpenClaw pauses one. */
export const LIST_PROFILES_COMMAND = "openclaw models status";
/** Shows why OpenClaw cannot read a key that is kept elsewhere. */
export const CHECK_SECRETS_COMMAND = "openclaw secrets audit --check";
/** Chooses the default model. */
export const SET_MODEL_COMMAND = "openclaw models set <provider/model>";
export const SHOW_BASE_URL_COMMAND = "openclaw config get models.providers.kimi.baseUrl";
export const REMOVE_BASE_URL_COMMAND = "openclaw config unset models.providers.kimi.baseUrl";
export const REMOVE_HEADERS_COMMAND = "openclaw config unset models.providers.kimi.headers";
export const REMOVE_IDENTITY_COMMAND = `openclaw config unset ${IDENTITY_PATH}`;

/** Removes all that makes OpenClaw need this plugin, or one profile alone, without asking. */
export function removeCommand(profileId: string | undefined): string {
  return [REMOVE_COMMAND, ...(profileId === undefined ? [] : [commandWord(profileId)]), "--yes"].join(" ");
}

/** Tests an auth profile that is stored in place of another one, and uses it (2026.9.6). */
export function activateCommand(profileId: string): string {
  return `openclaw models auth activate ${commandWord(profileId)}`;
}

/** A value as one word of a command: in quotes if a shell would read more into it than the value. */
function commandWord(value: string): string {
  return /^[\w:@.+-]+$/u.test(value) ? value : `'${value.replaceAll("'", String.raw`'\''`)}'`;
}

/** The command that removes one setting. */
export function unsetCommand(configPath: string): string {
  return `openclaw config unset ${configPath}`;
}

/** In a chat: starts a new one, makes this one shorter, chooses another model. */
export const NEW_CHAT_COMMAND = "/new";
export const COMPACT_COMMAND = "/compact";
export const CHOOSE_MODEL_COMMAND = "/model";
