import type { OpenClawConfig, OpenClawPluginApi } from "openclaw/plugin-sdk/plugin-entry";
import { KimiError } from "../errors/index.ts";
import { WEB_FETCH_ID } from "../kimi/index.ts";
import { storePastedKey } from "../onboarding/index.ts";

type WebSearchProvider = Parameters<OpenClawPluginApi["registerWebSearchProvider"]>[0];
type SetupContext = Parameters<NonNullable<WebSearchProvider["runSetup"]>>[0];

/**
 * Keys that a user typed into the set-up, by the config that the host then passes to {@link runWebSetup}. A typed key
 * is never written into a config, because people share that file.
 */
const typedKeys = new WeakMap<OpenClawConfig, string>();

/** Remembers a typed key until {@link runWebSetup} stores it. Ignores a secret reference: the chat resolves it itself. */
export function noteTypedKey(config: OpenClawConfig, value: unknown): void {
  if (typeof value === "string") typedKeys.set(config, value);
}

/**
 * Stores a key that was typed, and asks whether pages are to be read through the subscription, too.
 *
 * In a quick start, where the host preselects the search of a stored key, its name does not stay in the config: OpenClaw
 * finds it without that. With the name in the config, an OpenClaw without this plugin does not start (2026.9.6).
 */
export async function runWebSetup({
  config,
  prompter,
  quickstartDefaults,
}: SetupContext): Promise<OpenClawConfig> {
  const typed = typedKeys.get(config);
  typedKeys.delete(config);
  const stored = typed === undefined ? config : await store(config, typed, prompter);
  if (quickstartDefaults === true) return await withoutChoice(stored, prompter);
  const fetch = stored.tools?.web?.fetch;
  if ((fetch?.provider ?? "") !== "" || fetch?.enabled === false) return stored;
  const readsPages = await prompter.confirm({
    message: "Let Kimi Code read pages that web_fetch cannot read itself?",
    initialValue: true,
  });
  if (!readsPages) return stored;
  return {
    ...stored,
    tools: {
      ...stored.tools,
      web: { ...stored.tools?.web, fetch: { ...fetch, provider: WEB_FETCH_ID } },
    },
  };
}

async function withoutChoice(
  config: OpenClawConfig,
  prompter: SetupContext["prompter"],
): Promise<OpenClawConfig> {
  const { provider: _, ...search } = config.tools?.web?.search ?? {};
  await prompter.note(
    "OpenClaw searches with Kimi Code while no other search is set up. The configuration does not name it.",
    "Kimi Code",
  );
  return { ...config, tools: { ...config.tools, web: { ...config.tools?.web, search } } };
}

async function store(
  config: OpenClawConfig,
  typed: string,
  prompter: SetupContext["prompter"],
): Promise<OpenClawConfig> {
  try {
    const stored = await storePastedKey(config, typed);
    if (stored.warning !== null) await prompter.note(stored.warning, "Kimi Code API key");
    return stored.config;
  } catch (error) {
    if (!(error instanceof KimiError)) throw error;
    await prompter.note(error.message, "Kimi Code API key");
    return config;
  }
}
