import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { SERVICE_ERROR_CODES, SERVICE_ERRORS } from "./service-error-table.ts";

const page = readFileSync(new URL("../../../../docs/reference/errors.md", import.meta.url), "utf8");

/** The cells of the table below a heading of the page, without its head. */
function table(heading: string): readonly (readonly string[])[] {
  const section = page.split(/^## /mu).find((text) => text.startsWith(heading)) ?? "";
  const lines = section.split("\n").filter((line) => line.startsWith("|"));
  return lines.slice(2).map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe("docs/reference/errors.md", () => {
  it("describes every failure", () => {
    expect(table("What the user reads").map(([code]) => code)).toStrictEqual(
      SERVICE_ERROR_CODES.map((code) => `\`${code}\``),
    );
  });

  it("lists every sentence with its status, type, source and date", () => {
    expect(table("Sentences")).toStrictEqual(
      SERVICE_ERRORS.map(({ code, status, type, sample, source, seen }) => [
        `\`${code}\``,
        status === null ? "none" : `${status}`,
        type === undefined ? "" : `\`${type}\``,
        sample,
        source,
        seen,
      ]),
    );
  });
});
