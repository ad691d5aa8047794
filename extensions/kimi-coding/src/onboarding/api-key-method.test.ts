import type {
  ProviderAuthContext,
  ProviderAuthMethod,
  ProviderAuthMethodNonInteractiveContext,
} from "openclaw/plugin-sdk/plugin-entry";
import { describe, expect, it } from "vitest";
import { configWith, only, present, registerPlugin } from "../../test-support/registration.ts";

const KEY = "sk-kimi-AbC123xyz789";
const own = configWith({ kimi: { baseUrl: "http://127.0.0.1:8/coding/v1", models: [] } });

type Prompter = ProviderAuthContext["prompter"];
type Runtime = ProviderAuthContext["runtime"];
type ResolvedKey = Awaited<ReturnType<ProviderAuthMethodNonInteractiveContext["resolveApiKey"]>>;

function method(): ProviderAuthMethod {
  return present(registerPlugin().provider.auth.find(({ id }) => id === "api-key"));
}

/** What the user reads on the terminal and how the command ends. */
interface Terminal {
  readonly lines: unknown[];
  readonly errors: unknown[];
  readonly exits: number[];
  readonly runtime: Runtime;
}

function terminal(): Terminal {
  const lines: unknown[] = [];
  const errors: unknown[] = [];
  const exits: number[] = [];
  const runtime: Runtime = {
    log: (...args) => void lines.push(...args),
    error: (...args) => void errors.push(...args),
    exit: (code) => void exits.push(code),
  };
  return { lines, errors, exits, runtime };
}

const refuse = () => Promise.reject(new Error("no user is there to answer"));

/** A wizard without a user: it keeps the notes and fails on every question. */
function silentPrompter(): Prompter & { readonly notes: string[] } {
  const notes: string[] = [];
  return {
    notes,
    intro: () => Promise.resolve(),
    outro: () => Promise.resolve(),
    note: (message) => {
      notes.push(message);
      return Promise.resolve();
    },
    select: refuse,
    multiselect: refuse,
    text: refuse,
    confirm: refuse,
    progress: () => ({ update: () => undefined, stop: () => undefined }),
  };
}

/** Signs in as `openclaw onboard` does when the key came with the command. */
async function signIn(
  opts: NonNullable<ProviderAuthContext["opts"]>,
  config: ProviderAuthContext["config"] = {},
) {
  const prompter = silentPrompter();
  const result = await method().run({
    config,
    env: {},
    prompter,
    runtime: terminal().runtime,
    opts,
    allowSecretRefPrompt: false,
    isRemote: false,
    openUrl: () => Promise.reject(new Error("no browser")),
    oauth: {
      createVpsAwareHandlers: () => {
        throw new TypeError("no sign-in by browser");
      },
    },
  });
  return { ...result, notes: prompter.notes };
}

interface NonInteractive {
  readonly opts?: ProviderAuthMethodNonInteractiveContext["opts"];
  readonly config?: ProviderAuthMethodNonInteractiveContext["config"];
  /** What the host finds; by default the flag's value as it is. */
  readonly resolved?: ResolvedKey;
}

/** A command without a terminal to ask at, with the parameters that the key was asked for with. */
function nonInteractive({ opts = {}, config = {}, resolved = null }: NonInteractive) {
  const asked: unknown[] = [];
  const credentials: unknown[] = [];
  const { lines, errors, exits, runtime } = terminal();
  const context: ProviderAuthMethodNonInteractiveContext = {
    authChoice: "kimi-code-api-key",
    config,
    baseConfig: config,
    opts,
    runtime,
    resolveApiKey: (params) => {
      asked.push(params);
      return Promise.resolve(resolved);
    },
    toApiKeyCredential: (params) => {
      credentials.push(params);
      return null;
    },
  };
  return { context, asked, credentials, lines, errors, exits };
}
function run(context: ProviderAuthMethodNonInteractiveContext) {
  return present(method().runNonInteractive)(context);
}
function validate(context: ProviderAuthMethodNonInteractiveContext) {
  return present(method().validateNonInteractive)(context);
}

