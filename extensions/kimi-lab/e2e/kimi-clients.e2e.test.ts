import { chmod, mkdir, mkdtemp, realpath, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { startGateway } from "../host/gateway.ts";
import { startTerminal } from "../host/terminal.ts";
import { startSimulator } from "../simulator/simulator.ts";
import { bareModel, only, present, registerPlugin } from "openclaw-kimi-coding/test-api";
import { credentialStore, findInFiles } from "./support/find-in-files.ts";
import { createInstalledHome, localGateway } from "./support/installed-home.ts";
import { runOfficialClient } from "./support/official-client.ts";
import { removeHome } from "./support/remove-home.ts";

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

describe("a chat on the official client's sign-in, beside that client", () => {
  it("works for both, before and after the client renews it, and the file stays the client's", async () => {
    await using simulator = await stoppable({ oauth: { autoApprove: true, intervalSeconds: 1 } });
    const endpoint = { KIMI_CODE_BASE_URL: simulator.baseUrl, KIMI_CODE_OAUTH_HOST: simulator.url };
    // Its path holds nothing, so that it opens no browser.
    await runOfficialClient(folder, ["login"], { ...endpoint, PATH: folder });
    const env = { ...endpoint, KIMI_CODE_HOME: join(folder, ".kimi-code") };
    const home = await createInstalledHome({ gateway: localGateway() });
    const method = ["--provider", "kimi", "--method", "kimi-client", "--set-default"];
    const terminal = await startTerminal(home, ["models", "auth", "login", ...method], { env });
    try {
      await terminal.waitFor(/Default model set to kimi\/kimi-code/u);
    } finally {
      await terminal.stop();
    }
    const gateway = await startGateway(home, { env });
    try {
      const sessionKey = "agent:main:client";
      const files = await findInFiles(folder, "refresh_token", /\.lock/u);
      const file = only(files);
      const before = await stat(file);
      expect(await gateway.chat({ sessionKey, message: "on your token" })).toMatchObject({ state: "final" });
      expect(await stat(file)).toMatchObject({ mtimeMs: before.mtimeMs, ino: before.ino });

      simulator.clock.advance(900_000);
      const { stdout } = await runOfficialClient(folder, ["-p", "hello from the client"], endpoint);
      expect(stdout).toContain("You said: hello from the client");
      expect(await gateway.chat({ sessionKey, message: "on your next token" })).toMatchObject({
        state: "final",
      });
      expect((await runOfficialClient(folder, ["-p", "and again"], endpoint)).stdout).toContain("and again");

      expect(simulator.oauth).toMatchObject({ refreshes: 1, reuses: 0 });
      for (const secret of simulator.oauth.secrets) {
        expect(gateway.output()).not.toContain(secret);
        expect(await findInFiles(home.directory, secret, credentialStore)).toStrictEqual([]);
      }
    } finally {
      await gateway.stop();
      await removeHome(home, simulator);
    }
  });
});

/** A simulator that stops with the block. */
async function stoppable(options: Parameters<typeof startSimulator>[0]) {
  const simulator = await startSimulator(options);
  return Object.assign(simulator, { [Symbol.asyncDispose]: () => simulator.stop() });
}
