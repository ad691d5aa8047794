import type { ProviderAuthContext } from "openclaw/plugin-sdk/plugin-entry";

import type { Registration } from "openclaw-kimi-coding/test-api";

const refuse = () => Promise.reject(new Error("nobody is there to answer"));

/** A sign-in of the plugin's. */
export type DeviceMethod = Registration["provider"]["auth"][number];

/** Signs in as a host has it done, at this OAuth host, and keeps what the user is shown. */
export function signInByDevice(
  method: DeviceMethod,
  issuer: string,
  { config = {}, ...limits }: Partial<Pick<ProviderAuthContext, "config" | "signal">> = {},
) {
  const shown: string[] = [];
  const opened: string[] = [];
  const context: ProviderAuthContext = {
    config,
    env: { KIMI_CODE_OAUTH_HOST: issuer },
    prompter: {
      intro: () => Promise.resolve(),
      outro: () => Promise.resolve(),
      note: (message) => Promise.resolve(void shown.push(message)),
      select: refuse,
      multiselect: refuse,
      text: refuse,
      confirm: refuse,
      progress: (label) => {
        shown.push(label);
        return { update: (message) => void shown.push(message), stop: () => undefined };
      },
    },
    runtime: { log: () => undefined, error: () => undefined, exit: () => undefined },
    isRemote: false,
    openUrl: (url) => {
      opened.push(url);
      return Promise.reject(new Error("no browser"));
    },
    oauth: {
      createVpsAwareHandlers: () => {
        throw new TypeError("no sign-in by redirect");
      },
    },
    ...limits,
  };
  return { done: method.run(context), shown, opened };
}
