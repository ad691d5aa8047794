import type { AssistantMessage, Context, Message, ToolResultMessage } from "@mariozechner/pi-ai";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { parseChatRequest } from "../simulator/chat-request.ts";
import { turnText, type Conversation, type Turn } from "../simulator/conversation.ts";
import { parseMessagesRequest } from "../simulator/messages-request.ts";
import { defaultAccount, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { drawImage } from "../simulator/test-support.ts";
import { assistantMessage, REPLAY_NOTES } from "openclaw-kimi-coding/test-api";
import { adapters, openTurn, type Adapter, type StreamOptions } from "./support/adapters.ts";

let simulator: Simulator;
let image: string;
beforeAll(async () => {
  simulator = await startSimulator({
    accounts: [{ ...defaultAccount, models: ["kimi-for-coding", "k3"] }],
  });
  image = await drawImage({ width: 320, height: 200, background: "#1040c0" });
});
afterEach(() => simulator.reset());
afterAll(() => simulator.stop());

type Source = Pick<AssistantMessage, "provider" | "api" | "model">;
type Content = AssistantMessage["content"];

const claude: Source = { provider: "anthropic", api: "anthropic-messages", model: "claude-opus-5" };
const gpt: Source = { provider: "openai", api: "openai-responses", model: "gpt-5.6" };
const deepseek: Source = { provider: "deepseek", api: "openai-completions", model: "deepseek-v4-pro" };
const gemini: Source = { provider: "google", api: "google-generative-ai", model: "gemini-4-pro" };

function user(content: string): Message {
  return { role: "user", content, timestamp: 0 };
}
function said(content: Content, source: Partial<AssistantMessage> = {}): Message {
  const calls = content.some(({ type }) => type === "toolCall");
  const { timestamp, usage } = assistantMessage();
  return {
    role: "assistant",
    provider: "kimi",
    api: "openai-completions",
    model: "kimi-code",
    stopReason: calls ? "toolUse" : "stop",
    usage,
    timestamp,
    ...source,
    content,
  };
}
function call(id: string, path: string): Content[number] {
  return { type: "toolCall", id, name: "read", arguments: { path } };
}
function returned(toolCallId: string, content: ToolResultMessage["content"]): Message {
  return { role: "toolResult", toolCallId, toolName: "read", content, isError: false, timestamp: 0 };
}
function text(words: string) {
  return { type: "text" as const, text: words };
}
function thinking(words: string, thinkingSignature?: string): Content[number] {
  return { type: "thinking", thinking: words, ...(thinkingSignature !== undefined && { thinkingSignature }) };
}

/** A round with a tool: the question, a turn that calls, its result and an answer. */
function round(source: Partial<AssistantMessage>, id: string, before: Content): Message[] {
  return [
    user("read the note"),
    said([...before, call(id, `${id.slice(0, 8)}.txt`)], source),
    returned(id, [text("NOTE-TEXT")]),
    said([thinking("It says so.", "s2"), text("ANSWER-TEXT")], source),
  ];
}

/** What any of the conversations thinks, which nobody is to read as an answer. */
const THOUGHTS =
  /Claude thinks|DeepSeek thinks|It says so|Reasoning redacted|One\.|Two\.|Hm\.|First\.|Second\.|Only this|Nothing to say/u;

interface History {
  readonly name: string;
  readonly messages: () => readonly Message[];
  /** What must be in the request, as often as it is here. */
  readonly kept: readonly string[];
}

const histories: readonly History[] = [
  {
    name: "begun with Claude, with signed and encrypted reasoning",
    messages: () => [
      ...round(claude, "toolu_01ABC", [
        thinking("Claude thinks.", "c2lnbmVk"),
        { type: "thinking", thinking: "[Reasoning redacted]", thinkingSignature: "ZW5j", redacted: true },
        text("Let me look."),
      ]),
    ],
    kept: ["NOTE-TEXT", "ANSWER-TEXT", "Let me look.", "toolu_01.txt"],
  },
  {
    name: "begun with OpenAI's Responses API, with long ids of two parts",
    messages: () => [
      ...round(gpt, `call_abcdef|fc_${"x/+=".repeat(110)}`, [
        thinking("", JSON.stringify({ type: "reasoning", encrypted_content: "ZW5j" })),
      ]),
    ],
    kept: ["NOTE-TEXT", "ANSWER-TEXT", "call_abc.txt"],
  },
  {
    name: "begun with DeepSeek, with reasoning_content",
    messages: () => round(deepseek, "call_00_x", [thinking("DeepSeek thinks.", "reasoning_content")]),
    kept: ["NOTE-TEXT", "ANSWER-TEXT", "call_00_.txt"],
  },
  {
    name: "begun with Gemini, with signatures on calls and no ids of its own",
    messages: () => [
      user("read the note"),
      said(
        [
          {
            type: "toolCall",
            id: "read_1",
            name: "read",
            arguments: { path: "g.txt" },
            thoughtSignature: '{"type":"reasoning.encrypted","data":"x"}',
          },
        ],
        gemini,
      ),
      returned("read_1", [text("NOTE-TEXT")]),
      said([text("ANSWER-TEXT")], gemini),
    ],
    kept: ["NOTE-TEXT", "ANSWER-TEXT", "g.txt"],
  },
  {
    name: "begun on the other dialect",
    messages: () => [
      ...round({ api: "anthropic-messages" }, "tool_1", [thinking("One."), text("Let me look.")]),
      ...round({ api: "openai-completions" }, "read:1", [
        thinking("Two.", "reasoning_content"),
        text("And here."),
      ]),
    ],
    kept: ["NOTE-TEXT", "NOTE-TEXT", "ANSWER-TEXT", "ANSWER-TEXT", "Let me look.", "And here."],
  },
  {
    name: "that thought now and then",
    messages: () => [
      ...round({}, "read:0", []),
      ...round({}, "read:1", [thinking("Hm.", "reasoning_content")]),
      ...round({}, "read:2", []),
    ],
    kept: ["NOTE-TEXT", "NOTE-TEXT", "NOTE-TEXT", "ANSWER-TEXT", "ANSWER-TEXT", "ANSWER-TEXT"],
  },
  {
    name: "that uses one id in each turn, and in one turn twice",
    messages: () => [
      ...round({}, "read:0", [thinking("First.", "reasoning_content")]),
      ...round({}, "read:0", [thinking("Second.", "reasoning_content")]),
      user("both"),
      said([call("read:0", "left.txt"), call("read:0", "right.txt")]),
      returned("read:0", [text("LEFT")]),
      returned("read:0", [text("RIGHT")]),
    ],
    kept: ["NOTE-TEXT", "NOTE-TEXT", "LEFT", "RIGHT", "left.txt", "right.txt"],
  },
  {
    name: "that was aborted within a call, and before a result",
    messages: () => [
      user("QUESTION-ONE"),
      said([text("Half a"), call("read:0", "gone.txt")], { stopReason: "aborted" }),
      user("QUESTION-TWO"),
      said([call("read:0", "left.txt"), call("read:1", "right.txt")]),
      returned("read:1", [text("RIGHT")]),
      user("QUESTION-THREE"),
      said([thinking("Only this.", "reasoning_content")], { stopReason: "length" }),
    ],
    kept: ["QUESTION-ONE", "QUESTION-TWO", "QUESTION-THREE", "RIGHT", "left.txt", "right.txt"],
  },
  {
    name: "that was compacted between a call and its result",
    messages: () => [
      user("SUMMARY of what was before"),
      returned("read:7", [text("LATE-RESULT")]),
      said([text("ANSWER-TEXT")]),
    ],
    kept: ["SUMMARY", "LATE-RESULT", "ANSWER-TEXT", REPLAY_NOTES.orphanedResult],
  },
  {
    name: "with empty turns, texts and results",
    messages: () => [
      user("QUESTION"),
      said([text("")]),
      said([text(" "), call("read:0", "a.txt")]),
      returned("read:0", []),
      said([thinking("Nothing to say.", "reasoning_content"), text("\n")]),
      user(""),
    ],
    kept: ["QUESTION", "a.txt"],
  },
];

function parse({ api }: Adapter): Conversation {
  const [request] = simulator.requests;
  const parsed =
    api === "anthropic-messages" ? parseMessagesRequest(request?.body) : parseChatRequest(request?.body);
  if (parsed === undefined) throw new TypeError("the request has not the shape of its dialect");
  return parsed;
}

function count(haystack: string, needle: string): number {
  return haystack.split(JSON.stringify(needle).slice(1, -1)).length - 1;
}

type ToolTurn = Extract<Turn, { role: "assistant" }>;
function toolTurns({ turns }: Conversation): ToolTurn[] {
  return turns.filter((turn) => turn.role === "assistant").filter(({ toolCalls }) => toolCalls.length > 0);
}

/** Sends a conversation to the simulator; the adapters of both packages take it as it is. */
function send(
  adapter: Adapter,
  context: Context,
  {
    modelId = "kimi-code",
    ...options
  }: Partial<Pick<StreamOptions, "reasoning">> & { readonly modelId?: string } = {},
) {
  return openTurn(adapter, { simulator, context, piContext: context, modelId, options });
}

describe.each(adapters)("$name", (adapter) => {
  // K3 always thinks; Kimi Code's own model can be told not to.
  describe.each([
    { name: "thinking", isThinking: true, options: { modelId: "k3" } },
    { name: "not thinking", isThinking: false, options: { modelId: "kimi-code", reasoning: "off" } },
  ] as const)("$name", ({ isThinking, options }) => {
    it.each(histories)("sends back a conversation $name", async ({ messages, kept }) => {
      const context = { systemPrompt: "Be kind.", messages: [...messages(), user("LAST-QUESTION")] };
      const stream = await send(adapter, context, options);
      expect(await stream.result()).toMatchObject({ stopReason: "stop" });
      expect(simulator.requests).toMatchObject([{ status: 200 }]);
      const body = JSON.stringify(simulator.requests[0]?.body);
      const pieces = [...Map.groupBy([...kept, "LAST-QUESTION"], (piece) => piece)];
      expect(pieces.filter(([piece, all]) => count(body, piece) < all.length)).toStrictEqual([]);
      const reasonings = toolTurns(parse(adapter)).map(({ reasoning }) => typeof reasoning);
      expect(new Set(reasonings)).not.toContain(isThinking ? "undefined" : "string");
      const texts = parse(adapter).turns.map(turnText).join("\n");
      expect(isThinking ? texts : body).not.toMatch(THOUGHTS);
      expect(body).not.toMatch(/signature|encrypted|redacted|developer/iu);
    });
  });

  it("tells the reasoning of turns apart that use one id", async () => {
    const messages = [
      ...round({ api: adapter.api }, "read_0", [thinking("First.")]),
      ...round({ api: adapter.api }, "read_0", []),
      ...round({ api: adapter.api }, "read_0", [thinking("Third."), text("Let me look.")]),
      user("go on"),
    ];
    await (await send(adapter, { messages })).result();
    const turns = toolTurns(parse(adapter));
    expect(turns.map(({ reasoning }) => reasoning)).toStrictEqual(["First.", "", "Third."]);
    expect(turns.map(turnText)).toStrictEqual(["", "", "Let me look."]);
    expect(turns.flatMap(({ toolCalls }) => toolCalls)).toMatchObject([
      { id: "read_0" },
      { id: "read_0_2" },
      { id: "read_0_3" },
    ]);
  });

  it("shows the images of a result", async () => {
    const messages = [
      user("look at both"),
      said([call("read:0", "a.png"), call("read:1", "b.txt")], { api: adapter.api }),
      returned("read:0", [text("see"), { type: "image", data: image, mimeType: "image/png" }]),
      returned("read:1", [text("NOTE-TEXT")]),
    ];
    const message = await (await send(adapter, { messages })).result();
    expect(JSON.stringify(message.content)).toContain("320x200 PNG, mostly blue");
    expect(JSON.stringify(simulator.inferences[0]?.body)).toContain("NOTE-TEXT");
  });
});
