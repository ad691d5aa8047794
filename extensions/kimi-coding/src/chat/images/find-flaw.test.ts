import { drawPhotograph, drawImage } from "openclaw-kimi-lab";
import { describe, expect, it } from "vitest";
import { findFlaw } from "./find-flaw.ts";

const photograph = Buffer.from(await drawPhotograph({ width: 200, height: 150 }), "base64");
const drawings = {
  PNG: Buffer.from(await drawImage(), "base64"),
  JPEG: photograph,
  GIF: Buffer.from(await drawImage({ format: "gif" }), "base64"),
  WebP: Buffer.from(await drawImage({ format: "webp" }), "base64"),
};

describe("findFlaw", () => {
  it.each(Object.entries(drawings))("finds none in a whole %s, nor with bytes behind it", (format, bytes) => {
    expect(findFlaw(bytes, format)).toBeNull();
    expect(findFlaw(Buffer.concat([bytes, Buffer.alloc(100, 1)]), format)).toBeNull();
  });

  it.each(["PNG", "JPEG", "WebP"] as const)("sees that a %s is cut, wherever it is", (format) => {
    const bytes = drawings[format];
    for (const part of [0.3, 0.6, 0.9]) {
      expect(findFlaw(bytes.subarray(0, Math.floor(bytes.length * part)), format)).toBe("cut");
    }
    expect(findFlaw(bytes.subarray(0, 13), format)).toBe("cut");
  });

  it("does not mistake the end of a thumbnail for that of a JPEG", () => {
    const thumbnail = Buffer.from([0xff, 0xe1, 0, 6, 0xff, 0xd8, 0xff, 0xd9]);
    const [start, rest] = [photograph.subarray(0, 2), photograph.subarray(2)];
    expect(findFlaw(Buffer.concat([start, thumbnail, rest]), "JPEG")).toBeNull();
    expect(findFlaw(Buffer.concat([start, thumbnail, rest.subarray(0, 4000)]), "JPEG")).toBe("cut");
  });

  it.each([
    { format: "PNG", at: 16, bytes: [0, 1, 0, 0, 0, 1, 0, 0] },
    {
      format: "JPEG",
      at: photograph.indexOf(Buffer.from([0xff, 0xc0])) + 5,
      bytes: [0xff, 0xff, 0xff, 0xff],
    },
  ] as const)("sees that a $format has too many pixels", ({ format, at, bytes }) => {
    const huge = Buffer.from(drawings[format]);
    huge.set(bytes, at);
    expect(findFlaw(huge, format)).toBe("too-many-pixels");
  });

  it("says of no bytes that they are empty, and leaves other formats to the service", () => {
    expect(findFlaw(Buffer.alloc(0), undefined)).toBe("empty");
    expect(findFlaw(Buffer.from("hello"), undefined)).toBeNull();
    expect(findFlaw(Buffer.from("BM"), "BMP")).toBeNull();
  });

  it("reads any bytes to an end", () => {
    for (let length = 1; length < 300; length += 1) {
      for (const format of ["PNG", "JPEG", "GIF", "WebP"]) {
        expect(() => findFlaw(Buffer.alloc(length, 0xff), format)).not.toThrow();
        expect(() => findFlaw(Buffer.from(drawings.JPEG.subarray(0, length)), format)).not.toThrow();
      }
    }
  });
});
