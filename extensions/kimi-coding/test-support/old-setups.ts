/** A config from before this plugin, as users have it, and what is to be mended of it. */
export interface OldSetup {
  readonly name: string;
  /** `$KEY` stands for a key. */
  readonly config: object;
  /** What `openclaw kimi doctor` proposes to change. */
  readonly changes: readonly string[];
  /** The parts of the config that the changes touch, as they are afterwards. */
  readonly mended: object;
  /** OpenClaw does not start with it (2026.9.6). */
  readonly isRefused?: true;
}

const row = {
  reasoning: true,
  input: ["text", "image"],
  cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
  contextWindow: 262_144,
  maxTokens: 32_768,
};
const anthropicProvider = {
  id: "kimi",
  type: "anthropic",
  baseUrl: "https://api.kimi.com/coding",
  apiKey: "$KEY",
};
const aliased = { "kimi/kimi-k2.5": { alias: "Kimi K2.5", params: {} } };
const mendedHowTo = {
  agents: {
    defaults: {
      model: "kimi/kimi-code",
      models: { "kimi/kimi-code": { alias: "Kimi K2.5", params: {} } },
    },
  },
  models: {
    providers: {
      kimi: {
        baseUrl: "https://api.kimi.com/coding",
        apiKey: "$KEY",
        api: "anthropic-messages",
        models: [],
      },
    },
  },
};
const referenceChanges = [
  "agents.defaults.models.kimi/kimi-k2.5: {alias, params} → removed",
  "agents.defaults.models.kimi/kimi-code: not set → {alias, params}",
  "agents.defaults.model: kimi/kimi-k2.5 → kimi/kimi-code",
];

