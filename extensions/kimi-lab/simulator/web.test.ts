import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { startSimulator, faults, type Simulator } from "./simulator.ts";
import { call, openAiError } from "./test-support.ts";
import { webPages } from "./web-pages.ts";

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterEach(() => simulator.reset());
afterAll(() => simulator.stop());

const addresses = async (body: object) => {
  const response = await call(simulator, "/search", body);
  expect(response.status).toBe(200);
  const answer = await response.text();
  return Array.from(answer.matchAll(/"url":"([^"]+)"/gu), ([, url]) => url);
};

describe("POST /search", () => {
  it("finds the pages that have a word of the query, the best match first, with every field a text", async () => {
    const response = await call(simulator, "/search", { text_query: "Blue lobster fisherman" });
    expect(await response.json()).toStrictEqual({
      search_results: [webPages[1], webPages[0]].map((page) => ({
        site_name: page?.siteName,
        title: page?.title,
        url: page?.url,
        snippet: page?.snippet,
        content: "",
        date: page?.date,
        icon: "",
        mime: "text/html",
      })),
    });
  });

  it("gives no more results than asked for, and none for words of no page", async () => {
    expect(await addresses({ text_query: "lobster", limit: 1 })).toHaveLength(1);
    expect(await addresses({ text_query: "submarine" })).toStrictEqual([]);
  });

  it("gives whole pages where they are to be crawled", async () => {
    const crawled = await call(simulator, "/search", { text_query: "kites", enable_page_crawling: true });
    expect(await crawled.text()).toContain("# Kites");
  });

  it("gives rows that no client should hand on where a query asks for them", async () => {
    expect(await addresses({ text_query: "hostile" })).toContain("javascript:alert(1)");
  });

  it.each([
    { name: "no query", body: {} },
    { name: "an empty query", body: { text_query: "" } },
    { name: "too many results", body: { text_query: "x", limit: 21 } },
    { name: "no JSON", body: "text_query=x" },
  ])("refuses $name", async ({ body }) => {
    const response = await call(simulator, "/search", body);
    expect(response.status).toBe(400);
    expect(await response.json()).toStrictEqual(
      openAiError("invalid_request_error", "Invalid request Error"),
    );
  });

  it("takes a scripted fault that is meant for it, and leaves those for a chat", async () => {
    simulator.enqueue({ kind: "fault", fault: faults.engineOverloaded });
    simulator.enqueue(
      { kind: "fault", fault: faults.weeklyLimit },
      { when: ({ path }) => path.endsWith("/search") },
    );
    expect((await call(simulator, "/search", { text_query: "kites" })).status).toBe(403);
    expect((await call(simulator, "/search", { text_query: "kites" })).status).toBe(200);
    expect(simulator.pendingReplies).toBe(1);
  });
});

describe("POST /fetch", () => {
  it("answers with the markdown of a page, and not with JSON", async () => {
    const response = await call(simulator, "/fetch", { url: "https://kites.example.net/history" });
    expect(response.headers.get("content-type")).toBe("text/markdown; charset=utf-8");
    expect(await response.text()).toMatch(/^# Kites: a short history\n/u);
  });

  it("fails for a page that it does not have", async () => {
    expect((await call(simulator, "/fetch", { url: "https://kites.example.net/none" })).status).toBe(400);
  });
});

describe.each(["/search", "/fetch"])("the gate of %s", (path) => {
  it.each([
    { name: "a wrong key", headers: { authorization: "Bearer sk-kimi-wrong" }, status: 401 },
    {
      name: "a key in the header of the other dialect",
      headers: { authorization: "", "x-api-key": "k" },
      status: 401,
    },
    { name: "another client", headers: { "user-agent": "curl/8" }, status: 403 },
  ])("refuses $name", async ({ headers, status }) => {
    const response = await call(simulator, path, { text_query: "kites", url: "x" }, { headers });
    expect(response.status).toBe(status);
  });
});
