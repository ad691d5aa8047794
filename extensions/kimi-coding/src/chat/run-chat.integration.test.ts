import { once } from "node:events";
import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { chatLimits } from "./http/index.ts";
import { answerHead, deltaFrame, ending } from "./response/test-support.ts";
import { runChat } from "./run-chat.ts";

describe("a chat with a service that is silent for a while", () => {
  it.each([
    { name: "says each time that it goes on", signOfLifeMs: 20, more: true },
    { name: "says nothing where nobody asked for that", signOfLifeMs: null, more: false },
  ])("$name", async ({ signOfLifeMs, more }) => {
    const server = createServer((request, response) => {
      request.resume();
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(deltaFrame({ reasoning_content: "hm" }));
      void delay(150).then(() => response.end(deltaFrame({ content: "hi" }) + ending("stop")));
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = address === null || typeof address === "string" ? 0 : address.port;
    const { signal } = new AbortController();
    const kinds: string[] = [];
    await runChat(
      answerHead(),
      async () => ({
        url: new URL(`http://127.0.0.1:${port}/`),
        headers: {},
        body: "{}",
        route: { mode: "direct", tls: {}, mayBePrivate: true },
        limits: chatLimits(undefined),
        signal,
      }),
      { head: async () => undefined, failure: () => undefined },
      { signal, signOfLifeMs },
      (events) => kinds.push(...events.map(({ type }) => type)),
    );
    server.closeAllConnections();
    server.close();
    expect(kinds.filter((kind) => kind !== "start")).toStrictEqual([
      "thinking_start",
      "thinking_delta",
      "thinking_end",
      "text_start",
      "text_delta",
      "text_end",
      "done",
    ]);
    expect(kinds.filter((kind) => kind === "start").length > 1).toBe(more);
  });
});
