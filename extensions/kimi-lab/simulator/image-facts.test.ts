import { describe, expect, it } from "vitest";

import type { ImagePart } from "./conversation.ts";
import { inspectImages } from "./image-facts.ts";
import { buildConversation, drawBitmap, drawHeif, drawImage, imagePart } from "./test-support.ts";

const furtherTypes = ["image/bmp", "image/heic", "image/heif"];
const uploaded = { width: 9, height: 8, format: "PNG", color: "red" };

function findUpload(id: string) {
  return id === "file-1" ? uploaded : undefined;
}

async function inspect(image: ImagePart, types: readonly string[] = furtherTypes) {
  const conversation = buildConversation({ turns: [{ role: "user", index: 0, parts: [image] }] });
  return await inspectImages(conversation, { furtherTypes: types, findUpload });
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
      await drawImage({ width: 120, height: 80, format, background }),
      `image/${format}`,
    );
    expect(await inspect(image)).toEqual({
      kind: "seen",
      facts: new Map([[image, { width: 120, height: 80, ...expected }]]),
    });
  });

  it("reads a JPEG that is declared as image/jpg", async () => {
    expect(await inspect(imagePart(await drawImage({ format: "jpeg" }), "image/jpg"))).toMatchObject({
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
    const image = imagePart(await drawImage({ format }), mediaType);
    expect(await inspect(image)).toEqual(refusal("unsupported image format"));
  });

  it("refuses an SVG", async () => {
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>').toString(
      "base64",
    );
    expect(await inspect(imagePart(svg))).toEqual(refusal("unsupported image format"));
  });

  it.each(["png", "jpeg"] as const)("refuses a %s that arrived in part", async (format) => {
    const whole = Buffer.from(await drawImage({ width: 300, height: 300, format }), "base64");
    const half = whole.subarray(0, Math.floor(whole.length / 2)).toString("base64");
    expect(await inspect(imagePart(half, `image/${format}`))).toEqual(refusal("unsupported image format"));
  });

  it("reads a BMP to its colour, and of a HEIC and a HEIF the size", async () => {
    const [bmp, heic, heif] = [
      imagePart(drawBitmap(), "image/bmp"),
      imagePart(drawHeif({ brand: "heic" }), "image/heic"),
      imagePart(drawHeif({ brand: "mif1" }), "image/heif"),
    ];
    expect([await inspect(bmp), await inspect(heic), await inspect(heif)]).toStrictEqual([
      { kind: "seen", facts: new Map([[bmp, { width: 16, height: 16, format: "BMP", color: "black" }]]) },
      {
        kind: "seen",
        facts: new Map([[heic, { width: 640, height: 480, format: "HEIC", color: undefined }]]),
      },
      {
        kind: "seen",
        facts: new Map([[heif, { width: 640, height: 480, format: "HEIF", color: undefined }]]),
      },
    ]);
  });

  it.each([
    { name: "a BMP where only four formats are read", data: drawBitmap(), type: "image/bmp", types: [] },
    { name: "a HEIC where only four are", data: drawHeif({ brand: "heic" }), type: "image/heic", types: [] },
    { name: "a BMP declared as PNG", data: drawBitmap(), type: "image/png", types: furtherTypes },
    {
      name: "a BMP that arrived in part",
      data: drawBitmap().slice(0, 200),
      type: "image/bmp",
      types: furtherTypes,
    },
    {
      name: "a container of another kind declared as HEIC",
      data: drawHeif({ brand: "avif" }),
      type: "image/heic",
      types: furtherTypes,
    },
  ])("refuses $name", async ({ data, type, types }) => {
    expect(await inspect(imagePart(data, type), types)).toEqual(refusal("unsupported image format"));
  });

  it("sees in an uploaded image what was seen when it came", async () => {
    const image: ImagePart = { kind: "image", source: { kind: "url", url: "ms://file-1" } };
    expect(await inspect(image)).toEqual({ kind: "seen", facts: new Map([[image, uploaded]]) });
  });

  it("takes a web address, and fetches nothing", async () => {
    const image: ImagePart = { kind: "image", source: { kind: "url", url: "https://x.test/a.png" } };
    expect(await inspect(image)).toEqual({ kind: "seen", facts: new Map() });
  });

  it.each(["ms://file-2", "ms://", "http://x.test/a.png", "file:///a.png", "a.png", "https://", ""])(
    "refuses the address %j",
    async (url) => {
      expect(await inspect({ kind: "image", source: { kind: "url", url } })).toEqual(
        refusal("unsupported image url"),
      );
    },
  );
});