/** The set-ups that users came from: what OpenClaw's own Kimi plugin wrote, and those of public reports and how-tos. */
export const OLD_SETUPS: readonly OldSetup[] = [
  {
    name: "what the bundled plugin of 2026.5.7 and 2026.4.27 writes at onboarding",
    config: {
      agents: {
        defaults: {
          models: { "kimi/kimi-code": { alias: "Kimi" } },
          model: { primary: "kimi/kimi-code" },
        },
      },
      models: {
        mode: "merge",
        providers: {
          kimi: {
            baseUrl: "https://api.kimi.com/coding/",
            api: "anthropic-messages",
            models: [{ id: "kimi-code", name: "Kimi Code", ...row }],
          },
        },
      },
    },
    changes: [
      "models.providers.kimi.models: [kimi-code] → []",
      "models.providers.kimi.api: anthropic-messages → removed",
    ],
    mended: {
      models: { mode: "merge", providers: { kimi: { baseUrl: "https://api.kimi.com/coding/", models: [] } } },
    },
  },
  {
    name: "the same under kimi-coding/k2p5",
    config: {
      agents: {
        defaults: {
          model: { primary: "kimi-coding/k2p5", fallbacks: ["openai/gpt-5.4", "Kimi-Coding/K2P5@kimi:work"] },
          models: { "kimi-coding/k2p5": { alias: "Kimi K2.5" } },
        },
      },
      models: {
        providers: {
          "kimi-coding": {
            baseUrl: "https://api.kimi.com/coding/",
            api: "anthropic-messages",
            models: [{ id: "k2p5", name: "Kimi K2.5", ...row }],
          },
        },
      },
    },
    changes: [
      "models.providers.kimi-coding.models: [k2p5] → []",
      "models.providers.kimi-coding.api: anthropic-messages → removed",
      "agents.defaults.model.primary: kimi-coding/k2p5 → kimi/kimi-code",
      "agents.defaults.model.fallbacks.1: Kimi-Coding/K2P5@kimi:work → kimi/kimi-code@kimi:work",
      "agents.defaults.models.kimi-coding/k2p5: {alias} → removed",
      "agents.defaults.models.kimi/kimi-code: not set → {alias}",
    ],
    mended: {
      agents: {
        defaults: {
          model: { primary: "kimi/kimi-code", fallbacks: ["openai/gpt-5.4", "kimi/kimi-code@kimi:work"] },
          models: { "kimi/kimi-code": { alias: "Kimi K2.5" } },
        },
      },
      models: {
        providers: { "kimi-coding": { baseUrl: "https://api.kimi.com/coding/", models: [] } },
      },
    },
  },
  {
    name: "a provider for the OpenAI dialect (openclaw#30099)",
    config: {
      agents: { defaults: { model: "kimi-coding/k2p5" } },
      models: {
        providers: {
          "kimi-coding": {
            baseUrl: "https://api.kimi.com/coding/v1",
            apiKey: "${KIMI_API_KEY}",
            api: "openai-completions",
            models: [{ id: "k2p5", name: "Kimi K2.5 (Code)", contextWindow: 256_000 }],
          },
        },
      },
    },
    changes: [
      "models.providers.kimi-coding.models: [k2p5] → []",
      "agents.defaults.model: kimi-coding/k2p5 → kimi/kimi-code",
    ],
    mended: {
      agents: { defaults: { model: "kimi/kimi-code" } },
      models: {
        providers: {
          "kimi-coding": {
            baseUrl: "https://api.kimi.com/coding/v1",
            apiKey: "${KIMI_API_KEY}",
            api: "openai-completions",
            models: [],
          },
        },
      },
    },
  },
  {
    name: "a User-Agent and a command-line client (openclaw#18822)",
    isRefused: true,
    config: {
      agents: {
        defaults: {
          model: "kimi-coding/k2p5",
          cliBackends: { kimi: { command: "kimi", args: ["--print", "-y", "-p"] } },
        },
      },
      models: {
        providers: {
          "kimi-coding": {
            baseUrl: "https://api.kimi.com/coding/v1",
            apiKey: "$KEY",
            api: "openai-completions",
            headers: { "User-Agent": "kimi-cli/1.0" },
            models: [{ id: "k2p5", name: "k2p5" }],
          },
        },
      },
    },
    changes: [
      "agents.defaults.cliBackends: {kimi} → removed",
      "models.providers.kimi-coding.models: [k2p5] → []",
      "models.providers.kimi-coding.headers.User-Agent: kimi-cli/1.0 → removed",
      "agents.defaults.model: kimi-coding/k2p5 → kimi/kimi-code",
    ],
    mended: {
      agents: { defaults: { model: "kimi/kimi-code" } },
      models: {
        providers: {
          "kimi-coding": {
            baseUrl: "https://api.kimi.com/coding/v1",
            apiKey: "$KEY",
            api: "openai-completions",
            headers: {},
            models: [],
          },
        },
      },
    },
  },
  {
    name: "a key in env and an older reference (openclaw#6960)",
    config: {
      env: { KIMI_API_KEY: "$KEY" },
      agents: { defaults: { model: "kimi-coding/kimi-k2.5" } },
    },
    changes: ["agents.defaults.model: kimi-coding/kimi-k2.5 → kimi/kimi-code"],
    mended: { agents: { defaults: { model: "kimi/kimi-code" } } },
  },
  {
    name: "the same with the address of Moonshot's open platform",
    config: {
      env: { KIMI_API_KEY: "$KEY" },
      agents: { defaults: { model: "kimi-coding/kimi-k2.5" } },
      models: {
        providers: {
          "kimi-coding": {
            baseUrl: "https://api.moonshot.cn/v1",
            api: "openai-completions",
            models: [{ id: "kimi-k2.5", name: "Kimi K2.5", contextWindow: 256_000, maxTokens: 8192 }],
          },
        },
      },
    },
    changes: [
      "models.providers.kimi-coding.models: [kimi-k2.5] → []",
      "models.providers.kimi-coding.baseUrl: https://api.moonshot.cn/v1 → https://api.kimi.com/coding/v1",
      "agents.defaults.model: kimi-coding/kimi-k2.5 → kimi/kimi-code",
    ],
    mended: {
      agents: { defaults: { model: "kimi/kimi-code" } },
      models: {
        providers: {
          "kimi-coding": {
            baseUrl: "https://api.kimi.com/coding/v1",
            api: "openai-completions",
            models: [],
          },
        },
      },
    },
  },
  {
    name: "a how-to's list of providers, of type anthropic, at the top",
    isRefused: true,
    config: { providers: [anthropicProvider], models: aliased, model: "kimi/kimi-k2.5" },
    changes: [
      "providers: [kimi] → removed",
      "models.providers.kimi: not set → {models, type, baseUrl, apiKey}",
      "models.kimi/kimi-k2.5: {alias, params} → removed",
      "agents.defaults.models.kimi/kimi-k2.5: not set → {alias, params}",
      "model: kimi/kimi-k2.5 → removed",
      "agents.defaults.model: not set → kimi/kimi-k2.5",
      "models.providers.kimi.type: anthropic → removed",
      "models.providers.kimi.api: not set → anthropic-messages",
      ...referenceChanges,
    ],
    mended: { providers: undefined, model: undefined, ...mendedHowTo },
  },
  {
    name: "the same list below models",
    isRefused: true,
    config: {
      agents: { defaults: { models: aliased, model: "kimi/kimi-k2.5" } },
      models: { providers: [anthropicProvider] },
    },
    changes: [
      "models.providers: [kimi] → removed",
      "models.providers.kimi: not set → {models, type, baseUrl, apiKey}",
      "models.providers.kimi.type: anthropic → removed",
      "models.providers.kimi.api: not set → anthropic-messages",
      ...referenceChanges,
    ],
    mended: mendedHowTo,
  },
  {
    name: "the same provider as a block",
    isRefused: true,
    config: {
      agents: { defaults: { models: aliased, model: "kimi/kimi-k2.5" } },
      models: { providers: { kimi: anthropicProvider } },
    },
    changes: [
      "models.providers.kimi.id: kimi → removed",
      "models.providers.kimi.type: anthropic → removed",
      "models.providers.kimi.api: not set → anthropic-messages",
      "models.providers.kimi.models: not set → []",
      ...referenceChanges,
    ],
    mended: mendedHowTo,
  },
];
