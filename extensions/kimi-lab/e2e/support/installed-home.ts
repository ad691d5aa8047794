import { randomUUID } from "node:crypto";

import { createHome, type Home } from "../../host/home.ts";
import { extensionRoot } from "../../host/paths.ts";
import { installPlugin } from "../../host/setup.ts";
import { editConfig } from "./edit-config.ts";
import { copySharedHome } from "./shared-home.ts";

/**
 * A home of its own with the built plugin installed, not onboarded, and with the user's config on top of what
 * the installation wrote. It is in `directory`, by default in a new one. The caller removes it.
 */
export async function createInstalledHome(config: object = {}, directory?: string): Promise<Home> {
  const home = await copySharedHome("installed", install, directory);
  try {
    await editConfig(home, (copied) => ({ ...copied, ...config }));
    return home;
  } catch (error) {
    await home.remove();
    throw error;
  }
}

async function install(directory: string): Promise<void> {
  await installPlugin(await createHome({ directory }), { path: extensionRoot });
}

/** What of a config starts a gateway in a home that was not onboarded. */
export function localGateway(): object {
  return { mode: "local", bind: "loopback", auth: { mode: "token", token: randomUUID() } };
}
