import { describe, expect, it } from "vitest";
import manifest from "../../openclaw.plugin.json" with { type: "json" };
import packageJson from "../../package.json" with { type: "json" };
import { only } from "../../test-support/registration.ts";
import { OPENAI_DIALECT } from "./endpoint.ts";
import { USER_AGENT } from "./identity.ts";
import { KNOWN_ROWS } from "./known-models.ts";
import {
  API_KEY_CHOICE,
  CLIENT_CHOICE,
  DEFAULT_MODEL_REF,
  DEFAULT_ROW,
  KEY_ENV_VARS,
  MODEL_ALIASES,
  PROVIDER_ALIASES,
  PROVIDER_ID,
  PROVIDER_IDS,
  SIGN_IN_CHOICES,
} from "./manifest.ts";

const ids = ["kimi", "kimi-code", "kimi-coding"];

describe("the manifest", () => {
  it("states the provider's ids alike wherever it names them", () => {
    expect(manifest.id).toBe("kimi");
    expect(manifest.providers).toStrictEqual(ids);
    expect(manifest.autoEnableWhenConfiguredProviders).toStrictEqual(ids);
    expect(Object.keys(manifest.modelIdNormalization.providers)).toStrictEqual(ids);
    expect(Object.keys(manifest.providerRequest.providers)).toStrictEqual(ids);
    expect(["kimi", ...Object.keys(manifest.modelCatalog.aliases)]).toStrictEqual(ids);
    expect(["kimi", ...Object.keys(manifest.providerAuthAliases)]).toStrictEqual(ids);
  });

  it("makes every other id an alias of the first", () => {
    expect(new Set(Object.values(manifest.providerAuthAliases))).toStrictEqual(new Set(["kimi"]));
    const targets = Object.values(manifest.modelCatalog.aliases).map(({ provider }) => provider);
    expect(new Set(targets)).toStrictEqual(new Set(["kimi"]));
  });

  it("resolves the same names of models under every id", () => {
    for (const { aliases } of Object.values(manifest.modelIdNormalization.providers)) {
      expect(aliases).toStrictEqual(MODEL_ALIASES);
    }
  });

  it("gives other names to models that are known", () => {
    const known = KNOWN_ROWS.map(({ id }) => id);
    expect(new Set(Object.values(MODEL_ALIASES))).toStrictEqual(new Set(known));
  });

  it("writes the names of models in lower case, as they are looked up", () => {
    const names = Object.keys(manifest.modelIdNormalization.providers.kimi.aliases);
    expect(names).toStrictEqual(names.map((name) => name.toLowerCase()));
  });

  it("puts every id into the request family of Moonshot", () => {
    for (const request of Object.values(manifest.providerRequest.providers)) {
      expect(request).toStrictEqual({ family: "moonshot", compatibilityFamily: "moonshot" });
    }
  });

  // The older form of it beside this one makes 2026.4.27 print a warning twice with each command.
  it("names the variables in the form that all hosts read without a warning", () => {
    const setup = only(manifest.setup.providers);
    expect(setup.id).toBe("kimi");
    expect(setup.envVars).toStrictEqual(["KIMI_API_KEY", "KIMICODE_API_KEY"]);
    expect(manifest).not.toHaveProperty("providerAuthEnvVars");
  });

  it("offers the auth choices that the documentation names, in the order of the setup's methods", () => {
    const choices = manifest.providerAuthChoices;
    expect(choices.map(({ choiceId }) => choiceId)).toStrictEqual([
      "kimi-code-api-key",
      "kimi-code-oauth",
      "kimi-code-oauth-global",
      "kimi-code-client",
    ]);
    expect(choices.map(({ method }) => method)).toStrictEqual(only(manifest.setup.providers).authMethods);
    expect(new Set(choices.map(({ provider, groupId }) => `${provider} ${groupId}`))).toStrictEqual(
      new Set(["kimi moonshot"]),
    );
    expect(choices[0]).toMatchObject({
      cliFlag: "--kimi-code-api-key",
      cliOption: "--kimi-code-api-key <key>",
      optionKey: "kimiCodeApiKey",
    });
  });

  // OpenClaw 2026.9.6 goes on listing each row of the manifest that an account's list does not have.
  it("lists the default model alone, with the facts of the plan", () => {
    const { api, headers, models } = manifest.modelCatalog.providers.kimi;
    expect(api).toBe(OPENAI_DIALECT);
    expect(headers).toStrictEqual({ "User-Agent": USER_AGENT });
    expect(only(models)).toMatchObject({
      id: "kimi-code",
      input: ["text", "image"],
      reasoning: true,
      contextWindow: 1_048_576,
      maxTokens: 32_768,
      cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
      compat: { supportsReasoningEffort: true, supportedReasoningEfforts: ["low", "high", "max"] },
    });
  });

  it("describes media with the default model, after providers that have a key of their own", () => {
    expect(manifest.contracts.mediaUnderstandingProviders).toStrictEqual(["kimi"]);
    expect(manifest.mediaUnderstandingProviderMetadata).toStrictEqual({
      kimi: {
        capabilities: ["image", "video"],
        defaultModels: { image: "kimi-code", video: "kimi-code" },
        autoPriority: { image: 45, video: 45 },
      },
    });
  });

  it("accepts two settings of its own, which are named for people", () => {
    expect(manifest.configSchema).toMatchObject({ type: "object", additionalProperties: false });
    const properties = manifest.configSchema.properties;
    expect(properties).toMatchObject({
      identity: { enum: ["claude-code", "openclaw"], default: "claude-code" },
      quotaWarning: { type: "boolean", default: true },
    });
    expect(Object.keys(manifest.uiHints)).toStrictEqual(Object.keys(properties));
  });

  it("lets both regions be signed in to from a chat and from the page of models, and a key be stored there", () => {
    expect(
      manifest.providerAuthChoices.map(({ method, credentialOnly, appGuidedAuth, channelLogin }) => ({
        method,
        credentialOnly,
        appGuidedAuth,
        channelLogin,
      })),
    ).toMatchObject([
      { method: "api-key", credentialOnly: true },
      { method: "device-code", credentialOnly: true, appGuidedAuth: "device-code", channelLogin: {} },
      { method: "device-code-global", credentialOnly: true, appGuidedAuth: "device-code", channelLogin: {} },
      { method: "kimi-client", credentialOnly: undefined, channelLogin: undefined },
    ]);
  });

  it("names the root command for the help of hosts", () => {
    expect(manifest.cliCommands).toMatchObject([{ name: "kimi", hasSubcommands: true }]);
  });

  it("tells the host that it has usage, without which the host does not ask", () => {
    expect(manifest.contracts.usageProviders).toStrictEqual(["kimi"]);
  });

  it("agrees with the package on the provider", () => {
    expect(packageJson.openclaw.providers).toStrictEqual([manifest.id]);
    expect(packageJson.files).toContain("openclaw.plugin.json");
  });
});

describe("the manifest's facts in the code", () => {
  it("are the manifest's", () => {
    expect(PROVIDER_ID).toBe("kimi");
    expect(PROVIDER_IDS).toStrictEqual(ids);
    expect([PROVIDER_ID, ...PROVIDER_ALIASES]).toStrictEqual(ids);
    expect(KEY_ENV_VARS).toStrictEqual(["KIMI_API_KEY", "KIMICODE_API_KEY"]);
    expect(API_KEY_CHOICE).toStrictEqual(manifest.providerAuthChoices[0]);
    expect([...Object.values(SIGN_IN_CHOICES), CLIENT_CHOICE]).toStrictEqual(
      manifest.providerAuthChoices.slice(1),
    );
    expect(MODEL_ALIASES).toBe(manifest.modelIdNormalization.providers.kimi.aliases);
    expect(DEFAULT_ROW).toStrictEqual(manifest.modelCatalog.providers.kimi.models[0]);
  });

  it("make the reference that users type", () => {
    expect(DEFAULT_MODEL_REF).toBe("kimi/kimi-code");
  });
});
