import { describe, expect, it } from "vitest";
import { imageFormat } from "./image-format.ts";

describe("imageFormat", () => {
  it.each([
    { name: "PNG", bytes: "\x89PNG\r\n\x1A\n\0\0\0\rIHDR", mediaType: "image/png" },
    { name: "JPEG", bytes: "\xFF\xD8\xFF\xE1\0\x10Exif", mediaType: "image/jpeg" },
    { name: "GIF", bytes: "GIF87a\x01\0", mediaType: "image/gif" },
    { name: "WebP", bytes: "RIFF\x24\0\0\0WEBPVP8L", mediaType: "image/webp" },
  ])("knows $name and its media type", ({ name, bytes, mediaType }) => {
    expect(imageFormat(btoa(bytes))).toMatchObject({ name, mediaType });
  });

  it.each([
    { name: "BMP", bytes: "BM\x36\x03\0\0\0\0" },
    { name: "TIFF", bytes: "II*\0\x08\0\0\0" },
    { name: "TIFF", bytes: "MM\0*\0\0\0\x08" },
    { name: "ICO", bytes: "\0\0\x01\0\x01\0\x10\x10" },
    { name: "SVG", bytes: '<svg xmlns="http://www.w3.org/2000/svg"/>' },
    { name: "SVG", bytes: '<?xml version="1.0"?><svg/>' },
    { name: "AVIF", bytes: "\0\0\0\x1Cftypavif\0\0\0\0" },
    { name: "HEIC", bytes: "\0\0\0\x24ftypheic\0\0\0\0" },
    { name: "HEIF", bytes: "\0\0\0\x24ftypheix\0\0\0\0" },
    { name: "HEIF", bytes: "\0\0\0\x18ftypmif1\0\0\0\0" },
  ])("knows $name as one that is not taken ($bytes)", ({ name, bytes }) => {
    const format = imageFormat(btoa(bytes));
    expect(format?.name).toBe(name);
    expect(format?.mediaType).toBeUndefined();
  });

  it.each([
    { name: "nothing", base64: "" },
    { name: "a text", base64: btoa("hello, world") },
    { name: "the first half of a signature", base64: btoa("\x89PN") },
    { name: "a RIFF file that is not an image", base64: btoa("RIFF\x24\0\0\0WAVEfmt ") },
    { name: "what is not base64", base64: "%3Csvg%20xmlns" },
  ])("knows no format of $name", ({ base64 }) => {
    expect(imageFormat(base64)).toBeNull();
  });

  it("reads no further than the header", () => {
    expect(imageFormat(`${btoa("\x89PNG\r\n\x1A\n\0\0\0\rIHDR\0\0")}!!!`)).toMatchObject({ name: "PNG" });
  });
});
