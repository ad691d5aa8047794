import { createServer } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { createBrotliCompress, createDeflate, createGzip } from "node:zlib";
import { describe, expect, it } from "vitest";
import { OWN_TEXT } from "../errors/index.ts";
import { deltaFrame, ending } from "./response/test-support.ts";
import { chatAt, chatWith, listen } from "./run-chat-test-support.ts";

describe("a chat with a service that is silent for a while", () => {
  it.each([
    { name: "says each time that it goes on", signOfLifeMs: 20, until: "start", more: true },
    { name: "says nothing where nobody asked for that", signOfLifeMs: null, until: null, more: false },
  ])("$name", async ({ signOfLifeMs, until, more }) => {
    const heard = Promise.withResolvers<void>();
    // With nothing to wait for, it is silent for longer than a sign of life takes.
    const isOver = until === null ? delay(150) : heard.promise;
    const server = createServer((request, response) => {
      request.resume();
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(deltaFrame({ reasoning_content: "hm" }));
      void isOver.then(() => response.end(deltaFrame({ content: "hi" }) + ending("stop")));
    });
    const seen: string[] = [];
    await chatWith(server, {
      signOfLifeMs,
      onEvent({ type }) {
        if (type === until && seen.includes(type)) heard.resolve();
        seen.push(type);
      },
    });
    expect(seen.filter((kind) => kind !== "start")).toStrictEqual([
      "thinking_start",
      "thinking_delta",
      "thinking_end",
      "text_start",
      "text_delta",
      "text_end",
      "done",
    ]);
    expect(seen.filter((kind) => kind === "start").length > 1).toBe(more);
  });
});

describe("a chat whose caller fails at the head", () => {
  // The limit on silence, which closes it too, comes after five minutes.
  it("ends with that failure, and closes the connection", { timeout: 60_000 }, async () => {
    const closed = Promise.withResolvers<void>();
    const server = createServer((request, response) => {
      request.resume();
      response.on("close", () => closed.resolve());
      response.writeHead(200, { "content-type": "text/event-stream" }).flushHeaders();
    });
    const events = await chatAt(await listen(server), {
      head: () => Promise.reject(new Error("no head wanted")),
    });
    expect(events.map(({ type }) => type)).toStrictEqual(["error"]);
    await closed.promise;
    server.close();
  });
});

describe("a chat that a web page answers", () => {
  const page = "<!doctype html><title>Sign in to the network</title>";

  it.each([
    { name: "begins with its document type", sent: page },
    { name: "begins with a byte order mark and blank lines", sent: `\uFEFF\r\n\n  ${page}` },
    { name: "calls itself an event stream", sent: page, type: "text/event-stream" },
  ])("fails with its cause and the next step where the page $name", async ({ sent, type = "text/html" }) => {
    const server = createServer((request, response) => {
      request.resume();
      response.writeHead(200, { "content-type": type }).end(sent);
    });
    const events = await chatWith(server);
    expect(events).toMatchObject([
      { type: "start" },
      {
        type: "error",
        error: {
          errorCode: OWN_TEXT,
          errorMessage: expect.stringMatching(
            /^http:\/\/127\.0\.0\.1:\d+\/ sent a web page in place of an answer\.[^]*\nopenclaw config get models\.providers\.kimi\.baseUrl\nThen send the message again\.$/u,
          ),
        },
      },
    ]);
  });

  it("shows no password of the address", async () => {
    const server = createServer((request, response) => {
      request.resume();
      response.end(page);
    });
    const url = await listen(server);
    url.username = "me";
    url.password = "hidden";
    expect(JSON.stringify(await chatAt(url))).not.toContain("hidden");
    server.closeAllConnections();
    server.close();
  });

  it("does not take markup in an answer for a page", async () => {
    const server = createServer((request, response) => {
      request.resume();
      response.writeHead(200, { "content-type": "text/html" });
      response.end(deltaFrame({ content: page }) + ending("stop"));
    });
    expect((await chatWith(server)).at(-1)).toMatchObject({ type: "done" });
  });
});

describe("a chat through a proxy that compresses although nobody asked for it", () => {
  it.each([
    { encoding: "gzip", encoder: () => createGzip() },
    { encoding: "deflate", encoder: () => createDeflate() },
    { encoding: "br", encoder: () => createBrotliCompress() },
  ])("has its words as they come with $encoding, and its end", async ({ encoding, encoder }) => {
    const seen = Promise.withResolvers<void>();
    const server = createServer((request, response) => {
      request.resume();
      response.writeHead(200, { "content-type": "text/event-stream", "content-encoding": encoding });
      const packed = encoder();
      packed.pipe(response);
      packed.write(deltaFrame({ content: "hello" }));
      packed.flush();
      // The rest waits until the first word has been read.
      void seen.promise.then(() => packed.end(deltaFrame({ content: " there" }) + ending("stop")));
    });
    const events = await chatWith(server, {
      onEvent(event) {
        if (event.type === "text_delta") seen.resolve();
      },
    });
    const last = events.at(-1);
    expect(last?.type === "done" ? last.message.content : last).toStrictEqual([
      { type: "text", text: "hello there" },
    ]);
  });

  it("fails as a connection does with bytes that are not compressed", async () => {
    const server = createServer((request, response) => {
      request.resume();
      response.writeHead(200, { "content-type": "text/event-stream", "content-encoding": "gzip" });
      response.end(deltaFrame({ content: "hello" }) + ending("stop"));
    });
    const last = (await chatWith(server)).at(-1);
    expect(last?.type === "error" ? last.error.errorMessage : last).toBe("terminated");
  });
});
