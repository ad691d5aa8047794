import { createModels, type AssistantMessage, type Context, type Message } from "@earendil-works/pi-ai";
import { kimiCodingProvider } from "@earendil-works/pi-ai/providers/kimi-coding";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { defaultAccount, plans, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { drawImage, today } from "../simulator/test-support.ts";

/** Parts of a request that the two clients write differently. */
const differing = ["max_tokens", "max_completion_tokens", "thinking", "reasoning_effort", "prompt_cache_key"];

let simulator: Simulator;
beforeEach(async () => {
  simulator = await startSimulator({
    service: { ...today, gate: "open" },
    accounts: [{ ...defaultAccount, ...plans.all }],
  });
});
afterEach(() => simulator.stop());

type Reasoning = "low" | "high" | "max";

/** Answers with pi's own Kimi provider, which has no setting for its base URL but the model's own. */
async function complete(
  modelId: string,
  context: Context,
  options: { readonly reasoning?: Reasoning; readonly sessionId?: string } = {},
): Promise<AssistantMessage> {
  const models = createModels();
  models.setProvider(kimiCodingProvider());
  const model = models.getModel("kimi-coding", modelId);
  if (model === undefined) throw new Error(`pi has no model "${modelId}".`);
  const env = { KIMI_API_KEY: simulator.key };
  return await models.completeSimple({ ...model, baseUrl: simulator.baseUrl }, context, {
    maxRetries: 0,
    env,
    ...options,
  });
}

function userSays(content: Extract<Message, { role: "user" }>["content"]): Message {
  return { role: "user", content, timestamp: 0 };
}
function textOf({ content }: AssistantMessage): string {
  return content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("");
}
function typesOf({ content }: AssistantMessage): string[] {
  return content.map(({ type }) => type);
}

async function drawn(background: string) {
  return { type: "image", data: await drawImage({ background }), mimeType: "image/png" } as const;
}

const tools: NonNullable<Context["tools"]> = [
  {
    name: "read",
    description: "Reads a file",
    parameters: { type: "object", properties: { path: { type: "string" } }, required: ["path"] },
  },
];
function toolReturns(
  call: AssistantMessage,
  content: Extract<Message, { role: "toolResult" }>["content"],
): Message {
  const made = call.content.find((block) => block.type === "toolCall");
  return {
    role: "toolResult",
    toolCallId: made?.id ?? "",
    toolName: "read",
    content,
    isError: false,
    timestamp: 0,
  };
}

describe.each([
  { modelId: "kimi-for-coding", maxTokens: 32_768 },
  { modelId: "k3", maxTokens: 131_072 },
])("pi's Kimi provider on $modelId", ({ modelId, maxTokens }) => {
  it.each([undefined, "low", "high", "max"] as const)(
    "holds a chat with the effort %s",
    async (reasoning) => {
      const context = { systemPrompt: "Be kind.", messages: [userSays("hello there")] };
      const answer = await complete(modelId, context, reasoning && { reasoning });
      expect(answer).toMatchObject({ stopReason: "stop", usage: { cacheRead: 0 } });
      expect(typesOf(answer)).toEqual(["thinking", "text"]);
      expect(textOf(answer)).toBe("Kimi here. You said: hello there");
      const [request] = simulator.requests;
      expect(request).toMatchObject({
        path: "/coding/v1/chat/completions",
        userAgent: expect.stringMatching(/^pi\/1\.5\.2 /),
        body: { model: modelId, stream: true, max_tokens: maxTokens },
        status: 200,
      });
      expect(pick(request?.body, differing)).toStrictEqual({
        max_tokens: maxTokens,
        ...(reasoning !== undefined && { reasoning_effort: reasoning }),
      });
    },
  );

  it("calls a tool and answers with what it returned, over several turns", async () => {
    const messages: Message[] = [userSays("read the file `note.txt`")];
    for (const [index, word] of ["marzipan", "nougat"].entries()) {
      const call = await complete(modelId, { messages, tools }, { reasoning: "high" });
      expect(call.stopReason).toBe("toolUse");
      messages.push(call, toolReturns(call, [{ type: "text", text: word }]));
      const answer = await complete(modelId, { messages, tools }, { reasoning: "high" });
      expect(textOf(answer)).toBe(`The tool read returned: ${word}`);
      messages.push(answer, userSays(`read the file "other-${index}.txt"`));
    }
    expect(simulator.requests.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    // The official client leaves `content` out beside calls; pi sends null.
    expect(simulator.requests[1]?.body).toMatchObject({
      messages: [
        { role: "user" },
        {
          role: "assistant",
          content: null,
          reasoning_content: expect.any(String),
          tool_calls: [{ id: "read:0" }],
        },
        { role: "tool", tool_call_id: "read:0" },
      ],
    });
  });

  it("shows an image of the user's and one that a tool returned", async () => {
    const asked = userSays([{ type: "text", text: "What is this?" }, await drawn("#1040c0")]);
    const answer = await complete(modelId, { messages: [asked] });
    expect(textOf(answer)).toBe("I see 1 image: a 64x48 PNG, mostly blue.");

    const messages = [userSays("read the file `sky.png`")];
    const call = await complete(modelId, { messages, tools });
    const result = toolReturns(call, [await drawn("#20a040")]);
    const seen = await complete(modelId, { messages: [...messages, call, result], tools });
    expect(textOf(seen)).toContain("I see 1 image: a 64x48 PNG, mostly green.");
    expect(simulator.requests.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(simulator.requests.at(-1)?.body).toMatchObject({
      messages: [
        {},
        {},
        { role: "tool", content: "(see attached image)" },
        { role: "user", content: [{ type: "text" }, { type: "image_url" }] },
      ],
    });
  });

  it("adds a tool in the middle of a conversation, in a system message", async () => {
    const messages: Message[] = [
      userSays("hello"),
      { role: "system", content: "Now you may read.", toolsAdded: tools, timestamp: 0 },
    ];
    const call = await complete(modelId, { messages: [...messages, userSays("read the file `a.txt`")] });
    expect(typesOf(call)).toContain("toolCall");
    expect(simulator.requests[0]?.body).toMatchObject({
      messages: [
        { role: "user" },
        { role: "system", tools: [{ function: { name: "read" } }] },
        { role: "system" },
        {},
      ],
    });
  });
});

describe("pi's Kimi provider", () => {
  it.each(["kimi-for-coding-highspeed", "k3-256k", "k3.1-pro", "k3.1-pro-highspeed"])(
    "holds a chat on %s",
    async (modelId) => {
      const answer = await complete(modelId, { messages: [userSays("hello")] }, { reasoning: "low" });
      expect(textOf(answer)).toBe("Kimi here. You said: hello");
    },
  );

  it("is refused while the gate is closed, and tells so in the service's words", async () => {
    simulator.changeService({ gate: "closed" });
    const answer = await complete("k3", { messages: [userSays("hello")] });
    expect(answer).toMatchObject({
      stopReason: "error",
      errorMessage: expect.stringContaining("only available for Coding Agents"),
    });
  });
});

function pick(body: unknown, names: readonly string[]): Record<string, unknown> {
  const entries: [string, unknown][] = typeof body === "object" && body !== null ? Object.entries(body) : [];
  return Object.fromEntries(entries.filter(([name]) => names.includes(name)));
}
