import { describe, expect, it } from "vitest";
import { z } from "zod";
import {
  assistantMessage,
  bareModel,
  present,
  registerPlugin,
  streamModel,
  type StreamContext,
  type StreamEvent,
  type StreamMessage,
} from "./test-support/registration.ts";
import { collect, deepFreeze, recordSource } from "./test-support/values.ts";

type WrapContext = Parameters<NonNullable<ReturnType<typeof registerPlugin>["provider"]["wrapStreamFn"]>>[0];
type StreamFn = NonNullable<WrapContext["streamFn"]>;
type StreamOptions = NonNullable<Parameters<StreamFn>[2]>;

const { provider } = registerPlugin();
const context: StreamContext = deepFreeze({ messages: [{ role: "user", content: "hi", timestamp: 0 }] });
const enabled = { type: "enabled" };
const keySchema = z.looseObject({ metadata: z.looseObject({ user_id: z.string() }).optional() });
const done = deepFreeze(assistantMessage({ content: [{ type: "text", text: "hello" }] }));

function wrap(streamFn: StreamFn, overrides: Partial<WrapContext> = {}): StreamFn {
  const wrapped = provider.wrapStreamFn?.({ provider: "kimi", modelId: "kimi-code", streamFn, ...overrides });
  return present(wrapped);
}

function failedWith(errorMessage: string): StreamMessage {
  return assistantMessage({ stopReason: "error", errorMessage });
}

/** A model whose requests the host's adapter makes. */
function messagesModel(id?: string) {
  return { ...streamModel(id), api: "anthropic-messages" };
}

/** Sends `body` through the wrapped stream function as an adapter would, and returns what then leaves. */
async function send(
  body: unknown,
  options: StreamOptions &
    Pick<WrapContext, "thinkingLevel" | "extraParams"> & {
      readonly rowParams?: Record<string, unknown>;
    } = {},
  conversation = context,
  model = messagesModel(),
): Promise<unknown> {
  const { thinkingLevel, extraParams, rowParams, ...streamOptions } = options;
  let sent: unknown;
  const adapter: StreamFn = async (model, _context, options) => {
    sent = await options?.onPayload?.(deepFreeze(body), model);
    return recordSource<StreamEvent, typeof done>([], done);
  };
  const wrapped = wrap(adapter, {
    ...(thinkingLevel !== undefined && { thinkingLevel }),
    ...(extraParams !== undefined && { extraParams }),
    ...(rowParams !== undefined && { model: bareModel({ params: rowParams }) }),
  });
  await wrapped(model, conversation, streamOptions);
  return sent;
}

