import { describe, expect, it } from "vitest";
import { parseSearchResults, searchBody } from "./search.ts";

const row = (fields: object = {}) => ({
  site_name: "Example News",
  title: "Blue lobster",
  url: "https://news.example.org/a",
  snippet: "It was let go.",
  content: "",
  date: "2026-07-02",
  icon: "",
  mime: "text/html",
  ...fields,
});
const parse = (...rows: readonly unknown[]) => parseSearchResults({ search_results: rows }, 10);

describe("searchBody", () => {
  it("asks for titles and snippets, and for no pages", () => {
    expect(searchBody({ text: "lobster", limit: 3, timeoutSeconds: 20 })).toStrictEqual({
      text_query: "lobster",
      limit: 3,
      enable_page_crawling: false,
      timeout_seconds: 20,
    });
  });
});

describe("parseSearchResults", () => {
  it("reads title, address, date, snippet and site", () => {
    expect(parse(row())).toStrictEqual([
      {
        title: "Blue lobster",
        url: "https://news.example.org/a",
        snippet: "It was let go.",
        published: "2026-07-02",
        siteName: "Example News",
      },
    ]);
  });

  it("leaves out what is empty, and uses the host as a title if there is none", () => {
    expect(parse({ url: "https://news.example.org/a", title: " ", date: "" })).toStrictEqual([
      { title: "news.example.org", url: "https://news.example.org/a" },
    ]);
  });

  it.each([
    { name: "no address", url: undefined },
    { name: "an empty address", url: "" },
    { name: "a script", url: "javascript:alert(1)" },
    { name: "a file", url: "file:///etc/passwd" },
    { name: "a user name before another host", url: "https://bank.example.com@evil.example.net/" },
    { name: "a longer address than the host takes", url: `https://a.example/${"x".repeat(2048)}` },
    {
      name: "an address that grows too long when written in full",
      url: `https://a.example/${"ü".repeat(600)}`,
    },
  ])("skips a result with $name", ({ url }) => {
    expect(parse(row({ url }), row())).toHaveLength(1);
  });

  it("skips what is not a result at all, and gives an address once", () => {
    expect(parse(null, "x", [], row(), row({ title: "again" }))).toMatchObject([{ title: "Blue lobster" }]);
  });

  it("gives no more than the limit", () => {
    const rows = Array.from({ length: 20 }, (_, index) => row({ url: `https://a.example/${index}` }));
    expect(parseSearchResults({ search_results: rows }, 4)).toHaveLength(4);
  });

  it("makes one visible line of each text, cut between characters", () => {
    const title = `a\u0000b\u202Ec\n\n  d${"😀".repeat(400)}`;
    const [page] = parse(row({ title })) ?? [];
    expect(page?.title).toMatch(/^a bc d(?:😀)+…$/u);
    expect(page?.title.length).toBeLessThanOrEqual(300);
    expect(page?.title.isWellFormed()).toBe(true);
  });

  it.each([null, undefined, "text", [], {}, { search_results: null }, { search_results: {} }])(
    "takes %j for no list of results",
    (body) => {
      expect(parseSearchResults(body, 5)).toBeNull();
    },
  );
});
