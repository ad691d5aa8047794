import { describe, expect, it } from "vitest";

import { findMediaFault } from "./media-size.ts";
import { buildConversation, imagePart } from "./test-support.ts";

const limits = { inlineImageBytesLimit: 5, mediaBytesLimit: 12 };

function check(...sizes: readonly number[]) {
  const parts = sizes.map((size) => imagePart(Buffer.alloc(size).toString("base64")));
  return findMediaFault(buildConversation({ turns: [{ role: "user", index: 0, parts }] }), limits)?.message;
}

describe("findMediaFault", () => {
  it("measures each image and all of them before base64", () => {
    expect(check(5, 5, 2)).toBeUndefined();
    expect(check(5, 6)).toBe("image size 6 exceeds limit 5");
    expect(check(5, 5, 3)).toBe("total media size 13 exceeds limit 12");
  });

  it("counts a video within the request, and nothing that was uploaded", () => {
    const video = {
      kind: "video",
      url: `data:video/mp4;base64,${Buffer.alloc(9).toString("base64")}`,
    } as const;
    const uploaded = { kind: "image", source: { kind: "url", url: "ms://a" } } as const;
    const parts = [imagePart(Buffer.alloc(4).toString("base64")), video, uploaded];
    const turns = [{ role: "user", index: 0, parts }] as const;
    expect(findMediaFault(buildConversation({ turns }), limits)?.message).toBe(
      "total media size 13 exceeds limit 12",
    );
  });
});
