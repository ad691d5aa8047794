import { afterEach, beforeEach, describe, expect, it } from "vitest";

import {
  defaultAccount,
  faults,
  refusals,
  startSimulator,
  type Account,
  type Fault,
  type RecordedRequest,
  type Simulator,
} from "../simulator/simulator.ts";
import { ask, call, openAiError, parseEventStream, today } from "../simulator/test-support.ts";

const chat = "/chat/completions";

const hasEndedEarly = ({ outcome }: RecordedRequest) => outcome === "disconnected";

let simulator: Simulator;

beforeEach(async () => {
  simulator = await startSimulator({ service: today });
});
afterEach(async () => {
  await simulator.stop();
});

describe("scripted replies", () => {
  it.each(Object.entries({ ...faults, ...refusals }).map(([name, fault]) => ({ name, fault })))(
    "refuses with $name in the envelope of either endpoint",
    async ({ fault }) => {
      simulator.enqueue({ kind: "fault", fault }, { times: 2 });
      const onChat = await call(simulator, chat, ask());
      const onMessages = await call(simulator, "/messages", ask());
      expect([onChat.status, onMessages.status]).toEqual([fault.status, fault.status]);
      expect(await onChat.json()).toEqual(openAiError(fault.type, fault.message));
      expect(await onMessages.json()).toMatchObject({ type: "error", error: { message: fault.message } });
    },
  );

  it("sends the headers of a fault, and another envelope when asked to", async () => {
    const fault: Fault = {
      ...faults.tooManyRequests,
      headers: { "retry-after": "7" },
      envelope: "openai",
    };
    simulator.enqueue({ kind: "fault", fault });
    const response = await call(simulator, "/messages", ask());
    expect(response.headers.get("retry-after")).toBe("7");
    expect(await response.json()).toEqual(openAiError(fault.type, fault.message));
  });

  it("sends every delta as it is scripted", async () => {
    simulator.enqueue({
      kind: "deltas",
      steps: [
        { kind: "text", text: "<|tool_calls_section" },
        { kind: "text", text: "_begin|>" },
        { kind: "toolCall", index: 0, arguments: "{" },
        { kind: "toolCall", index: 0, id: "a", name: "read", arguments: "}" },
      ],
      finishReason: "stop",
    });
    const response = await call(simulator, chat, ask({ stream: true }));
    const frames = parseEventStream(await response.text());
    expect(frames.slice(1)).toMatchObject([
      { choices: [{ delta: { content: "<|tool_calls_section" } }] },
      { choices: [{ delta: { content: "_begin|>" } }] },
      { choices: [{ delta: { tool_calls: [{ index: 0, function: { arguments: "{" } }] } }] },
      { choices: [{ delta: { tool_calls: [{ id: "a", function: { name: "read", arguments: "}" } }] } }] },
      { choices: [{ finish_reason: "stop" }] },
      "[DONE]",
    ]);
  });

  it("sends raw bytes as they are", async () => {
    simulator.enqueue({
      kind: "raw",
      steps: ["data: {\n", "\n:"],
      headers: { "content-type": "text/plain" },
    });
    const response = await call(simulator, chat, ask({ stream: true }));
    expect(response.headers.get("content-type")).toBe("text/plain");
    expect(await response.text()).toBe("data: {\n\n:");
  });

  it("cuts the connection after what was written", async () => {
    simulator.enqueue({
      kind: "deltas",
      steps: [{ kind: "text", text: "half" }, { kind: "disconnect" }, { kind: "text", text: "never" }],
    });
    const response = await call(simulator, chat, ask({ stream: true }));
    const received: string[] = [];
    const reading = (async () => {
      for await (const chunk of response.body ?? []) received.push(Buffer.from(chunk).toString());
    })();
    await expect(reading).rejects.toThrow("terminated");
    expect(received.join("")).toContain('"content":"half"');
    expect(received.join("")).not.toContain("never");
    await expect(simulator.waitForRequest(hasEndedEarly)).resolves.toMatchObject({ status: 200 });
  });

  it("holds a reply back until it is released", async () => {
    const gate = Promise.withResolvers<void>();
    simulator.enqueue({
      kind: "deltas",
      steps: [
        { kind: "text", text: "before" },
        { kind: "hold", until: gate.promise },
        { kind: "text", text: "after" },
      ],
    });
    const response = await call(simulator, chat, ask({ stream: true }));
    const decoded = response.body?.pipeThrough(new TextDecoderStream());
    let received = "";
    for await (const piece of decoded ?? []) {
      received += piece;
      if (received.includes("before") && !received.includes("after")) gate.resolve();
    }
    expect(received).toContain("after");
    expect(received).toContain("[DONE]");
  });

  it("answers before the headers when the hold comes first", async () => {
    const gate = Promise.withResolvers<void>();
    simulator.enqueue({ kind: "deltas", steps: [{ kind: "hold", until: gate.promise }] });
    const pending = call(simulator, chat, ask({ stream: true }));
    await expect(simulator.waitForRequest(() => true)).resolves.toMatchObject({ status: null });
    gate.resolve();
    expect((await pending).status).toBe(200);
  });

  it("goes to requests that pass every check, and to those only", async () => {
    simulator.enqueue({ kind: "message", text: "scripted" });
    expect((await call(simulator, chat, ask({ temperature: 0 }))).status).toBe(400);
    expect(simulator.pendingReplies).toBe(1);
    const response = await call(simulator, chat, ask());
    expect(await response.json()).toMatchObject({ choices: [{ message: { content: "scripted" } }] });
    expect(simulator.pendingReplies).toBe(0);
  });

  it("are forgotten on reset, with the requests", async () => {
    await call(simulator, chat, ask());
    simulator.enqueue({ kind: "fault", fault: faults.unavailable });
    simulator.reset();
    expect(simulator.requests).toEqual([]);
    expect((await call(simulator, chat, ask())).status).toBe(200);
  });
});

describe("accounts", () => {
  it("have their own keys, models and state", async () => {
    const accounts: readonly Account[] = [
      { ...defaultAccount, models: ["kimi-for-coding", "k3", "k3-256k"] },
      { id: "lapsed", key: "sk-kimi-lapsed", models: [], fault: faults.membershipInactive },
    ];
    const service = await startSimulator({ accounts });
    try {
      expect(await (await call(service, chat, ask({ model: "k3" }))).json()).toMatchObject({ model: "k3" });
      const listed = await call(service, "/models", "", { method: "GET" });
      expect(await listed.json()).toMatchObject({
        data: [{ id: "kimi-for-coding" }, { id: "k3" }, { id: "k3-256k" }],
      });
      const lapsed = { method: "GET", headers: { authorization: "Bearer sk-kimi-lapsed" } };
      expect((await call(service, "/models", "", lapsed)).status).toBe(402);
    } finally {
      await service.stop();
    }
  });
});
