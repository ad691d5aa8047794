import { readFile, rename, writeFile } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import { z } from "zod";

import type { Gateway } from "../../host/gateway.ts";
import type { Home } from "../../host/home.ts";

const configSchema = z.looseObject({
  models: z.looseObject({}).optional(),
  plugins: z
    .looseObject({ entries: z.looseObject({ kimi: z.looseObject({}).optional() }).optional() })
    .optional(),
  agents: z.looseObject({ defaults: z.looseObject({}).optional() }).optional(),
});

type Config = z.infer<typeof configSchema>;

/**
 * Edits the host's `openclaw.json` by hand, as users do: `config set` starts a host of its own for each value.
 * The file is replaced as a whole, so that a running gateway never reads half of it.
 *
 * @returns whether anything is different now.
 */
export async function editConfig(home: Home, edit: (config: Config) => Config): Promise<boolean> {
  const before = configSchema.parse(JSON.parse(await readFile(home.configFile, "utf8")));
  const text = JSON.stringify(edit(before));
  if (isDeepStrictEqual(JSON.parse(text), before)) return false;
  const draft = `${home.configFile}.draft`;
  await writeFile(draft, text, { mode: 0o600 });
  await rename(draft, home.configFile);
  return true;
}

/** Replaces the user's `models.providers`. Not for a home whose gateway runs: see {@link applyProviders}. */
export function writeProviders(home: Home, providers: object): Promise<boolean> {
  return editConfig(home, (config) => ({ ...config, models: { ...config.models, providers } }));
}

/** Replaces the user's `models.providers` and resolves when the home's running gateway uses them. */
export function applyProviders(gateway: Gateway, home: Home, providers: object): Promise<void> {
  return whenReloaded(gateway, /applied \(models[.)]/u, () => writeProviders(home, providers));
}

/** Replaces the user's `agents.defaults.models` and resolves when the home's running gateway uses them. */
export function applyAgentModels(gateway: Gateway, home: Home, models: object): Promise<void> {
  return whenReloaded(gateway, /applied \(agents\.defaults\.models/u, () =>
    editConfig(home, (config) => ({
      ...config,
      agents: { ...config.agents, defaults: { ...config.agents?.defaults, models } },
    })),
  );
}

/** Replaces the user's settings of the plugin and resolves when the home's running gateway uses them. */
export function applyPluginConfig(gateway: Gateway, home: Home, own: object): Promise<void> {
  return whenReloaded(gateway, /applied \(.*plugins\.entries\.kimi/u, () =>
    editConfig(home, (config) => ({
      ...config,
      plugins: {
        ...config.plugins,
        entries: { ...config.plugins?.entries, kimi: { ...config.plugins?.entries?.kimi, config: own } },
      },
    })),
  );
}

async function whenReloaded(gateway: Gateway, report: RegExp, edit: () => Promise<boolean>): Promise<void> {
  // It reports on a config file that it has begun to watch; it does so before it says that it is ready.
  await gateway.waitForOutput(/\[gateway\] ready/u);
  const from = gateway.output().length;
  if (await edit()) await gateway.waitForOutput(report, { from });
}
