import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { defaultAccount, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { acceptedProducts } from "../simulator/user-agents.ts";
import { ask, call, openAiError, anthropicError, today } from "../simulator/test-support.ts";

const chat = "/chat/completions";
const messages = "/messages";
const refusedAgent =
  "Kimi For Coding is currently only available for Coding Agents such as Kimi CLI, Claude Code, Roo Code, Kilo Code, etc.";
const invalidKey = "The API Key appears to be invalid or may have expired.";

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ service: today });
});
afterAll(async () => {
  await simulator.stop();
});

function apiKey(key: string): Record<string, string> {
  return { authorization: "", "x-api-key": key };
}

describe("keys", () => {
  it.each([
    { name: "no key", path: chat, headers: { authorization: "" }, status: 401 },
    { name: "an unknown key", path: chat, headers: { authorization: "Bearer sk-kimi-x" }, status: 401 },
    {
      name: "the right key in x-api-key on chat",
      path: chat,
      headers: apiKey(defaultAccount.key),
      status: 401,
    },
    {
      name: "the right key in x-api-key on messages",
      path: messages,
      headers: apiKey(defaultAccount.key),
      status: 200,
    },
    {
      name: "an unknown key in x-api-key on messages",
      path: messages,
      headers: apiKey("sk-kimi-x"),
      status: 401,
    },
    { name: "the right Bearer key on messages", path: messages, headers: {}, status: 200 },
  ])("answers $status to $name", async ({ path, headers, status }) => {
    const response = await call(simulator, path, ask(), { headers });
    expect(response.status).toBe(status);
    if (status === 200) return;
    expect(await response.json()).toMatchObject(
      path === chat
        ? openAiError("invalid_authentication_error", invalidKey)
        : anthropicError("authentication_error", invalidKey),
    );
  });

  it("asks for a key before it looks at the User-Agent", async () => {
    const headers = { authorization: "", "user-agent": "curl/8" };
    expect((await call(simulator, chat, ask(), { headers })).status).toBe(401);
  });

  it("lists models for a key, whatever the User-Agent", async () => {
    const options = { method: "GET", headers: { "user-agent": "curl/8" } };
    const response = await call(simulator, "/models", "", options);
    expect(await response.json()).toEqual({
      object: "list",
      data: [
        {
          id: "kimi-for-coding",
          context_length: 1_048_576,
          supports_reasoning: true,
          supports_image_in: true,
          supports_video_in: true,
          supports_thinking_type: "both",
          display_name: "Kimi For Coding",
          think_efforts: { support: true, valid_efforts: ["low", "high", "max"], default_effort: "max" },
        },
      ],
    });
  });

  it("lists no models without one", async () => {
    const options = { method: "GET", headers: { authorization: "" } };
    const response = await call(simulator, "/models", "", options);
    expect(response.status).toBe(401);
    expect(await response.json()).toEqual(openAiError("invalid_authentication_error", invalidKey));
  });
});

describe("User-Agent", () => {
  it.each(["KimiCLI/1.49.0", "kimi-code-cli/2.1.0", "claude-code/0.1.0", "Kilo-Code/5.0 extra"])(
    "lets %s through",
    async (agent) => {
      const response = await call(simulator, chat, ask(), { headers: { "user-agent": agent } });
      expect(response.status).toBe(200);
    },
  );

  it.each([
    "openclaw/2026.9.6",
    "kimi-cli/1.0",
    "Roo-Code/1.0",
    "OpenAI/JS 6.26.0",
    "Anthropic/JS 0.70.0",
    "curl/8.5.0",
    "",
  ])('refuses "%s" on both dialects', async (agent) => {
    const headers = { "user-agent": agent };
    const onChat = await call(simulator, chat, ask(), { headers });
    const onMessages = await call(simulator, messages, ask(), { headers });
    expect([onChat.status, onMessages.status]).toEqual([403, 403]);
    expect(await onChat.json()).toEqual(openAiError("access_terminated_error", refusedAgent));
    expect(await onMessages.json()).toMatchObject(anthropicError("permission_error", refusedAgent));
  });
});

