import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { upsertAuthProfile } from "openclaw/plugin-sdk/provider-auth";
import { afterAll, beforeAll, expect, it, vi } from "vitest";

import type { Home } from "../host/home.ts";
import { defaultAccount, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { drawPicture } from "../simulator/test-support.ts";
import { createInstalledHome } from "./support/installed-home.ts";
import { makeKey } from "./support/plugin-host.ts";

let home: Home;
let simulator: Simulator;
let describePicture: readonly string[];

beforeAll(async () => {
  simulator = await startSimulator({ accounts: [{ ...defaultAccount, key: makeKey() }] });
  home = await createInstalledHome({
    models: { providers: { kimi: { baseUrl: simulator.baseUrl, models: [] } } },
  });
  vi.stubEnv("HOME", home.directory);
  vi.stubEnv("OPENCLAW_STATE_DIR", join(home.directory, ".openclaw"));
  const file = join(home.directory, "red.png");
  await writeFile(file, Buffer.from(await drawPicture({ width: 320, height: 200 }), "base64"));
  describePicture = ["infer", "image", "describe", "--file", file, "--model", "kimi/kimi-code"];
  upsertAuthProfile({
    profileId: "kimi:default",
    credential: { type: "api_key", provider: "kimi", key: makeKey() },
  });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await simulator.stop();
  await home.remove();
});

it.each(['"KEY"', "“KEY”", "Bearer KEY", "export KIMI_API_KEY='KEY'", "\uFEFF KEY \n"])(
  "describes an image with a variable of the form %j behind a profile that the service refuses",
  async (form) => {
    const env = { KIMI_API_KEY: form.replace("KEY", simulator.key) };
    const described = await home.openclaw([...describePicture], { env });
    expect(described.stderr + described.stdout).toContain("320x200 PNG, mostly red");
    const statuses = simulator.requests.map(({ path, status }) => [path.split("/").at(-1), status]);
    expect(statuses.filter(([path]) => path === "completions")).toStrictEqual([
      ["completions", 401],
      ["completions", 200],
    ]);
    simulator.reset();
  },
);

it("describes an image with the next profile where the service refuses the first one", async () => {
  upsertAuthProfile({
    profileId: "kimi:second",
    credential: { type: "api_key", provider: "kimi", key: simulator.key },
  });
  const described = await home.openclaw([...describePicture], { env: {} });
  expect(described.stderr + described.stdout).toContain("320x200 PNG, mostly red");
});
