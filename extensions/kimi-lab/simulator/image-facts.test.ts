import { describe, expect, it } from "vitest";

import type { ImagePart } from "./conversation.ts";
import { inspectImages } from "./image-facts.ts";
import { buildConversation, drawPicture, imagePart } from "./test-support.ts";

async function inspect(image: ImagePart) {
  return await inspectImages(buildConversation({ turns: [{ role: "user", index: 0, parts: [image] }] }));
}
function refusal(message: string) {
  return { kind: "refused", fault: { status: 400, type: "invalid_request_error", message } };
}

describe("inspectImages", () => {
  it.each([
    { name: "a PNG", format: "png", background: "#e00000", expected: { format: "PNG", color: "red" } },
    { name: "a JPEG", format: "jpeg", background: "#2040d0", expected: { format: "JPEG", color: "blue" } },
    { name: "a GIF", format: "gif", background: "#20a040", expected: { format: "GIF", color: "green" } },
    { name: "a WebP", format: "webp", background: "#ffee00", expected: { format: "WebP", color: "yellow" } },
  ] as const)("sees size, format and colour of $name", async ({ format, background, expected }) => {
    const image = imagePart(
      await drawPicture({ width: 120, height: 80, format, background }),
      `image/${format}`,
    );
    expect(await inspect(image)).toEqual({
      kind: "seen",
      facts: new Map([[image, { width: 120, height: 80, ...expected }]]),
    });
  });

  it("reads a JPEG that is declared as image/jpg", async () => {
    expect(await inspect(imagePart(await drawPicture({ format: "jpeg" }), "image/jpg"))).toMatchObject({
      kind: "seen",
    });
  });

  it.each([
    { name: "AVIF", format: "avif", mediaType: "image/avif" },
    { name: "AVIF declared as PNG", format: "avif", mediaType: "image/png" },
    { name: "TIFF", format: "tiff", mediaType: "image/tiff" },
    { name: "a JPEG declared as PNG", format: "jpeg", mediaType: "image/png" },
    { name: "a PNG declared as something unheard of", format: "png", mediaType: "image/x-png" },
  ] as const)("refuses $name", async ({ format, mediaType }) => {
    const image = imagePart(await drawPicture({ format }), mediaType);
    expect(await inspect(image)).toEqual(refusal("unsupported image format"));
  });

  it("refuses an SVG", async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>').toString(
      "base64",
    );
    expect(await inspect(imagePart(svg))).toEqual(refusal("unsupported image format"));
  });

  it.each(["png", "jpeg"] as const)("refuses a %s that arrived in part", async (format) => {
    const whole = Buffer.from(await drawPicture({ width: 300, height: 300, format }), "base64");
    const half = whole.subarray(0, Math.floor(whole.length / 2)).toString("base64");
    expect(await inspect(imagePart(half, `image/${format}`))).toEqual(refusal("unsupported image format"));
  });

  it.each(["https://x.test/a.png", "ms://file-1"])("takes %s, and fetches nothing", async (url) => {
    expect(await inspect({ kind: "image", source: { kind: "url", url } })).toEqual({
      kind: "seen",
      facts: new Map(),
    });
  });

  it.each(["http://x.test/a.png", "file:///a.png", "a.png", "https://", ""])(
    "refuses the address %j",
    async (url) => {
      expect(await inspect({ kind: "image", source: { kind: "url", url } })).toEqual(
        refusal("unsupported image url"),
      );
    },
  );
});
