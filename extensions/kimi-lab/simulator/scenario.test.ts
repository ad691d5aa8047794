import { describe, expect, it } from "vitest";

import type { Reply } from "./reply.ts";
import { createRequestLog } from "./request-log.ts";
import { createScenarioQueue } from "./scenario.ts";

function request(path: string) {
  return createRequestLog().add({
    method: "POST",
    path,
    query: {},
    headers: {},
    userAgent: "",
    accountId: null,
    dialect: null,
    body: null,
    bodyBytes: 0,
    startedAt: new Date(0),
  });
}
const say = (text: string) => ({ kind: "message", text }) as const;

describe("createScenarioQueue", () => {
  it("gives replies out in order, each once", () => {
    const queue = createScenarioQueue<Reply>();
    queue.enqueue(say("one"));
    queue.enqueue(say("two"));
    expect([1, 2, 3].map(() => queue.take(request("/")))).toEqual([say("one"), say("two"), undefined]);
  });

  it("keeps a reply for the request that it is meant for", () => {
    const queue = createScenarioQueue<Reply>();
    queue.enqueue(say("chat"), { when: ({ path }) => path === "/chat" });
    queue.enqueue(say("any"));
    expect(queue.take(request("/title"))).toEqual(say("any"));
    expect(queue.take(request("/title"))).toBeUndefined();
    expect(queue.take(request("/chat"))).toEqual(say("chat"));
  });

  it("repeats a reply as often as asked", () => {
    const queue = createScenarioQueue<Reply>();
    queue.enqueue(say("twice"), { times: 2 });
    expect([1, 2, 3].map(() => queue.take(request("/")) !== undefined)).toEqual([true, true, false]);
  });

  it("repeats for ever until cleared", () => {
    const queue = createScenarioQueue<Reply>();
    queue.enqueue(say("always"), { times: Number.POSITIVE_INFINITY });
    queue.take(request("/"));
    expect(queue.size()).toBe(1);
    queue.clear();
    expect(queue.take(request("/"))).toBeUndefined();
  });
});
