import type { CredentialStatus, RestStatus } from "../credentials/index.ts";
import { durationText } from "../errors/index.ts";
import {
  activateCommand,
  LIST_PROFILES_COMMAND,
  removeCommand,
  SIGN_IN_COMMANDS,
  STORE_KEY_COMMAND,
} from "../kimi/index.ts";
import { localTime } from "./local-time.ts";

/** What to say of a credential that OpenClaw pauses. */
export function pauseText(
  { until, reason }: RestStatus,
  kind: CredentialStatus["kind"] | undefined,
  now: number,
): string {
  const end = Date.parse(until);
  const wait = durationText(Math.ceil(Math.max(0, end - now) / 1000));
  const isRejected = reason === "auth" || reason === "auth_permanent";
  const why = isRejected ? "Kimi Code rejected it in a chat" : `a request failed${kindText(reason)}`;
  const next = isRejected
    ? kind === "oauth"
      ? `Wait, or sign in again:\n${SIGN_IN_COMMANDS}`
      : `Wait, or store another key:\n${STORE_KEY_COMMAND}`
    : `After the pause, OpenClaw uses it again. Details:\n${LIST_PROFILES_COMMAND}`;
  return `OpenClaw pauses this credential until ${localTime(end, now)} (in ${wait}), because ${why}. ${next}`;
}

/** The host's word for the failure: `rate_limit`. */
function kindText(reason: string | null): string {
  return reason === null ? "" : ` (${reason.replaceAll("_", " ")})`;
}

/** What to say of a key that waits to be put in place of the one in use. */
export function waitingText(profileId: string): string {
  return `A replacement is stored as ${profileId}. OpenClaw does not use it yet. To test and use it:\n${activateCommand(profileId)}\nTo remove it:\n${removeCommand(profileId)}`;
}
