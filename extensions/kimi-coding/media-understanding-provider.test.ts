import { describe, expect, it } from "vitest";

import { registerPlugin } from "./test-support.ts";

describe("the media-understanding provider", () => {
  it("describes images, one or several, with the default row", () => {
    const { media } = registerPlugin();
    expect(media).toMatchObject({
      id: "kimi",
      capabilities: ["image"],
      defaultModels: { image: "kimi-code" },
    });
    expect(media.describeImage).toBeTypeOf("function");
    expect(media.describeImages).toBeTypeOf("function");
  });
});
