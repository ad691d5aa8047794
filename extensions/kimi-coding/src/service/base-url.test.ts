import { describe, expect, it } from "vitest";
import { shownUrl, urlFlaw } from "./base-url.ts";

describe("shownUrl", () => {
  it.each([
    { url: "https://api.kimi.com/coding/v1", shown: "https://api.kimi.com/coding/v1" },
    { url: "http://me:secret@127.0.0.1:1/x", shown: "http://…@127.0.0.1:1/x" },
    { url: "https://proxy.example/x?token=secret", shown: "https://proxy.example/x?…" },
    { url: "no url", shown: "no url" },
    { url: "admin:s3cret@proxy.local/coding", shown: "…@proxy.local/coding" },
    { url: "https://u:p w@ho st/x?token=s", shown: "…@ho st/x?…" },
  ])("shows $url as $shown", ({ url, shown }) => {
    expect(shownUrl(url)).toBe(shown);
  });
});

describe("urlFlaw", () => {
  it.each(["https://api.kimi.com/coding/v1", "http://127.0.0.1:1"])("finds no flaw in %s", (url) => {
    expect(urlFlaw(url)).toBeNull();
  });

  it.each(["no url", "api.kimi.com/coding/v1", "ftp://api.kimi.com"])(
    "reports that %s is not a web address",
    (url) => {
      expect(urlFlaw(url)).toMatch(/^is not a web address\. .*\nopenclaw config unset/u);
    },
  );

  it.each(["https://me@api.kimi.com", "https://me:secret@api.kimi.com"])(
    "rejects credentials in %s",
    (url) => {
      expect(urlFlaw(url)).toContain("contains a user name or a password");
      expect(urlFlaw(url)).not.toContain("secret");
    },
  );
});
