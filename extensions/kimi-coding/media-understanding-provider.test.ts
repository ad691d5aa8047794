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
});
