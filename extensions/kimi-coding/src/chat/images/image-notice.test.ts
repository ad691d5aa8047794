import { describe, expect, it } from "vitest";
import { imageNotice, keepNotice, takeNoticeOf, withoutImageNotice } from "./image-notice.ts";

describe("the notice of images that were left out", () => {
  it("says how many, and is known again at the end of an answer", () => {
    const notice = imageNotice(2, 2_097_152);
    expect(notice).toContain("(2.1 MB), so its 2 oldest images were not sent.");
    expect(imageNotice(1, 300_000)).toContain("(300 KB), so its oldest image was not sent.");
    expect(withoutImageNotice(`I see a boat.\n\n${notice}`)).toBe("I see a boat.");
    expect(withoutImageNotice(`I see a boat.\n\n${notice}\n`)).toBe("I see a boat.");
  });

  it.each([
    "",
    "I see a boat.",
    `${imageNotice(1, 1000)} And more.`,
    "Send an image again if it still matters.",
  ])("is not seen in another text: %s", (text) => expect(withoutImageNotice(text)).toBe(text));

  it("waits for its session, and is given once", () => {
    keepNotice("a", "one");
    expect(takeNoticeOf("b")).toBeNull();
    expect(takeNoticeOf("a")).toBe("one");
    expect(takeNoticeOf("a")).toBeNull();
  });
});
