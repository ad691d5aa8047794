import { describe, expect, it } from "vitest";
import { present } from "../../test-support/registration.ts";
import { createWebSearchProvider, type WebSearchProvider } from "../../web-search-provider.ts";

type SetupContext = Parameters<NonNullable<WebSearchProvider["runSetup"]>>[0];
type Prompter = SetupContext["prompter"];

const unexpected = () => Promise.reject(new Error("not expected to ask"));

/** A person who confirms, or does not, and reads what is noted. */
function person(confirms: boolean) {
  const asked: string[] = [];
  const notes: string[] = [];
  const prompter: Prompter = {
    intro: unexpected,
    outro: unexpected,
    select: unexpected,
    multiselect: unexpected,
    text: unexpected,
    progress: () => ({ update: () => undefined, stop: () => undefined }),
    note: (message) => Promise.resolve(void notes.push(message)),
    confirm: ({ message }) => {
      asked.push(message);
      return Promise.resolve(confirms);
    },
  };
  return { prompter, asked, notes };
}

const provider = createWebSearchProvider(() => {
  throw new Error("no credential is looked for");
});
const runtime: SetupContext["runtime"] = {
  log: () => undefined,
  error: () => undefined,
  exit: () => undefined,
};

async function setUp(config: SetupContext["config"], prompter: Prompter, rest: Partial<SetupContext> = {}) {
  return await present(provider.runSetup)({ config, prompter, runtime, ...rest });
}

describe("the set-up of the search", () => {
  it("lets pages be read on the subscription, too, if the user wants that", async () => {
    const yes = person(true);
    expect(await setUp({ tools: { web: { fetch: { enabled: true } } } }, yes.prompter)).toStrictEqual({
      tools: { web: { fetch: { enabled: true, provider: "kimi-code" } } },
    });
    expect(yes.asked).toHaveLength(1);
    expect(await setUp({}, person(false).prompter)).toStrictEqual({});
  });

  it.each([
    { name: "chose another reader", config: { tools: { web: { fetch: { provider: "firecrawl" } } } } },
    { name: "turned web_fetch off", config: { tools: { web: { fetch: { enabled: false } } } } },
  ])("asks nothing where the user $name", async ({ config }) => {
    const { prompter, asked } = person(true);
    expect(await setUp(config, prompter)).toStrictEqual(config);
    expect(asked).toStrictEqual([]);
  });

  it("asks nothing in a quick start, and leaves nothing there that an OpenClaw without the plugin refuses", async () => {
    const { prompter, asked } = person(true);
    const search = { provider: "kimi-code", enabled: true };
    const config = { tools: { web: { search } }, plugins: { entries: { kimi: { enabled: true } } } };
    expect(await setUp(config, prompter, { quickstartDefaults: true })).toStrictEqual({
      ...config,
      tools: { web: { search: { enabled: true } } },
    });
    expect(asked).toStrictEqual([]);
  });

  it("refuses a key of another vendor, stores nothing, and leaves no key in the config", async () => {
    const { prompter, notes } = person(false);
    const config = {};
    provider.setConfiguredCredentialValue?.(config, "sk-ant-aaaaaaaaaaaaaaaa");
    expect(await setUp(config, prompter)).toStrictEqual({});
    expect(notes).toStrictEqual([expect.stringContaining("it is a key of Anthropic")]);
    expect(notes.join("")).not.toContain("aaaa");
  });

  it("accepts a reference that the chat resolves by itself", async () => {
    const { prompter, notes } = person(false);
    const config = {};
    provider.setConfiguredCredentialValue?.(config, {
      source: "env",
      provider: "default",
      id: "KIMI_API_KEY",
    });
    expect(await setUp(config, prompter)).toStrictEqual({});
    expect(notes).toStrictEqual([]);
  });
});
