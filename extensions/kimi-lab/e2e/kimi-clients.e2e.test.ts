import { chmod, mkdir, mkdtemp, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { bareModel, only, present, registerPlugin } from "openclaw-kimi-coding/test-api";

const { provider } = registerPlugin();
type ExternalContext = Parameters<NonNullable<typeof provider.resolveExternalAuthProfiles>>[0];

let folder: string;
let env: Record<string, string>;

beforeEach(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), "kimi-clients-"));
  env = { KIMI_CODE_HOME: join(folder, "code"), KIMI_SHARE_DIR: join(folder, "cli") };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const token = "eyJ.of-the-client.x";
const fresh = () => ({
  access_token: token,
  refresh_token: "spent-there",
  expires_at: Date.now() / 1000 + 600,
});

/** Writes a client's credentials file and returns its path. */
async function writeCredentials(client: "code" | "cli", content: unknown, mode = 0o600): Promise<string> {
  const file = join(folder, client, "credentials", "kimi-code.json");
  await mkdir(join(file, ".."), { recursive: true });
  await writeFile(file, typeof content === "string" ? content : JSON.stringify(content));
  await chmod(file, mode);
  return file;
}

function offered(overrides: Partial<ExternalContext> = {}) {
  const context = { env, store: { version: 1, profiles: {} }, ...overrides };
  return present(provider.resolveExternalAuthProfiles)(context) ?? [];
}

const noProfiles = () => [];

/** What the user reads who has no credential. */
function missingAuthMessage(): string {
  return present(provider.buildMissingAuthMessage?.({ env, provider: "kimi", listProfileIds: noProfiles }));
}

describe("what Kimi's own clients are signed in with", () => {
  it.each([
    { client: "code", profileId: "kimi:kimi-code-client" },
    { client: "cli", profileId: "kimi:kimi-cli-client" },
  ] as const)("is offered without its refresh token: $profileId", async ({ client, profileId }) => {
    await writeCredentials(client, fresh());
    const profile = only(offered());
    expect(profile).toMatchObject({
      profileId,
      persistence: "runtime-only",
      credential: { type: "oauth", provider: "kimi", access: token, refresh: "" },
    });
    expect(JSON.stringify(profile)).not.toContain("spent-there");
  });

  it("is given for a turn as it is in the file at that moment", async () => {
    await writeCredentials("code", fresh());
    await writeCredentials("code", { ...fresh(), access_token: "renewed-by-the-client" });
    const prepared = await provider.prepareRuntimeAuth?.({
      env,
      provider: "kimi",
      modelId: "kimi-code",
      model: bareModel(),
      apiKey: token,
      authMode: "oauth",
      profileId: "kimi:kimi-code-client",
    });
    expect(prepared?.apiKey).toBe("renewed-by-the-client");
  });

  it("is not offered beside a credential of OpenClaw's own, unless the user's order names it", async () => {
    await writeCredentials("code", fresh());
    const key = { type: "api_key", provider: "kimi", key: "sk-kimi-x" } as const;
    const store = { version: 1, profiles: { "kimi:default": key } };
    expect(offered({ store })).toStrictEqual([]);
    expect(offered({ env: { ...env, KIMI_API_KEY: "sk-kimi-x" } })).toStrictEqual([]);
    const order = { kimi: ["kimi:default", "kimi:kimi-code-client"] };
    expect(offered({ store, config: { auth: { order } } }).map(({ profileId }) => profileId)).toStrictEqual([
      "kimi:kimi-code-client",
    ]);
  });

  it("is not offered for another region or for a host of the user's own", async () => {
    await writeCredentials("code", fresh());
    await writeCredentials("cli", fresh());
    for (const baseUrl of ["https://api.kimi.ai/coding/v1", "https://proxy.example/v1"]) {
      expect(offered({ config: { models: { providers: { kimi: { baseUrl, models: [] } } } } })).toStrictEqual(
        [],
      );
    }
  });

  it.each([
    {
      name: "stale",
      content: () => ({ ...fresh(), expires_at: 1 }),
      says: /cannot be used: its token has expired\. Run kimi once to renew it\./u,
    },
    { name: "signed out", content: () => ({ ...fresh(), access_token: "" }), says: /signed out/u },
    { name: "broken", content: () => "{", says: /it is damaged/u },
    { name: "huge", content: () => " ".repeat(70_000), says: /is not a credentials file/u },
  ])("is not offered when it is $name, and the user is told", async ({ content, says }) => {
    await writeCredentials("code", content());
    expect(offered()).toStrictEqual([]);
    expect(missingAuthMessage()).toMatch(says);
    expect(missingAuthMessage()).not.toContain(token);
  });

  it("is not offered when everybody can read it, and the user is told how to mend that", async () => {
    const file = await writeCredentials("code", fresh(), 0o644);
    expect(offered()).toStrictEqual([]);
    expect(missingAuthMessage()).toContain(`chmod 600 '${file}'`);
  });

  it("is not offered through a link that leads elsewhere, nor from a folder in its place", async () => {
    const elsewhere = join(folder, "elsewhere.json");
    await writeFile(elsewhere, JSON.stringify(fresh()), { mode: 0o600 });
    await mkdir(join(folder, "code", "credentials"), { recursive: true });
    await symlink(elsewhere, join(folder, "code", "credentials", "kimi-code.json"));
    await mkdir(join(folder, "cli", "credentials", "kimi-code.json"), { recursive: true });
    expect(offered()).toStrictEqual([]);
    expect(missingAuthMessage()).toMatch(/a link to a file outside/u);
    expect(missingAuthMessage()).toMatch(/is not a credentials file/u);
  });

  it("is nothing to speak of where there is no client", () => {
    expect(offered()).toStrictEqual([]);
    expect(missingAuthMessage()).not.toMatch(/cannot be used/u);
  });
});
