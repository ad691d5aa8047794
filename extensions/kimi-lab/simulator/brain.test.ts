import { describe, expect, it } from "vitest";

import { think } from "./brain.ts";
import type { ImagePart, Turn } from "./conversation.ts";
import { assistantCalls, buildConversation, imagePart, toolReturns, userSays } from "./test-support.ts";

const red = imagePart("red");
const blue = imagePart("blue");
const images = new Map([
  [red, { width: 640, height: 480, format: "PNG", color: "red" }],
  [blue, { width: 1200, height: 800, format: "JPEG", color: "blue" }],
]);
const readTool = {
  name: "read",
  parameters: { type: "object", properties: { path: { type: "string" } }, required: ["path"] },
};

describe("think", () => {
  it("echoes what the user said", () => {
    const reply = think(buildConversation({ turns: [userSays("hello")] }), images, false);
    expect(reply).toEqual({ kind: "message", text: "Kimi here. You said: hello" });
  });

  it("says what it is when asked to introduce itself", () => {
    const turns = [userSays("Please introduce yourself in one sentence.")];
    expect(think(buildConversation({ turns }), images, false).text).toContain("simulator");
  });

  it("names the address of an image, as it fetches nothing", () => {
    const image: ImagePart = { kind: "image", source: { kind: "url", url: "https://x.test/a.png" } };
    const turns: Turn[] = [{ role: "user", index: 0, parts: [image] }];
    expect(think(buildConversation({ turns }), images, false).text).toBe(
      "I was pointed to https://x.test/a.png, and do not look there.",
    );
  });

  it("leaks its tool-call tokens when asked to", () => {
    const turns = [userSays("leak: read the file a.txt")];
    const reply = think(buildConversation({ turns, tools: [readTool] }), images, false);
    expect(reply).not.toHaveProperty("toolCalls");
    expect(reply.text).toBe(
      'Let me look into it. <|tool_calls_section_begin|><|tool_call_begin|>functions.read:0<|tool_call_argument_begin|>{"path":"a.txt"}<|tool_call_end|><|tool_calls_section_end|>',
    );
  });

  it("leaks the tags of K3 when that is asked to", () => {
    const turns = [userSays("leak: read the file a.txt")];
    const conversation = buildConversation({ model: "k3-256k", turns, tools: [readTool] });
    expect(think(conversation, images, false).text).toBe(
      'Let me look into it. <|close|>response<|sep|><|open|>tools<|sep|><|open|>call tool="read" index="1"<|sep|><|open|>argument key="path" type="string"<|sep|>a.txt<|close|>argument<|sep|><|close|>call<|sep|><|close|>tools<|sep|><|close|>message<|sep|>',
    );
  });

  it("echoes every message that came after its last answer", () => {
    const turns: Turn[] = [
      userSays("old"),
      {
        role: "assistant",
        index: 1,
        parts: [{ kind: "text", text: "answer" }],
        reasoning: "",
        toolCalls: [],
      },
      userSays("new", 2),
      userSays("sender: me", 3),
    ];
    expect(think(buildConversation({ turns }), images, false).text).toBe(
      "Kimi here. You said: new\nsender: me",
    );
  });

  it.each([
    { name: "reasons first when thinking is on", thinking: true },
    { name: "leaves reasoning out when thinking is off", thinking: false },
  ])("$name", ({ thinking }) => {
    const { reasoning } = think(buildConversation(), images, thinking);
    expect(reasoning !== undefined && reasoning !== "").toBe(thinking);
  });

  it("names size, format and colour of one image", () => {
    const turns: Turn[] = [{ role: "user", index: 0, parts: [red] }];
    expect(think(buildConversation({ turns }), images, false).text).toBe(
      "I see 1 image: a 640x480 PNG, mostly red.",
    );
  });

  it("numbers several images", () => {
    const turns: Turn[] = [{ role: "user", index: 0, parts: [red, { kind: "text", text: "and" }, blue] }];
    expect(think(buildConversation({ turns }), images, false).text).toBe(
      "I see 2 images: 1. a 640x480 PNG, mostly red; 2. a 1200x800 JPEG, mostly blue.",
    );
  });

  it("leaves images of earlier turns alone", () => {
    const turns: Turn[] = [
      { role: "user", index: 0, parts: [red] },
      { role: "assistant", index: 1, parts: [{ kind: "text", text: "red" }], reasoning: "", toolCalls: [] },
      userSays("thanks", 2),
    ];
    expect(think(buildConversation({ turns }), images, false).text).toBe("Kimi here. You said: thanks");
  });

  it("describes an image that a tool returned, and quotes the tool", () => {
    const turns: Turn[] = [
      userSays("look"),
      assistantCalls(["a"]),
      { role: "tool", index: 2, toolCallId: "a", parts: [{ kind: "text", text: "shot.png" }, blue] },
    ];
    expect(think(buildConversation({ turns }), images, false).text).toBe(
      "I see 1 image: a 1200x800 JPEG, mostly blue.\nThe tool read returned: shot.png",
    );
  });

  it("quotes every tool result by the name of its tool", () => {
    const turns = [
      userSays("go"),
      assistantCalls(["a", "b"]),
      toolReturns("a", "one"),
      toolReturns("b", "two", 3),
    ];
    expect(think(buildConversation({ turns }), images, false).text).toBe(
      "The tool read returned: one\nThe tool read returned: two",
    );
  });

  it("cuts a long tool result after 2000 characters", () => {
    const turns = [userSays("go"), assistantCalls(["a"]), toolReturns("a", "x".repeat(5000))];
    const { text } = think(buildConversation({ turns }), images, false);
    expect(text).toBe(`The tool read returned: ${"x".repeat(2000)}`);
  });

  it.each([
    { name: "a bare path", said: "Please READ the File /tmp/a.txt.", path: "/tmp/a.txt" },
    { name: "a path in double quotes", said: 'read the file "/tmp/a b.txt" now', path: "/tmp/a b.txt" },
    { name: "a path in single quotes", said: "read the file '/tmp/a b.txt'", path: "/tmp/a b.txt" },
    { name: "a path in backticks", said: "read the file `notes.md`!", path: "notes.md" },
  ])("calls the read tool with $name", ({ said, path }) => {
    const conversation = buildConversation({ turns: [userSays(said)], tools: [readTool] });
    expect(think(conversation, images, false).toolCalls).toEqual([{ name: "read", arguments: { path } }]);
  });

  it.each([
    { name: "file_path", parameters: { properties: { file_path: {} } }, property: "file_path" },
    { name: "filePath", parameters: { properties: { limit: {}, filePath: {} } }, property: "filePath" },
    {
      name: "the first required property",
      parameters: { properties: { target: {} }, required: ["target"] },
      property: "target",
    },
    { name: "path for want of a schema", parameters: undefined, property: "path" },
  ])("passes the path as $name", ({ parameters, property }) => {
    const conversation = buildConversation({
      turns: [userSays("read the file a.txt")],
      tools: [{ name: "Read", parameters }],
    });
    expect(think(conversation, images, false).toolCalls).toEqual([
      { name: "Read", arguments: { [property]: "a.txt" } },
    ]);
  });

  it("answers in words when no read tool is offered", () => {
    const conversation = buildConversation({ turns: [userSays("read the file a.txt")] });
    expect(think(conversation, images, false).text).toBe("Kimi here. You said: read the file a.txt");
  });
});