describe("the API-key sign-in", () => {
  it("shows the choice of the manifest in the wizard", () => {
    expect(method()).toMatchObject({
      id: "api-key",
      kind: "api_key",
      label: "Kimi Code API key (subscription)",
      starterModel: "kimi/kimi-code",
      wizard: { choiceId: "kimi-code-api-key", groupId: "moonshot" },
    });
  });
});

describe("a typed key of another shape", () => {
  it("is called that before it can be sent, and another one is asked for by default", async () => {
    const said: string[] = [];
    const typed = ["sk-AbC123xyz789", KEY];
    const prompter: Prompter = {
      ...silentPrompter(),
      note: (message) => {
        said.push(message);
        return Promise.resolve();
      },
      text: () => Promise.resolve(present(typed.shift())),
      confirm: ({ message, initialValue = false }) => {
        said.push(message);
        return Promise.resolve(initialValue && !message.startsWith("Try this key"));
      },
      progress: () => {
        throw new TypeError("the key is sent");
      },
    };
    const { profiles } = await method().run({
      config: {},
      env: {},
      prompter,
      runtime: terminal().runtime,
      allowSecretRefPrompt: false,
      isRemote: false,
      openUrl: () => Promise.reject(new Error("no browser")),
      oauth: {
        createVpsAwareHandlers: () => {
          throw new TypeError("no sign-in by browser");
        },
      },
    });
    expect(said).toStrictEqual([
      expect.stringMatching(
        /^This looks like a key of Moonshot's open platform, which is another product\./u,
      ),
      "Store this key anyway? (Choose No to paste another key.)",
      "Try this key at Kimi Code now? (sends one short message)",
    ]);
    expect(only(profiles).credential).toMatchObject({ key: KEY });
  });
});

describe("the interactive sign-in", () => {
  it.each([
    { name: "the key alone", pasted: KEY },
    { name: "an assignment", pasted: `export KIMI_API_KEY="${KEY}"` },
    { name: "a header", pasted: `Authorization: Bearer ${KEY}` },
    { name: "a wrapped key", pasted: "sk-kimi-AbC123\n  xyz789\n" },
  ])("stores the key of $name as profile kimi:default and sets the default model", async ({ pasted }) => {
    expect(await signIn({ kimiCodeApiKey: pasted })).toStrictEqual({
      profiles: [{ profileId: "kimi:default", credential: { type: "api_key", provider: "kimi", key: KEY } }],
      defaultModel: "kimi/kimi-code",
      notes: [],
    });
  });

  it.each([{ tokenProvider: "kimi" }, { tokenProvider: "kimi-code" }, { tokenProvider: "Kimi-Coding" }])(
    "takes a token for $tokenProvider",
    async ({ tokenProvider }) => {
      const { profiles } = await signIn({ token: `Bearer ${KEY}`, tokenProvider });
      expect(only(profiles).credential).toMatchObject({ provider: "kimi", key: KEY });
    },
  );

  it("writes nothing into the config by itself", async () => {
    expect(await signIn({ kimiCodeApiKey: KEY })).not.toHaveProperty("configPatch");
  });

  it.each([
    { name: "another sk- key", key: "sk-AbC123xyz789", warning: "Moonshot's open platform" },
    {
      name: "a JSON web token",
      key: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ1In0.c2ln",
      warning: "an access token",
    },
  ])("warns of $name and stores it unchanged", async ({ key, warning }) => {
    const { notes, profiles } = await signIn({ kimiCodeApiKey: key });
    expect(only(notes)).toContain(warning);
    expect(only(notes)).not.toContain(key);
    expect(only(profiles).credential).toMatchObject({ key });
  });

  it("accepts a key of any shape for the user's own host without a warning", async () => {
    const { notes, profiles } = await signIn({ kimiCodeApiKey: "sk-ant-AbC123xyz789" }, own);
    expect(notes).toStrictEqual([]);
    expect(only(profiles).credential).toMatchObject({ key: "sk-ant-AbC123xyz789" });
  });

  it.each([
    { name: "another vendor's key", pasted: "sk-ant-s3cr3t", reason: "a key of Anthropic" },
    { name: "quotes around nothing", pasted: '""', reason: "it is empty" },
    {
      name: "a control character",
      pasted: "sk-kimi-s3cr\u00073t",
      reason: "control characters or invisible",
    },
  ])("refuses $name and repeats nothing of it", async ({ pasted, reason }) => {
    const attempt = signIn({ kimiCodeApiKey: pasted });
    await expect(attempt).rejects.toThrow(reason);
    await expect(attempt).rejects.not.toThrow(/s3cr/u);
  });

  it.each([
    { name: "Kimi's own base URL", baseUrl: "https://api.kimi.ai/coding/v1" },
    { name: "a blank base URL", baseUrl: " " },
  ])("refuses another vendor's key beside $name", async ({ baseUrl }) => {
    const config = configWith({ kimi: { baseUrl, models: [] } });
    await expect(signIn({ kimiCodeApiKey: "sk-ant-abc" }, config)).rejects.toThrow("a key of Anthropic");
  });
});

