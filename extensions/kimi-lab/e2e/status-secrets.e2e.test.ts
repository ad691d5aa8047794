import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";

import { collectStatus, printedReport } from "openclaw-kimi-coding/test-api";
import { listenOnLoopback, type LoopbackServer } from "../host/loopback.ts";
import { repositoryRoot } from "../host/paths.ts";
import { makeKey } from "./support/plugin-host.ts";

const key = makeKey();
/** What of a key would be enough to know it. */
const secretPart = key.slice("sk-kimi-".length);

/** A service that repeats the key that it is sent, at this status. */
let server: LoopbackServer;
let status: number;
beforeEach(async () => {
  const service = createServer((request, response) => {
    request.resume();
    const [sent] = /sk-kimi-[\w-]+/u.exec(JSON.stringify(request.headers)) ?? [];
    const message = `The key ${sent} (Bearer ${sent}) of this account may not do this.`;
    const body = {
      error: { type: "some_error", code: sent, message },
      data: [{ id: sent, display_name: sent }],
    };
    response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
  });
  server = await listenOnLoopback(service);
});
afterEach(() => server.stop());

function origin(credentials = ""): string {
  return server.url.replace("//", `//${credentials}`);
}

/** The report as `openclaw kimi status` prints it, and as it does with `--json`. */
async function printed(provider: { readonly baseUrl: string; readonly headers?: Record<string, string> }) {
  const auth = { source: "env: KIMI_API_KEY", mode: "api-key" as const, apiKey: key };
  const report = await collectStatus({
    modelAuth: { resolveApiKeyForProvider: () => Promise.resolve(auth) },
    env: {},
    config: { models: { providers: { kimi: { models: [], ...provider } } } },
  });
  return { json: printedReport(report, { json: true }), text: printedReport(report, {}) };
}

describe("openclaw kimi status --json, to paste into an issue", () => {
  it.each([400, 401, 403, 404, 429, 500])(
    "has no key in it that the service repeats with status %i",
    async (code) => {
      status = code;
      const { json, text } = await printed({ baseUrl: `${origin()}/coding/v1` });
      expect(json).toContain('"ok": false');
      for (const output of [json, text]) expect(output).not.toContain(secretPart);
    },
  );

  it.each([
    { name: "as a password", baseUrl: () => `${origin(`me:${key}@`)}/coding/v1` },
    { name: "in the query", baseUrl: () => `${origin()}/coding/v1?token=${key}` },
    { name: "in the path", baseUrl: () => `${origin()}/${key}/coding/v1` },
  ])("has no key in it that the base URL holds $name", async ({ baseUrl }) => {
    status = 403;
    const { json, text } = await printed({ baseUrl: baseUrl() });
    expect(json).toContain("127.0.0.1");
    for (const output of [json, text]) expect(output).not.toContain(secretPart);
  });

  it("has no value of a configured header in it but that of the User-Agent", async () => {
    status = 403;
    const headers = { "X-Proxy-Authorization": `Basic ${secretPart}`, "User-Agent": "mine/1" };
    const { json, text } = await printed({ baseUrl: `${origin()}/coding/v1`, headers });
    expect(json).toContain("mine/1");
    for (const output of [json, text]) expect(output).not.toContain(secretPart);
  });

  it("has the fields that its page lists", async () => {
    status = 200;
    const { json } = await printed({ baseUrl: `${origin()}/coding/v1` });
    const page = await readFile(join(repositoryRoot, "docs", "status.md"), "utf8");
    const rows = page.slice(page.indexOf("## As JSON")).split("\n");
    const listed = rows.flatMap((row) => /^\| `(?<field>\w+)` /u.exec(row)?.groups?.["field"] ?? []);
    expect(listed.toSorted()).toStrictEqual(
      Object.keys(z.looseObject({}).parse(JSON.parse(json))).toSorted(),
    );
  });

  it("has no key in it that the service gives as the name of a model", async () => {
    status = 200;
    const { json, text } = await printed({ baseUrl: `${origin()}/coding/v1` });
    for (const output of [json, text]) expect(output).not.toContain(secretPart);
  });
});