describe("the gate", () => {
  const agents = ["openclaw/2026.9.6", "Anthropic/JS 0.70.0", "pi/1.5.2", ""];
  const statuses = async () =>
    await Promise.all(
      agents.map(async (agent) => {
        const response = await call(simulator, chat, ask(), { headers: { "user-agent": agent } });
        await response.text();
        return response.status;
      }),
    );

  it("lets everybody through while it is open, and is closed again when told", async () => {
    simulator.changeService({ gate: "open" });
    expect(await statuses()).toEqual([200, 200, 200, 200]);
    simulator.changeService({ gate: "closed" });
    expect(await statuses()).toEqual([403, 403, 403, 403]);
  });

  it("lets through what is listed", async () => {
    simulator.changeService({ acceptedProducts: [...acceptedProducts, "openclaw/"] });
    expect(await statuses()).toEqual([200, 403, 403, 403]);
    simulator.changeService({ acceptedProducts });
    expect(await statuses()).toEqual([403, 403, 403, 403]);
  });
});

describe("paths", () => {
  it.each([
    { name: "a missing /v1", method: "POST", path: "/../chat/completions" },
    { name: "a double /v1", method: "POST", path: "/v1/messages" },
    { name: "a trailing slash", method: "POST", path: "/chat/completions/" },
    { name: "another method", method: "GET", path: chat },
    { name: "an endpoint that is not there", method: "POST", path: "/embeddings" },
  ])("answers 404 to $name", async ({ method, path }) => {
    const response = await call(simulator, path, ask(), { method });
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual(
      openAiError("resource_not_found_error", "The requested resource was not found"),
    );
  });
});

async function refusal(model: string) {
  const onChat = await call(simulator, chat, ask({ model }));
  const onMessages = await call(simulator, messages, ask({ model }));
  return { statuses: [onChat.status, onMessages.status], onChat, onMessages };
}

describe("models", () => {
  it.each([
    { model: "kimi-code", known: "kimi-for-coding" },
    { model: "k2p5", known: "kimi-for-coding" },
    { model: "kimi-k2.5", known: "kimi-for-coding" },
    { model: "Kimi-For-Coding", known: "kimi-for-coding" },
    { model: "kimi-k3", known: "k3" },
    { model: "k3[1m]", known: "k3" },
  ])('names $known to who asks for "$model"', async ({ model, known }) => {
    const message = `Your model id does not exist, recognized as other:${model}. Please set model id as \`${known}\`.`;
    const { statuses, onChat, onMessages } = await refusal(model);
    expect(statuses).toEqual([401, 401]);
    expect(await onChat.json()).toEqual(openAiError("authentication_error", message));
    expect(await onMessages.json()).toMatchObject(anthropicError("authentication_error", message));
  });

  it.each(["gpt-5", ""])('does not know "%s" on the wire', async (model) => {
    const message = `Not found the model ${model} or Permission denied`;
    const { statuses, onChat, onMessages } = await refusal(model);
    expect(statuses).toEqual([404, 404]);
    expect(await onChat.json()).toEqual(openAiError("resource_not_found_error", message));
    expect(await onMessages.json()).toMatchObject(anthropicError("not_found_error", message));
  });

  it("says that the plan lacks a model that there is", async () => {
    const { statuses, onChat } = await refusal("k3");
    expect(statuses).toEqual([403, 403]);
    expect(await onChat.json()).toMatchObject({
      error: {
        type: "permission_error",
        message: expect.stringContaining("does not have access to k3. Upgrade"),
      },
    });
  });

  it("did not say so until September 2026", async () => {
    simulator.changeService({ version: "before-2026-09" });
    for (const model of ["kimi-k3", "k3", "kimi-code"]) {
      expect((await refusal(model)).statuses).toEqual([404, 404]);
    }
    simulator.changeService(today);
  });
});
