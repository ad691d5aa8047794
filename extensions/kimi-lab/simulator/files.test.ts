import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";

import { SIMULATOR_KEY } from "./accounts.ts";
import { startSimulator, type Simulator } from "./simulator.ts";
import { ask, call, drawBitmap, drawHeif, drawImage, openAiError } from "./test-support.ts";

const other = { id: "other", key: "sk-kimi-other", models: ["kimi-for-coding"] } as const;
let simulator: Simulator;
beforeAll(async () => {
  const account = { id: "default", key: SIMULATOR_KEY, models: ["kimi-for-coding"] } as const;
  simulator = await startSimulator({ accounts: [account, other] });
});
beforeEach(() => simulator.changeService({ version: "2026-09" }));
afterEach(() => simulator.reset());
afterAll(() => simulator.stop());

interface Upload {
  readonly purpose?: string;
  readonly type?: string;
  readonly bytes?: number;
  /** In place of as many zeros as `bytes`, in base64. */
  readonly data?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

async function upload({ purpose = "video", type = "video/mp4", bytes = 9, data, headers = {} }: Upload = {}) {
  const body = new FormData();
  const content = data === undefined ? new Uint8Array(bytes) : new Uint8Array(Buffer.from(data, "base64"));
  body.set("purpose", purpose);
  body.set("file", new Blob([content], { type }), "upload.mp4");
  const sender = { authorization: `Bearer ${SIMULATOR_KEY}`, "user-agent": "kimi-code-cli/0.38.0" };
  return await fetch(`${simulator.baseUrl}/files`, {
    method: "POST",
    headers: { ...sender, ...headers },
    body,
  });
}

async function uploadedId(options?: Upload): Promise<string> {
  return z.object({ id: z.string() }).parse(await (await upload(options)).json()).id;
}

type CallOptions = Parameters<typeof call>[3];

async function show(part: object, options: CallOptions = {}) {
  const content = [{ type: "text", text: "what?" }, part];
  return await call(simulator, "/chat/completions", ask({ messages: [{ role: "user", content }] }), options);
}
const watch = (url: string, options?: CallOptions) =>
  show({ type: "video_url", video_url: { url, id: null } }, options);
const lookAt = (url: string, options?: CallOptions) =>
  show({ type: "image_url", image_url: { url } }, options);

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
    { name: "an image as a video", with: { type: "image/png" }, status: 400 },
    { name: "an image that is none", with: { purpose: "image", type: "image/png" }, status: 400 },
    { name: "nothing", with: { bytes: 0 }, status: 400 },
    { name: "more than 100 MB", with: { bytes: 100 * 1024 * 1024 + 1 }, status: 413 },
    { name: "a wrong key", with: { headers: { authorization: "Bearer sk-kimi-wrong" } }, status: 401 },
    { name: "another client", with: { headers: { "user-agent": "curl/8" } }, status: 403 },
  ])("refuses $name", async ({ with: change, status }) => {
    expect((await upload(change)).status).toBe(status);
  });

  it("refuses what is not a form", async () => {
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

async function png(): Promise<Upload> {
  return { purpose: "image", type: "image/png", data: await drawImage() };
}

describe("an image in a chat", () => {
  it("is seen where it was uploaded, on either dialect", async () => {
    const url = `ms://${await uploadedId(await png())}`;
    expect(await (await lookAt(url)).text()).toContain("I see 1 image: a 64x48 PNG, mostly red.");
    const content = [{ type: "image", source: { type: "url", url } }];
    const onMessages = await call(simulator, "/messages", ask({ messages: [{ role: "user", content }] }));
    expect(await onMessages.text()).toContain("I see 1 image: a 64x48 PNG, mostly red.");
  });

  it.each([
    { format: "BMP", type: "image/bmp", data: drawBitmap(), seen: "a 16x16 BMP, mostly black" },
    { format: "HEIC", type: "image/heic", data: drawHeif(), seen: "a 640x480 HEIC, of a format" },
  ])("may be a $format, uploaded or not", async ({ type, data, seen }) => {
    const url = `ms://${await uploadedId({ purpose: "image", type, data })}`;
    expect(await (await lookAt(url)).text()).toContain(seen);
    expect(await (await lookAt(`data:${type};base64,${data}`)).text()).toContain(seen);
  });

  it("is refused where there is no such file, it is another account's, or it is a video", async () => {
    const url = `ms://${await uploadedId(await png())}`;
    const others = { headers: { authorization: `Bearer ${other.key}` } };
    const refused = [
      await lookAt("ms://none"),
      await lookAt(url, others),
      await lookAt(`ms://${await uploadedId()}`),
    ];
    for (const response of refused) {
      expect(await response.json()).toStrictEqual(
        openAiError("invalid_request_error", "unsupported image url"),
      );
    }
    expect((await watch(url)).status).toBe(400);
  });

  it("is forgotten when the service is told to, and its id never stands for another one", async () => {
    const forgotten = await uploadedId(await png());
    simulator.forgetRequests();
    expect((await lookAt(`ms://${forgotten}`)).status).toBe(200);
    simulator.forgetFiles();
    const later = await uploadedId(await png());
    expect(simulator.hasFile("default", forgotten)).toBe(false);
    expect(simulator.hasFile("default", later)).toBe(true);
    expect((await lookAt(`ms://${forgotten}`)).status).toBe(400);
  });

  it("could not be uploaded until September 2026, nor be a BMP", async () => {
    simulator.changeService({ version: "before-2026-09" });
    expect(await (await upload(await png())).json()).toStrictEqual(
      openAiError("invalid_request_error", "invalid purpose"),
    );
    expect((await lookAt(`data:image/bmp;base64,${drawBitmap()}`)).status).toBe(400);
  });
});
