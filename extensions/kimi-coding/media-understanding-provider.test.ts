import { describe, expect, it } from "vitest";
import { registerPlugin } from "./test-support/registration.ts";

describe("the media-understanding provider", () => {
  it("describes images, one or several, and videos with the default row", () => {
    const { media } = registerPlugin();
    expect(media).toMatchObject({
      id: "kimi",
      capabilities: ["image", "video"],
      defaultModels: { image: "kimi-code", video: "kimi-code" },
    });
    expect(media.describeImage).toBeTypeOf("function");
    expect(media.describeImages).toBeTypeOf("function");
    expect(media.describeVideo).toBeTypeOf("function");
  });

  it("sends nothing to Moonshot's open platform", async () => {
    const { describeImage, describeImages } = registerPlugin().media;
    const request = {
      cfg: {
        models: { providers: { "kimi-coding": { baseUrl: "https://api.moonshot.cn/v1", models: [] } } },
      },
      agentDir: "/nowhere",
      provider: "kimi",
      model: "kimi-code",
      timeoutMs: 1000,
    };
    const image = { buffer: Buffer.of(1), fileName: "a.png", mime: "image/png" };
    const refusal = /openclaw config unset models\.providers\.kimi-coding\.baseUrl/u;
    await expect(describeImage?.({ ...request, ...image })).rejects.toThrow(refusal);
    await expect(describeImages?.({ ...request, images: [image] })).rejects.toThrow(refusal);
  });
});
