import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { repositoryRoot } from "../host/paths.ts";
import { startSimulator, type Simulator } from "../simulator/simulator.ts";
import { today } from "../simulator/test-support.ts";

const page = readFileSync(join(repositoryRoot, "docs", "other-agents.md"), "utf8");
const KEY = "sk-kimi-…";
/** Claude Code's own is not on the page. */
const USUAL_USER_AGENT = "claude-code/0.1.0";

/** A request that the page writes out, with the status that it says the answer has. */
interface WrittenRequest {
  readonly name: string;
  readonly status: number;
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: string;
}

const requests: readonly WrittenRequest[] = [
  ...page.matchAll(/^```http (\d{3})\nPOST (\S+)\n([\s\S]*?)\n\n([\s\S]*?)\n```$/gmu),
].map(([, status = "", path = "", headers = "", body = ""], index) => ({
  name: `${index + 1}: ${path}`,
  status: Number(status),
  path,
  headers: headers.split("\n").map((line): [string, string] => {
    const [name = "", value = ""] = line.split(": ");
    return [name, value];
  }),
  body,
}));

/** Each `NAME=value` and `"NAME": "value"` of Claude Code's variables. */
const variables = [...page.matchAll(/"?\b(ANTHROPIC_\w+)"?(?:=|: )"([^"]*)"/gu)].map(
  ([, name = "", value = ""]) => ({ name, value }),
);

describe("the page on other agents", () => {
  let simulator: Simulator;
  beforeAll(async () => {
    simulator = await startSimulator({ service: today });
  });
  afterAll(() => simulator.stop());

  it("writes out ten requests: those of the recipes, and those that fail", () => {
    expect(requests.map(({ status }) => status)).toStrictEqual([
      200, 200, 400, 200, 403, 404, 404, 401, 404, 401,
    ]);
    expect(page.match(/```http/gu)).toHaveLength(requests.length);
  });

  it.each(requests)("has the answer right for request $name ($status)", async (request) => {
    const headers = new Headers({ "user-agent": USUAL_USER_AGENT });
    for (const [name, value] of request.headers) headers.set(name, value.replace(KEY, simulator.key));
    const { path, body } = request;
    const response = await fetch(new URL(path, simulator.url), { method: "POST", headers, body });
    const text = await response.text();
    expect({ status: response.status, text }).toStrictEqual({
      status: request.status,
      text: expect.stringContaining(request.status === 200 ? "kimi-for-coding" : "error"),
    });
  });

  it("names one address, one key and one model in every recipe, from which the requests follow", () => {
    const values = (name: RegExp) => [
      ...new Set(variables.filter((variable) => name.test(variable.name)).map(({ value }) => value)),
    ];
    expect(variables).toHaveLength(12);
    expect(values(/_KEY$/u)).toStrictEqual([KEY]);
    expect(values(/_MODEL$/u)).toStrictEqual(["kimi-for-coding"]);
    // Claude Code appends `/v1/messages`.
    const [address = ""] = values(/_URL$/u);
    expect(values(/_URL$/u)).toHaveLength(1);
    const paths = requests.filter(({ status }) => status === 200).map(({ path }) => path.split("?")[0]);
    expect(paths).toContain(new URL(`${address}/v1/messages`).pathname);
  });
});
