import { describe, expect, it } from "vitest";

import { createRequestLog, summarize } from "./request-log.ts";

const arrived = {
  method: "POST",
  path: "/coding/v1/chat/completions",
  query: {},
  headers: {},
  userAgent: "claude-code/0.1.0",
  accountId: "default",
  dialect: "openai",
  body: { model: "kimi-for-coding" },
  bodyBytes: 10,
  startedAt: new Date(0),
} as const;

describe("createRequestLog", () => {
  it("hands out new versions and leaves old ones alone", () => {
    const log = createRequestLog();
    const first = log.add(arrived);
    log.update(first.id, { status: 200, outcome: "complete" });
    expect(first).toMatchObject({ status: null, outcome: "pending" });
    expect(log.all()).toMatchObject([{ id: first.id, status: 200, outcome: "complete" }]);
  });

  it("finds a request that is already there", async () => {
    const log = createRequestLog();
    log.add(arrived);
    await expect(log.waitFor(() => true)).resolves.toMatchObject({ id: 1 });
  });

  it("waits for a request that comes later", async () => {
    const log = createRequestLog();
    const waiting = log.waitFor((request) => request.path === arrived.path);
    log.add({ ...arrived, path: "/other" });
    log.add(arrived);
    await expect(waiting).resolves.toMatchObject({ id: 2 });
  });

  it("waits for how a request ends", async () => {
    const log = createRequestLog();
    const waiting = log.waitFor((request) => request.outcome === "disconnected");
    log.update(log.add(arrived).id, { outcome: "disconnected" });
    await expect(waiting).resolves.toMatchObject({ outcome: "disconnected" });
  });

  it("tells what did arrive when nothing matches in time", async () => {
    const log = createRequestLog();
    log.add(arrived);
    await expect(log.waitFor(() => false, { timeoutMs: 1 })).rejects.toThrow(
      "No matching request within 1 ms. Requests so far: POST /coding/v1/chat/completions kimi-for-coding pending",
    );
  });
});

describe("summarize", () => {
  it("leaves out what a request does not have", () => {
    const request = { ...arrived, method: "GET", path: "/coding/v1/models", body: null };
    expect(summarize({ ...request, id: 1, status: 401, outcome: "complete" })).toBe(
      "GET /coding/v1/models 401",
    );
  });
});
