import {
  streamAnthropic,
  streamOpenAICompletions,
  type AssistantMessage,
  type AssistantMessageEvent,
  type Context,
  type Message,
  type Model,
} from "@mariozechner/pi-ai";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { faults, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { drawImage, today } from "../simulator/test-support.ts";

let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator({ service: today });
});
afterEach(async () => {
  await simulator.stop();
});

const shared = {
  id: "kimi-for-coding",
  name: "Kimi",
  provider: "kimi",
  reasoning: true,
  input: ["text", "image"],
  cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0 },
  contextWindow: 262_144,
  maxTokens: 32_768,
  headers: { "User-Agent": "claude-code/0.1.0" },
} satisfies Partial<Model<string>>;

interface Turn {
  readonly message: AssistantMessage;
  readonly types: ReadonlySet<AssistantMessageEvent["type"]>;
}

type Run = (context: Context, options?: { readonly thinking?: boolean }) => Promise<Turn>;

const openai: Run = async (context, { thinking = true } = {}) => {
  const model: Model<"openai-completions"> = {
    ...shared,
    api: "openai-completions",
    baseUrl: simulator.baseUrl,
    compat: { supportsDeveloperRole: false, supportsReasoningEffort: false, supportsStore: false },
  };
  const onPayload = (payload: unknown) =>
    thinking || typeof payload !== "object" ? undefined : { ...payload, thinking: { type: "disabled" } };
  return await follow(
    streamOpenAICompletions(model, context, { apiKey: simulator.key, maxRetries: 0, onPayload }),
  );
};

const anthropic: Run = async (context, { thinking = true } = {}) => {
  const model: Model<"anthropic-messages"> = {
    ...shared,
    api: "anthropic-messages",
    baseUrl: `${simulator.url}/coding`,
  };
  const options = { apiKey: simulator.key, maxRetries: 0, thinkingEnabled: thinking };
  return await follow(streamAnthropic(model, context, options));
};

async function follow(events: AsyncIterable<AssistantMessageEvent>): Promise<Turn> {
  const types = new Set<AssistantMessageEvent["type"]>();
  for await (const event of events) {
    types.add(event.type);
    if (event.type === "done") return { message: event.message, types };
    if (event.type === "error") return { message: event.error, types };
  }
  throw new Error("The adapter ended its stream without done or error.");
}

function userMessage(content: Extract<Message, { role: "user" }>["content"]): Message {
  return { role: "user", content, timestamp: 0 };
}
function textOf(message: AssistantMessage): string {
  return message.content.flatMap((block) => (block.type === "text" ? [block.text] : [])).join("");
}

const tools: NonNullable<Context["tools"]> = [
  {
    name: "read",
    description: "Reads a file",
    parameters: { type: "object", properties: { path: { type: "string" } }, required: ["path"] },
  },
];

describe.each([
  { name: "the OpenAI SDK", run: openai, path: "/coding/v1/chat/completions" },
  { name: "the Anthropic SDK", run: anthropic, path: "/coding/v1/messages" },
])("$name", ({ run, path }) => {
  it("streams reasoning, then text, with usage", async () => {
    const { message, types } = await run({ systemPrompt: "Be kind.", messages: [userMessage("hello")] });
    expect(types).toContain("thinking_delta");
    expect(message.content.map((block) => block.type)).toEqual(["thinking", "text"]);
    expect(textOf(message)).toBe("Kimi here. You said: hello");
    expect(message).toMatchObject({ stopReason: "stop", usage: { input: 4 } });
    expect(message.usage.output).toBeGreaterThan(5);
    expect(simulator.requests).toMatchObject([{ path, userAgent: "claude-code/0.1.0", status: 200 }]);
  });

  it("sends an image", async () => {
    const data = await drawImage({ width: 320, height: 200, background: "#1040c0" });
    const content = userMessage([
      { type: "text", text: "What is this?" },
      { type: "image", data, mimeType: "image/png" },
    ]);
    const { message } = await run({ messages: [content] });
    expect(textOf(message)).toBe("I see 1 image: a 320x200 PNG, mostly blue.");
  });

  it("calls a tool and answers with what it returned", async () => {
    const messages = [userMessage("read the file `note.txt`")];
    const first = await run({ messages, tools }, { thinking: false });
    expect(first.message.stopReason).toBe("toolUse");
    const call = first.message.content.find((block) => block.type === "toolCall");
    expect(call).toMatchObject({ name: "read", arguments: { path: "note.txt" } });

    const result: Message = {
      role: "toolResult",
      toolCallId: call?.id ?? "",
      toolName: "read",
      content: [{ type: "text", text: "marzipan" }],
      isError: false,
      timestamp: 0,
    };
    const second = await run({ messages: [...messages, first.message, result], tools }, { thinking: false });
    expect(textOf(second.message)).toBe("The tool read returned: marzipan");
  });

  it("reports a refusal in the service's words", async () => {
    simulator.enqueue({ kind: "fault", fault: faults.membershipInactive });
    const { message } = await run({ messages: [userMessage("hello")] });
    expect(message.stopReason).toBe("error");
    expect(message.errorMessage).toContain("We're unable to verify your membership benefits");
  });

  it("reports a connection that is cut", async () => {
    simulator.enqueue({ kind: "deltas", steps: [{ kind: "text", text: "half" }, { kind: "disconnect" }] });
    const { message } = await run({ messages: [userMessage("hello")] });
    expect(message.stopReason).toBe("error");
  });
});

describe("a tool turn with thinking", () => {
  const messages = [userMessage("read the file `note.txt`")];
  async function roundTrip(run: Run): Promise<AssistantMessage> {
    const { message } = await run({ messages, tools });
    const call = message.content.find((block) => block.type === "toolCall");
    const result: Message = {
      role: "toolResult",
      toolCallId: call?.id ?? "",
      toolName: "read",
      content: [{ type: "text", text: "marzipan" }],
      isError: false,
      timestamp: 0,
    };
    return (await run({ messages: [...messages, message, result], tools })).message;
  }

  it("works through the OpenAI adapter, which replays reasoning_content", async () => {
    expect(textOf(await roundTrip(openai))).toBe("The tool read returned: marzipan");
  });

  it("is refused through the Anthropic adapter, which turns unsigned thinking into text", async () => {
    expect((await roundTrip(anthropic)).errorMessage).toContain(
      "thinking is enabled but reasoning_content is missing in assistant tool call message at index 1",
    );
  });
});
