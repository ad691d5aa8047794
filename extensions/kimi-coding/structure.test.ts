import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative, sep } from "node:path";
import { describe, expect, it } from "vitest";

/** The rooms below `src/`, lowest first: a room imports only rooms that stand above it in this list. */
const FLOORS = [
  "kimi",
  "events",
  "errors",
  "markup",
  "tool-schema",
  "host",
  "models",
  "request",
  "request/chat-body",
  "service",
  "oauth",
  "sign-in",
  "sign-in/renewal",
  "credentials",
  "quota",
  "catalog",
  "onboarding",
  "status",
  "doctor",
  "leaving",
  "media",
  "chat/response",
  "chat/http",
  "chat/images",
  "chat",
  "web",
] as const;

type Room = (typeof FLOORS)[number];

/** Rooms that know neither a host nor the machine: types of a host's SDK are all that they import from outside. */
const PURE: ReadonlySet<Room> = new Set([
  "kimi",
  "events",
  "errors",
  "markup",
  "tool-schema",
  "request",
  "request/chat-body",
  "chat/response",
]);

/** The only files that send a request. The scanners of older hosts refuse a file that also reads the environment. */
const SENDERS = [
  "src/chat/http/exchange.ts",
  "src/oauth/oauth-requests.ts",
  "src/service/redirect-guard.ts",
  "src/service/service-request.ts",
] as const;

/** The only file that reads the environment of the process. */
const ENVIRONMENT_READERS = ["src/kimi/environment.ts"] as const;

const root = import.meta.dirname;

interface Import {
  readonly from: string;
  /** A path below the package for a file of ours, else the name of a module. */
  readonly to: string;
  readonly isTypeOnly: boolean;
}

interface SourceFile {
  /** Below the package, with `/` between the parts. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
}

function readSources(): SourceFile[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" })
    .map((path) => path.split(sep).join("/"))
    .filter((path) => path.endsWith(".ts") && !/^(?:dist|node_modules)\//u.test(path))
    .map((path) => {
      const text = readFileSync(join(root, path), "utf8");
      return { path, text, imports: readImports(path, text) };
    });
}

/** Also reads `export … from` and `import("…")`. */
function readImports(path: string, text: string): Import[] {
  const statements =
    /^(?:import|export)\s+(?<type>type\s)?[^;"]*?(?:from\s+)?"(?<static>[^"]+)"|import\("(?<dynamic>[^"]+)"\)/gmu;
  return [...text.matchAll(statements)].map(({ groups = {} }) => {
    const to = groups["static"] ?? groups["dynamic"] ?? "";
    const isOurs = to.startsWith(".");
    return {
      from: path,
      to: isOurs
        ? normalize(join(dirname(path), to))
            .split(sep)
            .join("/")
        : to,
      isTypeOnly: groups["type"] !== undefined,
    };
  });
}

function isTest(path: string): boolean {
  return /\.(?:test|bench)\.ts$|(?:^|\/)(?:test-support|arbitraries|source-test-support|test-api)|-test-support\.ts$/u.test(
    path,
  );
}

/** The room that a file is in; `null` for what stands at the root. */
function roomOf(path: string): Room | null {
  const folder = relative("src", dirname(path)).split(sep).join("/");
  return FLOORS.find((room) => room === folder) ?? null;
}

const ofLab = (all: readonly SourceFile[]) =>
  all.flatMap((file) => file.imports).filter(({ to }) => /kimi-lab/u.test(to));
const shown = ({ from, to }: Import) => `${from} -> ${to}`;
const sources = readSources();
const code = sources.filter(({ path }) => !isTest(path));
const imports = code.flatMap((file) => file.imports);

describe("the structure of the package", () => {
  it("has every file in a room or at the root", () => {
    const lost = sources.filter(({ path }) => path.startsWith("src/") && roomOf(path) === null);
    expect(lost.map(({ path }) => path)).toStrictEqual([]);
  });

  it("has no room that imports a door", () => {
    const wrong = imports.filter(({ from, to }) => from.startsWith("src/") && /^[^/]+\.ts$/u.test(to));
    expect(wrong.map(shown)).toStrictEqual([]);
  });

  it("enters every room by its index", () => {
    const wrong = imports.filter(({ from, to }) => {
      const room = to.startsWith("src/") ? roomOf(to) : null;
      return room !== null && roomOf(from) !== room && to !== `src/${room}/index.ts`;
    });
    expect(wrong.map(shown)).toStrictEqual([]);
  });

  it("has no room that imports one below it in the list", () => {
    const wrong = imports.filter(({ from, to }) => {
      const [importing, imported] = [roomOf(from), roomOf(to)];
      return importing !== null && imported !== null && FLOORS.indexOf(imported) > FLOORS.indexOf(importing);
    });
    expect(wrong.map(shown)).toStrictEqual([]);
  });

  it("keeps pure rooms free of the host and of the machine", () => {
    const wrong = imports.filter(({ from, to, isTypeOnly }) => {
      const room = roomOf(from);
      const isOutside = to.startsWith("node:") || to.startsWith("openclaw/");
      return room !== null && PURE.has(room) && isOutside && !isTypeOnly;
    });
    expect(wrong.map(shown)).toStrictEqual([]);
  });

  it("imports nothing of the lab but its entry, and that only in tests", () => {
    expect(ofLab(code).map(shown)).toStrictEqual([]);
    expect(
      ofLab(sources)
        .filter(({ to }) => to !== "openclaw-kimi-lab")
        .map(shown),
    ).toStrictEqual([]);
  });

  it("sends requests from the listed files alone", () => {
    const senders = code.filter(({ text }) =>
      /\bfetch\s*\(|=\s*fetch\b|\.request\s*\(\{/u.test(withoutComments(text)),
    );
    expect(senders.map(({ path }) => path).toSorted()).toStrictEqual([...SENDERS]);
  });

  it("has no timer that cannot be stopped, as it would hold a turn after its end (`startTimeLimit`)", () => {
    const wrong = code.filter(({ text }) => withoutComments(text).includes("AbortSignal.timeout"));
    expect(wrong.map(({ path }) => path)).toStrictEqual([]);
  });

  it("reads the environment in the listed file alone, which does not send", () => {
    const readers = code.filter(({ text }) => text.includes("process.env")).map(({ path }) => path);
    expect(readers).toStrictEqual([...ENVIRONMENT_READERS]);
    expect(readers.filter((path) => SENDERS.some((sender) => sender === path))).toStrictEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replaceAll(/\/\*\*?[\s\S]*?\*\/|\/\/[^\n]*/gu, "");
}
