import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startSimulator, type Simulator } from "../simulator/simulator.ts";
import { ask } from "../simulator/test-support.ts";
import type { NetworkFault } from "../soak/fault-kinds.ts";
import { startFaultProxy, type FaultProxy } from "../soak/fault-proxy.ts";
import type { ArmedFault } from "../soak/misdeliver.ts";

let simulator: Simulator;
let proxy: FaultProxy;
let next: ArmedFault | null = null;
beforeAll(async () => {
  simulator = await startSimulator();
  proxy = await startFaultProxy({ targetUrl: simulator.url, faultFor: () => next });
});
afterAll(async () => {
  await proxy[Symbol.asyncDispose]();
  await simulator.stop();
});

/** Asks through the proxy; the service always answers the same. */
async function askThrough(name: NetworkFault | null, signal?: AbortSignal): Promise<Response> {
  next = name === null ? null : { name, at: 0.5 };
  simulator.enqueue({ kind: "message", text: "the word is PINEAPPLE" });
  return await fetch(`${proxy.url}/coding/v1/chat/completions`, {
    method: "POST",
    redirect: "manual",
    headers: {
      "user-agent": "claude-code/0.1.0",
      authorization: `Bearer ${simulator.key}`,
      "content-type": "application/json",
      connection: "close",
    },
    body: JSON.stringify(ask({ stream: true })),
    ...(signal !== undefined && { signal }),
  });
}

/** The frames of an answer without what differs from answer to answer. */
function framesOf(text: string): string[] {
  return text.split(/(?<=\n\n)/u).map((frame) => frame.replaceAll(/"(?:id|created)":[^,]+,/gu, ""));
}

async function plainFrames(): Promise<string[]> {
  return framesOf(await (await askThrough(null)).text());
}

describe("the proxy between a gateway and the service", () => {
  it("hands on an answer as it is", async () => {
    const response = await askThrough(null);
    expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/u);
    expect(await response.text()).toContain("[DONE]");
  });

  it.each(["silent for some seconds", "late first byte", "one byte at a time", "gzip"] as const)(
    "hands on the same answer: %s",
    async (name) => {
      const plain = await plainFrames();
      expect(framesOf(await (await askThrough(name)).text())).toStrictEqual(plain);
    },
  );

  it.each(["reset in the answer", "half-closed in the answer"] as const)(
    "breaks the answer off: %s",
    async (name) => {
      await expect((async () => (await askThrough(name)).text())()).rejects.toThrow(/terminated|failed/u);
    },
  );

  it("breaks off before the answer", async () => {
    await expect(askThrough("reset before the answer")).rejects.toThrow("fetch failed");
  });

  it("falls silent, until the client leaves", async () => {
    const leave = new AbortController();
    const { body } = await askThrough("silent for ever", leave.signal);
    const reader = body?.getReader();
    expect((await reader?.read())?.done).toBe(false);
    const rest = reader?.read();
    leave.abort();
    await expect(rest).rejects.toThrow(/abort/u);
  });

  it("cuts an answer and ends it as if it were whole", async () => {
    const text = await (await askThrough("truncated")).text();
    expect(text.length).toBeGreaterThan(0);
    expect(text).not.toContain("[DONE]");
  });

  it("sends a frame twice, swaps two, and adds one of megabytes", async () => {
    const plain = await plainFrames();
    const twice = framesOf(await (await askThrough("a frame twice")).text());
    expect(twice).toHaveLength(plain.length + 1);
    expect(new Set(twice)).toStrictEqual(new Set(plain));
    const swapped = framesOf(await (await askThrough("two frames swapped")).text());
    expect(swapped).not.toStrictEqual(plain);
    expect(swapped.toSorted()).toStrictEqual(plain.toSorted());
    const oversized = framesOf(await (await askThrough("an oversized frame")).text());
    expect(oversized.filter((frame) => frame.length < 1_000_000)).toStrictEqual(plain);
    expect(oversized).toHaveLength(plain.length + 1);
  });

  it("answers with something else", async () => {
    expect((await askThrough("a redirect")).status).toBe(302);
    expect((await askThrough("another content type")).headers.get("content-type")).toBe("text/plain");
    expect(await (await askThrough("a page of HTML")).text()).toMatch(/^<!doctype html>/u);
    await expect((async () => (await askThrough("gzip that is none")).text())()).rejects.toThrow(
      "terminated",
    );
  });

  it("is away for a while, and then there again at the same address", async () => {
    const away = proxy.goDown(300);
    await expect(askThrough(null)).rejects.toThrow("fetch failed");
    await away;
    expect((await askThrough(null)).status).toBe(200);
  });
});