describe("the non-interactive sign-in", () => {
  const found = { key: KEY, source: "profile" } as const;

  it("asks the host for the key by flag and variable", async () => {
    const { context, asked } = nonInteractive({ opts: { kimiCodeApiKey: KEY }, resolved: found });
    await run(context);
    expect(asked).toStrictEqual([
      { provider: "kimi", flagValue: KEY, flagName: "--kimi-code-api-key", envVar: "KIMI_API_KEY" },
    ]);
  });

  it("asks without a flag where none was given", async () => {
    const { context, asked } = nonInteractive({ resolved: found });
    await run(context);
    expect(asked).toStrictEqual([
      { provider: "kimi", flagName: "--kimi-code-api-key", envVar: "KIMICODE_API_KEY" },
    ]);
  });

  it("adds the profile and the default model to an empty config, and no provider block", async () => {
    const { context, errors, exits, credentials } = nonInteractive({ resolved: found });
    expect(await run(context)).toStrictEqual({
      auth: {
        profiles: { "kimi:default": { provider: "kimi", mode: "api_key" } },
      },
      agents: { defaults: { model: { primary: "kimi/kimi-code" } } },
    });
    expect({ errors, exits, credentials }).toStrictEqual({ errors: [], exits: [], credentials: [] });
  });

  it("ends with the command that tries the key, but not where a program reads what is printed", async () => {
    const asked = nonInteractive({ resolved: found });
    await run(asked.context);
    expect(asked.lines).toStrictEqual(["Your Kimi Code API key is stored. To try it:\nopenclaw kimi status"]);
    const forProgram = nonInteractive({ resolved: found, opts: { json: true } });
    await run(forProgram.context);
    expect(forProgram.lines).toStrictEqual([]);
  });

  it("leaves the next step to a host that sets the key aside", async () => {
    const { context, lines } = nonInteractive({ resolved: found });
    await run({ ...context, agentDir: "/tmp/openclaw-setup-credential-x1/agents/setup/agent" });
    expect(lines).toStrictEqual([]);
  });

  it.each([
    { name: "a reference", model: "openai/gpt-5" },
    { name: "a primary and fallbacks", model: { primary: "openai/gpt-5", fallbacks: ["kimi/kimi-code"] } },
  ])("keeps a default model that is stated as $name", async ({ model }) => {
    const config = { agents: { defaults: { model } } };
    const written = await run(nonInteractive({ config, resolved: found }).context);
    expect(written?.agents?.defaults?.model).toStrictEqual(model);
  });

  it("keeps fallbacks that are stated without a primary", async () => {
    const config = { agents: { defaults: { model: { fallbacks: ["openai/gpt-5"] } } } };
    const written = await run(nonInteractive({ config, resolved: found }).context);
    expect(written?.agents?.defaults?.model).toStrictEqual({
      fallbacks: ["openai/gpt-5"],
      primary: "kimi/kimi-code",
    });
  });

  it("puts the model on a list of allowed models, and makes no list where there is none", async () => {
    const listed = { agents: { defaults: { models: { "openai/gpt-5": { alias: "gpt" } } } } };
    const written = await run(nonInteractive({ config: listed, resolved: found }).context);
    expect(written?.agents?.defaults?.models).toStrictEqual({
      "openai/gpt-5": { alias: "gpt" },
      "kimi/kimi-code": {},
    });
    const unlisted = await run(nonInteractive({ resolved: found }).context);
    expect(unlisted?.agents?.defaults).not.toHaveProperty("models");
  });

  it("keeps everything else and can be repeated", async () => {
    const config = {
      ...own,
      agents: {
        defaults: { workspace: "/tmp/w", models: { "kimi/kimi-code": { alias: "kimi" } } },
      },
      auth: { profiles: { "openai:default": { provider: "openai", mode: "api_key" as const } } },
    };
    const once = present(await run(nonInteractive({ config, resolved: found }).context));
    expect(once).toMatchObject(config);
    expect(await run(nonInteractive({ config: once, resolved: found }).context)).toStrictEqual(once);
  });

  it("removes what surrounds a key that the host finds", async () => {
    const resolved = { key: ` "Bearer ${KEY}"\n`, source: "env", envVarName: "KIMI_API_KEY" } as const;
    const { context, credentials } = nonInteractive({ resolved });
    expect(await run(context)).toBeNull();
    expect(credentials).toStrictEqual([{ provider: "kimi", resolved: { ...resolved, key: KEY } }]);
  });

  it.each([
    { name: "as the flag", opts: { kimiCodeApiKey: "sk-ant-s3cr3t" }, resolved: null },
    { name: "in a variable", opts: {}, resolved: { key: "sk-ant-s3cr3t", source: "env" } as const },
  ])("refuses another vendor's key $name with the reason and exit code 1", async ({ opts, resolved }) => {
    const { context, credentials, errors, exits } = nonInteractive({ opts, resolved });
    expect(await run(context)).toBeNull();
    expect(String(only(errors))).toContain("a key of Anthropic");
    expect(String(only(errors))).not.toContain("s3cr3t");
    expect({ exits, credentials }).toStrictEqual({ exits: [1], credentials: [] });
  });

  it("warns of a key of another shape, without the key, and goes on", async () => {
    const resolved = { key: "sk-s3cr3t", source: "profile" } as const;
    const { context, errors, exits } = nonInteractive({ resolved });
    expect(await run(context)).not.toBeNull();
    expect(String(only(errors))).toContain("Moonshot's open platform");
    expect(String(only(errors))).not.toContain("s3cr3t");
    expect(exits).toStrictEqual([]);
  });

  it("ends without a config where the host finds no key", async () => {
    const { context, errors } = nonInteractive({});
    expect(await run(context)).toBeNull();
    expect(errors).toStrictEqual([]);
  });
});

describe("the validation before set-up", () => {
  it.each([
    { name: "accepts a key", resolved: { key: KEY, source: "flag" } as const, expected: true, exits: [] },
    { name: "rejects no key", resolved: null, expected: false, exits: [] },
    {
      name: "rejects a wrong key",
      resolved: { key: "gsk_abc", source: "env" } as const,
      expected: false,
      exits: [1],
    },
  ])("$name", async ({ resolved, expected, exits }) => {
    const command = nonInteractive({ resolved });
    expect(await validate(command.context)).toBe(expected);
    expect(command.exits).toStrictEqual(exits);
    expect(command.credentials).toStrictEqual([]);
  });
});
