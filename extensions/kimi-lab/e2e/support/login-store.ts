import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ensureAuthProfileStore, upsertAuthProfile } from "openclaw/plugin-sdk/provider-auth";
import { vi } from "vitest";

import type { Home } from "../../host/home.ts";
import { fromFields, loginFromTokens, type StoredLogin, toFields } from "openclaw-kimi-coding/test-api";
import type { Simulator } from "../../simulator/simulator.ts";

/** A host's store of auth profiles in a folder of its own, with one sign-in in it. */
export interface LoginStore {
  /** For other processes that are to use the same store. */
  readonly env: Readonly<Record<string, string>>;
  readonly profileId: string;
  /** Signs in anew: the tokens are fresh to the service, and here due as given. */
  signIn(id: string, dueAt: number): StoredLogin;
  /** What is stored now; null if that is not a sign-in. */
  read(): StoredLogin | null;
  remove(): Promise<void>;
}

/** Makes the store, or opens that of a home, and makes it that of this process. The caller removes it. */
export async function createLoginStore(simulator: Simulator, home?: Home): Promise<LoginStore> {
  const folder = home?.directory ?? (await mkdtemp(join(await realpath(tmpdir()), "kimi-login-")));
  const env = { HOME: folder, OPENCLAW_STATE_DIR: join(folder, ".openclaw") };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  const profileId = "kimi:oauth";
  return {
    env,
    profileId,
    signIn(id, dueAt) {
      const { access_token: accessToken, refresh_token: refreshToken } = simulator.oauth.issue();
      const tokens = { accessToken, refreshToken, lifetimeMs: 1 };
      const login = { ...loginFromTokens({ id, issuer: simulator.url }, tokens, 0), dueAt };
      upsertAuthProfile({
        profileId,
        credential: { type: "oauth", provider: "kimi", ...toFields(login) },
      });
      return login;
    },
    read: () => fromFields(ensureAuthProfileStore().profiles[profileId]),
    async remove() {
      vi.unstubAllEnvs();
      if (home === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}
