import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";

/**
 * Foreign text reaches nearly every regular expression that ships. A backtracking engine is linear by construction where
 * at most one part of an expression repeats without a bound, and the expression is tried from one place only, or
 * nothing that can fail stands behind the repetition. What else is linear stands here with its reason.
 */
const LINEAR_BECAUSE: Readonly<Record<string, string>> = {
  "\\b(?:sk-|eyJ)[\\w.-]{8,}":
    "nothing stands behind the repetition: it fails within eight letters, or not at all",
  "^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|ENETUNREACH|EHOSTUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_\\w+|CERT_\\w+|\\w+_CERT(?:_\\w+)?|\\w+_LEAF_SIGNATURE)$":
    "only codes of up to 61 letters reach it",
  "(?:\\s*\\[\\s*(\\w+)\\s*\\])+$": "only ids of up to 200 letters reach it",
  "^k2(?:\\.\\d+)?(?:-(?:preview|thinking|turbo|instruct|code|coding|latest|\\d{4}))*(-highspeed)?$":
    "a hyphen begins each round, and only ids of up to 200 letters reach it",
  '"pid":\\s*(\\d+)': "a colon stands before the blanks, so no run is tried twice",
  "_+$": "only names of up to 64 letters reach it",
  "^(?:(?:Error:|⚠️)\\s*)+": "each round begins with a word that is not a blank",
  "^(?:export\\s+|set\\s+)?(?:\\$env:)?[A-Z][A-Z0-9]*_[A-Z0-9_]*\\s*[=:]\\s*":
    "neighbouring repetitions have no character in common: the first underscore ends the first one",
  "^(?:authorization\\s*:\\s*)?bearer(?:\\s+|$)": "a colon and a word stand between the repetitions",
  "(?<![A-Z0-9_])(?=\\d*[A-Z][A-Z0-9]*_)[A-Z0-9_]+=[^=]":
    "it is tried only where a run of such letters begins",
  "(?<![ \\t])[ \\t]*[\\r\\n]+[ \\t]*": "it is tried only where a run of blanks begins",
  "^eyJ[\\w-]*\\.[\\w-]+\\.[\\w-]*$": "a point, which none of the repetitions matches, stands between them",
  "(?<!\\/)\\/+$": "it is tried only where a run of slashes begins",
  "\\b(?:in|after)\\s+(${UNIT}(?:,? (?:and )?${UNIT}){0,2})":
    "a word stands before the blanks, so no run is tried twice",
  "^data:(?<mediaType>[^;,]*)(?:;[^,]*)?,":
    "a semicolon, which the first repetition does not match, stands between",
  "\\.([a-z0-9]+)$": "a point stands before the letters, so no run is tried twice",
  "^LEVEL_([A-Z0-9]+(?:_[A-Z0-9]+){0,4})$":
    "an underscore, which the others do not match, stands between; 60 characters",
  "^(\\d{4}-\\d\\d-\\d\\d[Tt ]\\d\\d:\\d\\d:\\d\\d)(?:\\.(\\d+))?([Zz]|[+-]\\d\\d:\\d\\d)$":
    "one repetition; 64 characters",
  "^(?<name>.*):(?<index>\\d+)$":
    "a colon, which figures do not match, stands between: no figure is tried twice",
  "^[+-]?\\d+(?:\\.\\d+)?$": "a point, which figures do not match, stands between",
  "\\?.*$": "the rest matches whatever it is, so that the first question mark ends the search",
  "\\b\\d{1,2}:\\d{2}.*$": "only dates of up to 120 characters reach it",
  "^[\\d+-]*\\.?\\d*$": "only headers of up to 64 characters reach it",
  "@(?:kimi|kimi-code|kimi-coding):\\S*$": "only ids of up to 200 characters reach it",
  "(?:^|[\\\\/])node[^\\\\/]*$": "a slash stands before the rest, so no part of a path is tried twice",
  "^functions\\..+:(?<index>\\d+)$":
    "a colon, which figures do not match, stands between: no figure is tried twice",
};

interface Expression {
  readonly path: string;
  readonly source: string;
}

const root = import.meta.dirname;

function expressions(): Expression[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !/(?:^|\/)(?:dist|node_modules|test-support)\//u.test(path))
    .filter((path) => !/\.(?:test|bench)\.ts$|test-support\.ts$|arbitraries\.ts$|test-api\.ts$/u.test(path))
    .flatMap((path) => {
      const code = readFileSync(join(root, path), "utf8")
        .replaceAll(/^\s*(?:\/\/|\/?\*).*$/gmu, "")
        .replaceAll("export *", "");
      const literals = code.matchAll(
        /(?:^|[=(,:[!&|?{};>]|\breturn)\s*\/(?<source>(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n[])+)\/[dgimsuvy]+/gmu,
      );
      const built = code.matchAll(/new RegExp\((?:String\.raw)?`(?<source>[^`]*)`/gu);
      return [...literals, ...built].map(({ groups }) => ({ path, source: groups?.["source"] ?? "" }));
    });
}

/** Without classes and escapes, whose characters repeat nothing. */
function skeleton(source: string): string {
  return source.replaceAll(/\\[pP]\{\w+\}|\\./gu, "x").replaceAll(/\[[^\]]*\]/gu, "x");
}

function isLinearByConstruction(source: string): boolean {
  const shape = skeleton(source);
  const repetitions = [...shape.matchAll(/[*+]|\{\d+,\}/gu)];
  if (repetitions.length === 0) return true;
  if (repetitions.length > 1 || /\)(?:[*+]|\{\d+,\})/u.test(shape)) return false;
  const behind = shape.slice((repetitions[0]?.index ?? 0) + 1);
  return shape.startsWith("^") || behind === "";
}

const all = expressions();
const unsure = [...new Set(all.map(({ source }) => source))].filter(
  (source) => !isLinearByConstruction(source),
);

describe("the regular expressions that ship", () => {
  it("are found", () => {
    expect(all.length).toBeGreaterThan(80);
    expect(all.map(({ source }) => source)).toContain("^k3(?:$|[^a-z0-9])");
  });

  it("are linear by construction, or for a reason that stands here", () => {
    expect(unsure.filter((source) => !Object.hasOwn(LINEAR_BECAUSE, source))).toStrictEqual([]);
  });

  it("have a reason only where one is needed", () => {
    const needed = Object.keys(LINEAR_BECAUSE).filter(
      (source) => !all.some((found) => found.source === source),
    );
    expect(needed).toStrictEqual([]);
  });

  it.each(["(a+)+$", "(?:a|a)*b", "\\s+$", "\\w+_CERT", "^\\w+x\\w+$"])(
    "would be asked for a reason: %s",
    (source) => {
      expect(isLinearByConstruction(source)).toBe(false);
    },
  );
});
