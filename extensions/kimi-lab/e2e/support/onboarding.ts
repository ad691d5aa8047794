import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { loadAuthProfileStoreWithoutExternalProfiles } from "openclaw/plugin-sdk/agent-runtime";
import { vi } from "vitest";
import { z } from "zod";

import type { CommandResult } from "../../host/command.ts";
import type { Home } from "../../host/home.ts";

/** What the user gives to `openclaw onboard` beside the choice of Kimi Code. */
export interface OnboardInput {
  /** As the flag `--kimi-code-api-key`; without it, the key is looked for in `env`. */
  readonly flag?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly extraArgs?: readonly string[];
}

/** Runs `openclaw onboard` without questions, to whatever end. */
export function runOnboard(home: Home, { flag, env, extraArgs = [] }: OnboardInput): Promise<CommandResult> {
  const choice = ["--non-interactive", "--accept-risk", "--auth-choice", "kimi-code-api-key"];
  const key = flag === undefined ? [] : ["--kimi-code-api-key", flag];
  const skipped = ["--skip-health", "--skip-channels", "--skip-skills", "--skip-ui"];
  const args = ["onboard", ...choice, ...key, ...skipped, ...extraArgs];
  return home.openclaw(args, env === undefined ? {} : { env });
}

const profileSchema = z.looseObject({ provider: z.string(), mode: z.string() });

const configSchema = z.looseObject({
  auth: z.looseObject({ profiles: z.record(z.string(), profileSchema).optional() }).optional(),
  agents: z
    .looseObject({
      defaults: z
        .looseObject({
          model: z.looseObject({ primary: z.string() }).optional(),
          models: z.record(z.string(), z.unknown()).optional(),
          modelPolicy: z.looseObject({ allow: z.array(z.string()) }).optional(),
        })
        .optional(),
    })
    .optional(),
  models: z.looseObject({ providers: z.record(z.string(), z.unknown()).optional() }).optional(),
});

/** The parts of a host's `openclaw.json` that onboarding has to do with. */
export type HostConfig = z.infer<typeof configSchema>;

/** The config as it is in the file; fields beside those of {@link HostConfig} are there, too. */
export async function readConfig(home: Home): Promise<HostConfig> {
  return configSchema.parse(JSON.parse(await readFile(home.configFile, "utf8")));
}

/** The names of the sign-ins that the host's main agent has stored, as the host itself reads them. */
export async function listProfiles(home: Home): Promise<readonly string[]> {
  const stateFolder = join(home.directory, ".openclaw");
  vi.stubEnv("OPENCLAW_STATE_DIR", stateFolder);
  try {
    const { profiles } = loadAuthProfileStoreWithoutExternalProfiles(
      join(stateFolder, "agents", "main", "agent"),
    );
    return Object.keys(profiles);
  } finally {
    vi.unstubAllEnvs();
  }
}
