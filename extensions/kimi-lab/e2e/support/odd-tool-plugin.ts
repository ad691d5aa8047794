import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { z } from "zod";

import type { Home } from "../../host/home.ts";
import { editConfig } from "./edit-config.ts";

/** A tool of another plugin, whose name Kimi Code does not accept: no host looks at the names of those. */
export const ODD_TOOL = "12306__query";

const pluginsSchema = z.looseObject({
  allow: z.array(z.string()).optional(),
  load: z.looseObject({ paths: z.array(z.string()).optional() }).optional(),
  entries: z.looseObject({}).optional(),
});

const source = `
export default {
  id: "odd-tools",
  name: "Odd tools",
  description: "A tool whose name begins with a digit",
  register(api) {
    api.registerTool({
      name: ${JSON.stringify(ODD_TOOL)},
      label: "Query",
      description: "Finds trains",
      parameters: { type: "object", properties: { from: { type: "string" } }, required: ["from"] },
      execute: async (_id, params) => ({
        content: [{ type: "text", text: "trains from " + params.from + ": G1" }],
        details: {},
      }),
    });
  },
};
`;

/**
 * Writes a plugin with that tool into a home, and has the host load it. To be called before a gateway starts.
 *
 * With `toolSearch` on, as it is on 2026.9.6, the tool is behind a search tool, and its name is not sent. Older hosts do
 * not know the setting. There, onboarding sets the tool profile `coding`, which has no tool of a plugin, so the user
 * allows it (2026.5.7, 2026.4.27).
 */
export async function addOddTool(
  home: Home,
  { toolSearch }: { readonly toolSearch?: boolean } = {},
): Promise<void> {
  const folder = join(home.directory, "odd-tools");
  await mkdir(folder, { recursive: true });
  const manifest = {
    id: "odd-tools",
    name: "Odd tools",
    description: "A tool whose name begins with a digit",
    activation: { onStartup: true },
    contracts: { tools: [ODD_TOOL] },
    configSchema: { type: "object", additionalProperties: false, properties: {} },
  };
  const packageJson = {
    name: "odd-tools",
    version: "1.0.0",
    type: "module",
    openclaw: { extensions: ["./index.js"] },
  };
  await writeFile(join(folder, "openclaw.plugin.json"), JSON.stringify(manifest));
  await writeFile(join(folder, "package.json"), JSON.stringify(packageJson));
  await writeFile(join(folder, "index.js"), source);
  await editConfig(home, (config) => {
    const plugins = pluginsSchema.parse(config["plugins"] ?? {});
    const { load, entries } = plugins;
    return {
      ...config,
      plugins: {
        ...plugins,
        load: { ...load, paths: [...(load?.paths ?? []), folder] },
        entries: { ...entries, "odd-tools": { enabled: true } },
        ...(plugins.allow !== undefined && { allow: [...plugins.allow, "odd-tools"] }),
      },
      tools: toolSearch === undefined ? { profile: "coding", alsoAllow: [ODD_TOOL] } : { toolSearch },
    };
  });
}