describe("wrapStreamFn", () => {
  it("returns nothing where there is nothing to wrap", () => {
    expect(provider.wrapStreamFn?.({ provider: "kimi", modelId: "kimi-code" })).toBeUndefined();
  });

  it("hands the model, the context and the options to the stream that it wraps", async () => {
    const { signal } = new AbortController();
    const seen: unknown[] = [];
    const wrapped = wrap((...args) => {
      seen.push(...args);
      return recordSource<StreamEvent, typeof done>([], done);
    });
    const model = streamModel();
    await wrapped(model, context, { signal, sessionId: "s1" });
    expect(seen[0]).toBe(model);
    expect(seen[1]).toBe(context);
    expect(seen[2]).toMatchObject({ signal, sessionId: "s1" });
  });

  it.each([
    { id: "kimi-code", expected: "kimi-for-coding" },
    { id: "k2p5", expected: "kimi-for-coding" },
    { id: "k3", expected: "k3" },
  ])("sends $id as $expected", async ({ id, expected }) => {
    expect(await send({ model: id }, {}, context, messagesModel(id))).toHaveProperty("model", expected);
  });

  it.each([
    { name: "the default effort where nobody says anything", options: {}, expected: "max" },
    { name: "that of the session's level", options: { thinkingLevel: "low" }, expected: "low" },
    {
      name: "its weakest where the session's level is off",
      options: { thinkingLevel: "off" },
      expected: "low",
    },
    {
      name: "that of the call's level before the session's",
      options: { reasoning: "low", thinkingLevel: "off" },
      expected: "low",
    },
    {
      name: "that of the model's settings before both",
      options: { extraParams: { thinking: "high" }, reasoning: "low", thinkingLevel: "off" },
      expected: "high",
    },
    {
      name: "that of the row's settings before both",
      options: {
        rowParams: { thinking: { type: "enabled", effort: "max" } },
        reasoning: "low",
        thinkingLevel: "high",
      },
      expected: "max",
    },
    {
      name: "that of the model's settings before the row's",
      options: { extraParams: { thinking: true }, rowParams: { thinking: "low" } },
      expected: "max",
    },
    {
      name: "that of the next where settings say something else",
      options: { extraParams: { thinking: 7 }, rowParams: { thinking: null }, reasoning: "low" },
      expected: "low",
    },
  ] as const)("asks k3 for $name", async ({ options, expected }) => {
    expect(await send({ model: "k3" }, options, context, messagesModel("k3"))).toMatchObject({
      thinking: enabled,
      output_config: { effort: expected },
    });
  });

  it("turns thinking on for a model that always thinks, whatever is said", async () => {
    const options = { extraParams: { thinking: "off" }, reasoning: "off", thinkingLevel: "off" } as const;
    const model = "kimi-for-coding-highspeed";
    expect(await send({ model }, options, context, messagesModel(model))).toHaveProperty("thinking", enabled);
  });

  it("turns thinking off where the model can be off", async () => {
    const options = { thinkingLevel: "off" } as const;
    expect(await send({ model: "kimi-code" }, options)).toHaveProperty("thinking", { type: "disabled" });
  });

  it("has the adapter read the reasoning that it asked for against the level", async () => {
    const seen: StreamOptions[] = [];
    const adapter: StreamFn = (_model, _context, options) => {
      seen.push(present(options));
      return recordSource<StreamEvent, typeof done>([], done);
    };
    for (const id of ["kimi-code", "k3"]) await wrap(adapter)(streamModel(id), context, { reasoning: "off" });
    expect(seen.map((options) => options.reasoning)).toStrictEqual(["off", undefined]);
  });

  const config = { agents: { defaults: { models: { "kimi/kimi-code": { params: { maxTokens: 500 } } } } } };
  it.each([
    { name: "raises a small limit", limit: 300, level: "low", expected: 16_000 },
    { name: "leaves a small limit with thinking off", limit: 300, level: "off", expected: 300 },
    { name: "leaves the user's own limit", limit: 500, level: "low", expected: 500 },
    { name: "leaves a large limit", limit: 20_000, level: "low", expected: 20_000 },
    { name: "adds no limit", limit: undefined, level: "low", expected: undefined },
  ] as const)("$name of the output", async ({ limit, level, expected }) => {
    const seen: StreamOptions[] = [];
    const adapter: StreamFn = (_model, _context, options) => {
      seen.push(present(options));
      return recordSource<StreamEvent, typeof done>([], done);
    };
    const model = { ...streamModel("kimi-code"), maxTokens: 32_768 };
    const options = { reasoning: level, ...(limit !== undefined && { maxTokens: limit }) };
    await wrap(adapter, { config })(model, context, options);
    expect(seen.map(({ maxTokens }) => maxTokens)).toStrictEqual([expected]);
  });

  it("marks the requests of a conversation with one key that does not show its session", async () => {
    const [first, second, other, none] = [
      await send({}, { sessionId: "s1" }),
      await send({ metadata: { user_id: "s1" } }, { sessionId: "s1", promptCacheKey: "s1:2" }),
      await send({}, { sessionId: "s2" }),
      await send({}),
    ].map((body) => keySchema.parse(body).metadata?.user_id);
    expect(first).toMatch(/^[0-9a-f]{32}$/u);
    expect(second).toBe(first);
    expect(other).not.toBe(first);
    expect(none).toBeUndefined();
  });

  it("uses the host's cache key for the conversation if there is no session", async () => {
    const [first, second] = [
      await send({}, { promptCacheKey: "cron-1" }),
      await send({}, { promptCacheKey: "cron-2" }),
    ].map((body) => keySchema.parse(body).metadata?.user_id);
    expect(first).toMatch(/^[0-9a-f]{32}$/u);
    expect(second).not.toBe(first);
  });

  it("sends back the reasoning of earlier tool turns", async () => {
    const call = { type: "toolCall" as const, id: "a", name: "read", arguments: {} };
    const turn = assistantMessage({ content: [{ type: "thinking", thinking: "reading first" }, call] });
    const use = { type: "tool_use", id: "a", name: "read", input: {} };
    const body = { messages: [{ role: "assistant", content: [use] }] };
    expect(await send(body, {}, { messages: [turn] })).toHaveProperty(
      "messages.0.content.0.thinking",
      "reading first",
    );
  });

  it("patches the body that the host's own hook put in place", async () => {
    const options = { onPayload: () => ({ model: "kimi-code", stream: true }) };
    expect(await send({ model: "other" }, options)).toStrictEqual({
      model: "kimi-for-coding",
      stream: true,
      thinking: enabled,
      output_config: { effort: "max" },
    });
  });

  it("leaves the body of the plugin's own transport, which is right from the start", async () => {
    const body = deepFreeze({ model: "kimi-for-coding", messages: [{ role: "user", content: " " }] });
    expect(await send(body, { thinkingLevel: "off" }, context, streamModel())).toBe(body);
  });

  it("patches the adapter's body where the host's own hook returns nothing", async () => {
    expect(await send({ stream: true }, { onPayload: () => undefined })).toMatchObject({ stream: true });
  });

  it("passes a failure to start", async () => {
    const failure = new Error("no connection");
    await expect(wrap(() => Promise.reject(failure))(streamModel(), context)).rejects.toBe(failure);
  });
});

