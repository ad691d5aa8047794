import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

import { SIMULATOR_KEY } from "./accounts.ts";
import { startSimulator, type Simulator } from "./simulator.ts";
import { ask, call, openAiError } from "./test-support.ts";

const other = { id: "other", key: "sk-kimi-other", models: ["kimi-for-coding"] } as const;
let simulator: Simulator;
beforeAll(async () => {
  const account = { id: "default", key: SIMULATOR_KEY, models: ["kimi-for-coding"] } as const;
  simulator = await startSimulator({ accounts: [account, other] });
});
afterEach(() => simulator.reset());
afterAll(() => simulator.stop());

interface Upload {
  readonly purpose?: string;
  readonly type?: string;
  readonly bytes?: number;
  readonly headers?: Readonly<Record<string, string>>;
}

async function upload({ purpose = "video", type = "video/mp4", bytes = 9, headers = {} }: Upload = {}) {
  const body = new FormData();
  body.set("purpose", purpose);
  body.set("file", new Blob([new Uint8Array(bytes)], { type }), "upload.mp4");
  const sender = { authorization: `Bearer ${SIMULATOR_KEY}`, "user-agent": "kimi-code-cli/0.38.0" };
  return await fetch(`${simulator.baseUrl}/files`, {
    method: "POST",
    headers: { ...sender, ...headers },
    body,
  });
}

async function uploadedId(): Promise<string> {
  return z.object({ id: z.string() }).parse(await (await upload()).json()).id;
}

const watch = (url: string, options: Parameters<typeof call>[3] = {}) =>
  call(
    simulator,
    "/chat/completions",
    ask({
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "what?" },
            { type: "video_url", video_url: { url, id: null } },
          ],
        },
      ],
    }),
    options,
  );

describe("POST /files", () => {
  it("takes a video, answers with a file, and has it watched in a chat", async () => {
    const response = await upload();
    expect(response.status).toBe(200);
    const file: unknown = await response.json();
    expect(file).toMatchObject({ object: "file", bytes: 9, filename: "upload.mp4", purpose: "video" });
    const { id } = z.object({ id: z.string() }).parse(file);
    const answer = await watch(`ms://${id}`);
    expect(await answer.text()).toContain("I see a video (video/mp4, 9 bytes). You said: what?");
    expect(simulator.requests[0]?.body).toStrictEqual({
      purpose: "video",
      file: { name: "upload.mp4", mime: "video/mp4", bytes: 9 },
    });
  });

  it.each([
    { name: "another purpose", with: { purpose: "file-extract" }, status: 400 },
    { name: "a picture", with: { type: "image/png" }, status: 400 },
    { name: "nothing", with: { bytes: 0 }, status: 400 },
    { name: "more than 100 MB", with: { bytes: 100 * 1024 * 1024 + 1 }, status: 413 },
    { name: "a wrong key", with: { headers: { authorization: "Bearer sk-kimi-wrong" } }, status: 401 },
    { name: "another client", with: { headers: { "user-agent": "curl/8" } }, status: 403 },
  ])("refuses $name", async ({ with: change, status }) => {
    expect((await upload(change)).status).toBe(status);
  });

  it("refuses what is no form", async () => {
    const response = await call(simulator, "/files", { purpose: "video" });
    expect(response.status).toBe(400);
    expect(await response.json()).toStrictEqual(
      openAiError("invalid_request_error", "Invalid request Error"),
    );
  });
});

describe("a video in a chat", () => {
  it("is refused where there is no such file, or it is another account's", async () => {
    expect((await watch("ms://none")).status).toBe(400);
    const url = `ms://${await uploadedId()}`;
    expect((await watch(url, { headers: { authorization: `Bearer ${other.key}` } })).status).toBe(400);
    expect((await watch(url)).status).toBe(200);
  });

  it("is refused at an address of the web, and taken within the request", async () => {
    expect((await watch("https://example.com/a.mp4")).status).toBe(400);
    expect((await watch("data:video/mp4;base64,AAAA")).status).toBe(200);
  });
});
