import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { createMediaUnderstandingProvider } from "openclaw-kimi-coding/test-api";
import { defaultAccount, faults, startSimulator, type Simulator } from "../simulator/simulator.ts";

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator({
    accounts: [{ ...defaultAccount, models: ["kimi-for-coding", "k3-256k"] }],
  });
});
afterEach(() => simulator.reset());
afterAll(() => simulator.stop());

interface Video {
  readonly bytes?: number;
  readonly mime?: string;
  readonly fileName?: string;
  readonly model?: string;
  readonly api?: "openai-completions" | "anthropic-messages";
}

async function describeVideo({ bytes = 5, fileName = "secret name.mp4", api, ...request }: Video = {}) {
  const apiKey = simulator.key;
  const block = { baseUrl: simulator.baseUrl, models: [], ...(api !== undefined && { api }) };
  const provider = createMediaUnderstandingProvider(() =>
    Promise.resolve({ models: { providers: { kimi: block } } }),
  );
  const buffer = Buffer.alloc(bytes);
  return await provider.describeVideo?.({
    buffer,
    fileName,
    apiKey,
    prompt: "what?",
    timeoutMs: 30_000,
    ...request,
  });
}

const paths = () => simulator.requests.map(({ path }) => path.replace("/coding/v1", ""));

describe("the description of a video", () => {
  it.each(["openai-completions", "anthropic-messages"] as const)(
    "uploads the video and asks about it, with chats in %s",
    async (api) => {
      expect(await describeVideo({ api })).toStrictEqual({
        text: "I see a video (video/mp4, 5 bytes). You said: what?",
        model: "kimi-code",
      });
      expect(paths()).toStrictEqual(["/models", "/files", "/chat/completions"]);
      expect(simulator.requests.map(({ userAgent }) => userAgent)).toStrictEqual(
        paths().map(() => "claude-code/0.1.0"),
      );
      expect(simulator.requests[1]?.body).toMatchObject({ purpose: "video", file: { name: "upload.mp4" } });
      expect(simulator.requests[2]?.body).toMatchObject({
        model: "kimi-for-coding",
        thinking: { type: "enabled" },
      });
    },
  );

  it("finds the format from the file name if the host does not give it", async () => {
    await describeVideo({ fileName: "clip.MOV", mime: "application/octet-stream" });
    expect(simulator.requests[1]?.body).toMatchObject({ file: { mime: "video/quicktime" } });
  });

  it.each([
    {
      name: "a format that is not read",
      video: { fileName: "a.gif", mime: "image/gif" },
      error: /reads \(MP4, MPEG/u,
    },
    { name: "an empty file", video: { bytes: 0 }, error: /the file is empty/u },
    {
      name: "more than 100 MB",
      video: { bytes: 100 * 1024 * 1024 + 1 },
      error: /101 MB, and Kimi Code accepts 100 MB/u,
    },
  ])("sends nothing of $name", async ({ video, error }) => {
    await expect(describeVideo(video)).rejects.toThrow(error);
    expect(paths()).toStrictEqual([]);
  });

  it("uploads nothing for a model that the plan does not have, or whose row says no", async () => {
    await expect(describeVideo({ model: "k3-256k" })).rejects.toThrow(
      /kimi\/k3-256k does not accept videos/u,
    );
    simulator.reset();
    await expect(describeVideo({ model: "k3" })).rejects.toThrow(
      /kimi\/k3 is not in the list of your plan's/u,
    );
    expect(paths()).toStrictEqual(["/models"]);
  });

  it.each([
    { path: "/files", fault: faults.weeklyLimit, error: /has used up its weekly/u },
    { path: "/files", fault: faults.requestTooLarge, error: /too large for Kimi Code's video reading/u },
    { path: "/chat/completions", fault: faults.contentFilter, error: /content filter/u },
    {
      path: "/chat/completions",
      fault: faults.unavailable,
      error: /failed \(503\)\. This is a fault of the service/u,
    },
  ])("explains a refusal of $path: $fault.message", async ({ path: end, fault, error }) => {
    simulator.enqueue({ kind: "fault", fault }, { when: ({ path }) => path.endsWith(end) });
    await expect(describeVideo()).rejects.toThrow(error);
  });
});
