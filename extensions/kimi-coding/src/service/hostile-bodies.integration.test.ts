import { afterEach, describe, expect, it } from "vitest";
import { type HostileService, startHostileService } from "../../test-support/hostile-service.ts";
import { OPENAI_DIALECT } from "../kimi/index.ts";
import { usageProbe } from "./account-requests.ts";
import { askTarget } from "./ask-target.ts";
import { send, tryChat, tryListing } from "./probe.ts";
import type { ServiceTarget } from "./service-target.ts";

const BODIES = ["endless", "a gzip bomb"] as const;
/** What the buffers of a socket may have accepted before it was closed. */
const MAX_SENT_BYTES = 64 * 1024 * 1024;

let service: HostileService | null = null;

afterEach(async () => {
  await service?.stop();
  service = null;
});

function target(origin: string): ServiceTarget {
  return {
    endpoint: {
      api: OPENAI_DIALECT,
      baseUrl: `${origin}/coding/v1`,
      headers: {},
      origins: { baseUrl: null, api: null, userAgent: null },
    },
    credential: { secret: "sk-kimi-AbC123xyz789" },
  };
}

const READERS: Readonly<Record<string, (asked: ServiceTarget) => Promise<string | null>>> = {
  "the list of models": async (asked) => (await tryListing(asked)).listing.problem,
  "the test of a key": async (asked) => (await tryChat(asked)).problem,
  "the quota": async (asked) => (await send(asked, usageProbe)).attempt.problem,
  "search and videos": (asked) =>
    askTarget(asked, {
      service: "search",
      path: "search",
      accept: "application/json",
      body: "{}",
      timeoutMs: 30_000,
      maxBytes: 2 * 1024 * 1024,
    }).then(
      () => null,
      (error: unknown) => String(error),
    ),
};

describe.each(Object.entries(READERS))("%s", (_name, ask) => {
  it.each(BODIES)("reads only the beginning of an answer that is %s, and says so", async (body) => {
    service = await startHostileService(200, body);
    expect(await ask(target(service.origin))).toMatch(
      / sent more than (?:512 KB|2 MB), .* fault of the service, or of a proxy before it/u,
    );
    await service.closed;
    expect(service.sentBytes()).toBeLessThan(MAX_SENT_BYTES);
  });

  it.each(BODIES)("reads only the beginning of a refusal that is %s", async (body) => {
    service = await startHostileService(502, body);
    expect(await ask(target(service.origin))).toMatch(/502|server|service/u);
    await service.closed;
    expect(service.sentBytes()).toBeLessThan(MAX_SENT_BYTES);
  });
});

it("reads the beginning of a page where that is worth something", async () => {
  service = await startHostileService(200, "endless");
  const reply = await askTarget(target(service.origin), {
    service: "page reading",
    path: "fetch",
    accept: "text/markdown",
    body: "{}",
    timeoutMs: 30_000,
    maxBytes: 100_000,
    mayBeCut: true,
  });
  expect(reply).toMatchObject({ status: 200, isCut: true });
  expect(reply.text).toHaveLength(100_000);
  await service.closed;
});