describe("the wrapped stream", () => {
  const said = { type: "text" as const, text: "one moment" };
  const refused = deepFreeze(
    assistantMessage({
      content: [said],
      stopReason: "error",
      errorMessage: "404 Not found the model k9 or Permission denied",
    }),
  );

  const failure: StreamEvent = deepFreeze({ type: "error", reason: "error", error: refused });

  it("hands on the events of a turn that went well, and the very message", async () => {
    const events: StreamEvent[] = deepFreeze([
      { type: "start", partial: assistantMessage() },
      {
        type: "text_start",
        contentIndex: 0,
        partial: assistantMessage({ content: [{ type: "text", text: "" }] }),
      },
      { type: "text_delta", contentIndex: 0, delta: "hello" },
      { type: "text_end", contentIndex: 0, content: "hello", partial: done },
      { type: "done", reason: "stop", message: done },
    ]);
    const stream = await wrap(() => recordSource(events, done))(streamModel(), context);
    expect(await collect(stream)).toStrictEqual(events);
    expect(await stream.result()).toBe(done);
  });

  it.each([
    { name: "takes out the wire id of the model", id: "kimi-code", answered: "kimi-for-coding", kept: false },
    { name: "keeps the id of another model", id: "kimi-code", answered: "k3", kept: true },
    { name: "takes out the id of K3", id: " k3 ", answered: "k3", kept: false },
    { name: "keeps the id of another model than that one", id: "k3", answered: "k9", kept: true },
  ])("$name that answered", async ({ id, answered, kept }) => {
    const message = deepFreeze({ ...done, responseModel: answered });
    const events: StreamEvent[] = deepFreeze([
      { type: "start", partial: message },
      { type: "text_start", contentIndex: 0, partial: message },
      { type: "text_end", contentIndex: 0, content: "", partial: message },
      { type: "done", reason: "stop", message },
    ]);
    const stream = await wrap(() => recordSource(events, message))(streamModel(id), context);
    const seen = await collect(stream);
    expect(seen.map((event) => JSON.stringify(event).includes(answered))).toStrictEqual([
      kept,
      kept,
      kept,
      kept,
    ]);
    expect("responseModel" in (await stream.result())).toBe(kept);
    const unread = await wrap(() => recordSource<StreamEvent, typeof message>([], message))(
      streamModel(id),
      context,
    );
    expect("responseModel" in (await unread.result())).toBe(kept);
  });

  it.each([
    {
      kind: "older",
      shown: "kimi-code",
      name: "calls the model as the user does, where the host's models have wire ids",
    },
    { kind: "newer", shown: "kimi-for-coding", name: "leaves the model as it is on newer hosts" },
  ] as const)("$name", async ({ kind, shown }) => {
    const wireId = "kimi-for-coding";
    const own = deepFreeze({ ...done, model: wireId });
    const foreign = assistantMessage({ model: "k3" });
    const history = deepFreeze({ messages: [...context.messages, { ...done, model: shown }, foreign] });
    let names: readonly unknown[] = [];
    const streamFn: StreamFn = (_, { messages }) => {
      names = messages.flatMap((message) => (message.role === "assistant" ? [message.model] : []));
      const events: StreamEvent[] = [
        { type: "start", partial: own },
        { type: "done", reason: "stop", message: own },
      ];
      return recordSource(events, own);
    };
    const older = registerPlugin(kind).provider;
    const wrapped = present(older.wrapStreamFn?.({ provider: "kimi", modelId: "kimi-code", streamFn }));
    const stream = await wrapped(streamModel(wireId), history);
    expect(await collect(stream)).toMatchObject([
      { partial: { model: shown } },
      { message: { model: shown } },
    ]);
    expect(await stream.result()).toHaveProperty("model", shown);
    expect(names).toStrictEqual([wireId, "k3"]);
  });

  it.each(["kimi-code", "k9"])("hands on an event of a kind that it does not know, on %s", async (id) => {
    const unknown: StreamEvent = { type: "start", partial: done };
    Reflect.set(unknown, "type", "progress");
    const source = recordSource<StreamEvent, typeof done>(
      [unknown, { type: "done", reason: "stop", message: done }],
      done,
    );
    const stream = await wrap(() => source)(streamModel(id), context, {});
    const events = await collect(stream);
    expect(events[0]).toBe(unknown);
    expect(await stream.result()).toBe(done);
  });

  it("explains a refusal in the message, and leaves the rest of it", async () => {
    const stream = await wrap(() => recordSource<StreamEvent, typeof refused>([], refused))(
      streamModel("k9"),
      context,
    );
    const message = await stream.result();
    expect(message.errorMessage).toContain("Kimi Code does not know the model kimi/k9");
    expect(message).toStrictEqual({
      ...refused,
      errorMessage: message.errorMessage,
      content: [said, { type: "text", text: message.errorMessage }],
    });
  });

  it("streams the explanation as a text block before the error, and ends with the same message", async () => {
    const source = recordSource([failure], refused);
    const stream = await wrap(() => source)(streamModel("k9"), context);
    const message = await stream.result();
    const text = message.errorMessage ?? "";
    const seen = await collect(stream);
    expect(seen).toMatchObject([
      { type: "text_start", contentIndex: 1, partial: { content: [said, { type: "text", text: "" }] } },
      { type: "text_delta", contentIndex: 1, delta: text, partial: { content: message.content } },
      { type: "text_end", contentIndex: 1, content: text, partial: { content: message.content } },
      { type: "error", reason: "error" },
    ]);
    expect(seen.at(-1)).toStrictEqual({ type: "error", reason: "error", error: message });
  });

  it("marks no partial message of the explanation as failed", async () => {
    const stream = await wrap(() => recordSource([failure], refused))(streamModel("k9"), context);
    const partials = (await collect(stream)).flatMap((event) => ("partial" in event ? [event.partial] : []));
    expect(partials).toHaveLength(3);
    for (const partial of partials) {
      expect(partial).toHaveProperty("stopReason", "stop");
      expect(partial).not.toHaveProperty("errorMessage");
    }
  });

  it("says why an image is not sent, in place of what the adapter makes of it", async () => {
    const source = { type: "base64", media_type: "image/png", data: btoa("BM123456") };
    const bmp = { type: "image", source };
    const adapter: StreamFn = async (model, _context, options) => {
      const messages = [{ role: "user", content: [bmp] }];
      const cause = await Promise.resolve(options?.onPayload?.({ messages }, model)).catch(String);
      const error = assistantMessage({ stopReason: "error", errorMessage: `adapter: ${String(cause)}` });
      return recordSource<StreamEvent, typeof error>([{ type: "error", reason: "error", error }], error);
    };
    for (const wrapped of [wrap(adapter), wrap(wrap(adapter))]) {
      const stream = await wrapped(messagesModel(), context);
      const message = await stream.result();
      expect(message.errorMessage).toMatch(/^Kimi Code cannot read the image of your message \(BMP, 1 KB\)/u);
      expect(message.content).toStrictEqual([{ type: "text", text: message.errorMessage }]);
      expect((await collect(stream)).map(({ type }) => type)).toStrictEqual([
        "text_start",
        "text_delta",
        "text_end",
        "error",
      ]);
    }
  });

  it("does not send what was said beside an image that is not sent, and goes on when the user was told", async () => {
    const source = { type: "base64", media_type: "image/png", data: btoa("BM123456") };
    const bmp = { type: "image", source };
    const [look, question] = [
      { role: "user" as const, content: "look", timestamp: 0 },
      { role: "user" as const, content: "what is it?", timestamp: 0 },
    ];
    const body = {
      messages: [
        { role: "user", content: [bmp] },
        { role: "user", content: "what is it?" },
      ],
    };
    const told = failedWith(
      "Kimi Code cannot read the image of your message (BMP, 1 KB). Kimi Code reads PNG, JPEG, GIF and WebP.",
    );
    for (const between of [[], [failedWith("Connection error.")]]) {
      await expect(send(body, {}, { messages: [look, ...between, question] })).rejects.toThrow("(BMP, 1 KB)");
    }
    expect(JSON.stringify(await send(body, {}, { messages: [look, told, question] }))).toContain(
      "[image left out: BMP",
    );
  });

  it("explains a refusal once though it is wrapped twice", async () => {
    const partial = assistantMessage({ content: [said] });
    const events: StreamEvent[] = deepFreeze([
      { type: "start", partial },
      { type: "text_start", contentIndex: 0, partial },
      { type: "text_delta", contentIndex: 0, delta: said.text, partial },
      { type: "text_end", contentIndex: 0, content: said.text, partial },
      failure,
    ]);
    const once = wrap(() => recordSource(events, refused));
    const [first, second] = [
      await once(streamModel("k9"), context),
      await wrap(once)(streamModel("k9"), context),
    ];
    expect(await second.result()).toStrictEqual(await first.result());
    expect(await collect(second)).toStrictEqual(await collect(first));
  });

  it.each([
    { text: "429 The engine is currently overloaded", said: "Kimi Code is overloaded" },
    {
      text: "429 We're receiving too many requests; Retry-After: 30 seconds",
      said: "Try again in 30 seconds",
    },
  ])("streams no explanation of a failure that the host tries again: $said", async ({ text, said: ours }) => {
    const failed = deepFreeze({
      ...refused,
      errorMessage: text,
      errorCode: "429",
      errorType: "x",
      errorBody: "{}",
    });
    const events: StreamEvent[] = deepFreeze([{ type: "error", reason: "error", error: failed }]);
    const stream = await wrap(() => recordSource(events, failed))(streamModel(), context);
    const message = await stream.result();
    expect(message).toStrictEqual({ ...refused, errorMessage: expect.stringContaining(ours) });
    expect(await collect(stream)).toStrictEqual([{ type: "error", reason: "error", error: message }]);
  });

  it.each([
    { text: "400 Your request exceeded model token limit: 262144 (requested: 300000)" },
    { text: "500 Internal server error" },
    { text: "fetch failed" },
  ])("leaves '$text' to the host as it came", async ({ text }) => {
    const failed = deepFreeze(assistantMessage({ stopReason: "error", errorMessage: text }));
    const events: StreamEvent[] = deepFreeze([{ type: "error", reason: "error", error: failed }]);
    const stream = await wrap(() => recordSource(events, failed))(streamModel(), context);
    expect(await stream.result()).toBe(failed);
    expect(await collect(stream)).toStrictEqual(events);
  });

  it("leaves an abort without a text as it came", async () => {
    const aborted = deepFreeze(assistantMessage({ stopReason: "aborted" }));
    const events: StreamEvent[] = deepFreeze([{ type: "error", reason: "aborted", error: aborted }]);
    const stream = await wrap(() => recordSource(events, aborted))(streamModel(), context);
    expect(await stream.result()).toBe(aborted);
    expect(await collect(stream)).toStrictEqual(events);
  });

  it("leaves an abort alone whose text is that of a refusal", async () => {
    const aborted = deepFreeze(
      assistantMessage({
        stopReason: "aborted",
        errorMessage: "403 Access terminated. Review our Guidelines",
      }),
    );
    const events: StreamEvent[] = deepFreeze([{ type: "error", reason: "aborted", error: aborted }]);
    const stream = await wrap(() => recordSource(events, aborted))(streamModel(), context);
    expect(await stream.result()).toBe(aborted);
    expect(await collect(stream)).toStrictEqual(events);
  });

  /** Ends a turn of an endpoint with this message, and returns what a host then has. */
  async function end(
    message: typeof done,
    conversation = context,
    baseUrl = "https://usage.test/v1",
    api = "anthropic-messages",
  ) {
    const last: StreamEvent =
      message.stopReason === "error" || message.stopReason === "aborted"
        ? { type: "error", reason: message.stopReason, error: message }
        : { type: "done", reason: message.stopReason, message };
    const model = { ...streamModel(), api, baseUrl };
    const stream = await wrap(() => recordSource([deepFreeze(last)], message))(model, conversation);
    const events = await collect(stream);
    const unread = await wrap(() => recordSource<StreamEvent, typeof done>([], message))(model, conversation);
    expect(await unread.result()).toStrictEqual(await stream.result());
    return { types: events.map(({ type }) => type), message: await stream.result() };
  }
  const withUsage = deepFreeze({ ...done, usage: { ...done.usage, output: 3 } });

  const withoutUsage = deepFreeze({ ...done, usage: { ...done.usage, output: 0 } });
  const unfinished = {
    ...withoutUsage,
    stopReason: "error",
    errorMessage: "Kimi Code stream ended without finish reason",
  };

  it("makes a failure of an answer that broke off, where its endpoint says what an answer takes", async () => {
    expect((await end(withoutUsage)).message).toBe(withoutUsage);
    expect((await end(withUsage)).message).toBe(withUsage);
    const { types, message } = await end(withoutUsage);
    expect(types).toStrictEqual(["error"]);
    expect(message).toStrictEqual(unfinished);
    expect((await end(withoutUsage, context, "https://proxy.test/v1")).message).toBe(withoutUsage);
  });

  it.each(["https://api.kimi.com/coding/v1", "https://api.kimi.ai/coding"])(
    "makes a failure of the first answer of the service itself where that broke off: %s",
    async (baseUrl) => {
      expect((await end(withoutUsage, context, baseUrl)).message).toStrictEqual(unfinished);
    },
  );

  it("leaves the end of a chat to the plugin's own transport, which knows the finish reason", async () => {
    const { message } = await end(
      withoutUsage,
      context,
      "https://api.kimi.com/coding/v1",
      "openai-completions",
    );
    expect(message).toBe(withoutUsage);
  });

  it("makes a malformed frame a failure that hosts try again, and repeats none of its bytes", async () => {
    const failed = deepFreeze(
      assistantMessage({
        content: [said],
        stopReason: "error",
        errorMessage: 'Could not parse Anthropic SSE event ping: Unexpected token; data={"secret"; raw=event',
        errorCode: "malformed",
      }),
    );
    const { types, message } = await end(failed);
    expect(types).toStrictEqual(["error"]);
    expect(message).toStrictEqual(
      assistantMessage({
        content: [said],
        stopReason: "error",
        errorMessage: "Kimi Code sent a malformed frame and the stream ended without finish reason",
      }),
    );
  });

  it("explains a second answer without a word", async () => {
    const empty = deepFreeze({ ...withUsage, content: [], responseId: "msg_1" });
    expect((await end(empty)).message).toBe(empty);
    const content =
      "The previous attempt did not produce a user-visible answer. Continue from the current state.";
    const { types, message } = await end(empty, {
      messages: [...context.messages, { role: "user", content, timestamp: 0 }],
    });
    expect(types).toStrictEqual(["text_start", "text_delta", "text_end", "error"]);
    expect(message.errorMessage).toMatch(/^Kimi Code returned an empty answer twice\./u);
    expect(message.content).toStrictEqual([{ type: "text", text: message.errorMessage }]);
    expect((await end(message, { messages: [{ role: "user", content, timestamp: 0 }] })).message).toBe(
      message,
    );
  });

  it("says what a host's adapter only calls blocked: the base URL leads to a private address", async () => {
    const { types, message } = await end(
      failedWith("Blocked hostname or private/internal/special-use IP address"),
    );
    expect(types).toStrictEqual(["text_start", "text_delta", "text_end", "error"]);
    expect(message.errorMessage).toBe(
      "https://usage.test/v1 leads to a private address, and OpenClaw does not send requests there. Check the base URL:\nopenclaw config get models.providers.kimi.baseUrl\nThen send the message again.",
    );
    expect(message.content).toStrictEqual([{ type: "text", text: message.errorMessage }]);
  });

  it("turns a repeated start into an empty reasoning delta, which shows that a silent answer goes on", async () => {
    const partial = assistantMessage({ content: [{ type: "text", text: "hel" }] });
    const events: readonly StreamEvent[] = deepFreeze([
      { type: "start", partial: assistantMessage() },
      { type: "text_start", contentIndex: 0, partial },
      { type: "text_delta", contentIndex: 0, delta: "hel", partial },
      { type: "start", partial },
      { type: "text_end", contentIndex: 0, content: "hel", partial },
      { type: "done", reason: "stop", message: partial },
    ]);
    const streamFn = wrap(() => recordSource(events, partial));
    const seen = await collect(await streamFn(streamModel(), context, {}));
    expect(seen.map(({ type }) => type)).toStrictEqual([
      "start",
      "text_start",
      "text_delta",
      "thinking_delta",
      "text_end",
      "done",
    ]);
    expect(seen[3]).toMatchObject({ delta: "", partial: { content: [{ text: "hel" }] } });
  });

  it("closes the source once when its reader stops early", async () => {
    const source = recordSource<StreamEvent, typeof done>([{ type: "start", partial: done }], done);
    for await (const event of await wrap(() => source)(streamModel(), context)) {
      expect(event.type).toBe("start");
      break;
    }
    expect(source.closed).toBe(1);
  });
});
