import type { ProviderPlugin } from "openclaw/plugin-sdk/plugin-entry";
import { CHECK_SECRETS_COMMAND, KEY_PAGE, SIGN_IN_COMMAND, STORE_KEY_COMMAND } from "../kimi/index.ts";
import { keyShape, type KeyShape } from "../service/index.ts";

type DoctorHintContext = Parameters<NonNullable<ProviderPlugin["buildAuthDoctorHint"]>>[0];

const NEW_KEY = `Get a key (sk-kimi-…) from ${KEY_PAGE} and store it:\n${STORE_KEY_COMMAND}`;
const SIGN_IN_AGAIN = `Sign in to Kimi Code again:\n${SIGN_IN_COMMAND}`;

/** What `openclaw doctor` and a failed sign-in say in the end: what is wrong with this profile, and the next command. */
export function buildAuthDoctorHint({ store, profileId }: DoctorHintContext): string {
  const profile = profileId === undefined ? undefined : store.profiles[profileId];
  if (profile === undefined) return SIGN_IN_AGAIN;
  switch (profile.type) {
    case "api_key":
      return profile.key === undefined ? KEPT_ELSEWHERE : KEY_HINTS[keyShape(profile.key)];
    case "token":
      return PASTED_TOKEN;
    case "oauth":
      return SIGN_IN_AGAIN;
    default:
      return profile satisfies never;
  }
}

const KEPT_ELSEWHERE = `This key is kept elsewhere, and OpenClaw cannot read it there. See why:\n${CHECK_SECRETS_COMMAND}`;
const PASTED_TOKEN = `This is a pasted token of a Kimi sign-in. It expires within minutes, and OpenClaw cannot renew it. Sign in instead:\n${SIGN_IN_COMMAND}`;

const KEY_HINTS = {
  subscription: NEW_KEY,
  "open-platform": `This looks like a key of Moonshot's open platform, which is another product. ${NEW_KEY}`,
  token: PASTED_TOKEN,
  unknown: `This does not look like a key of Kimi Code. ${NEW_KEY}`,
} as const satisfies Record<KeyShape, string>;
