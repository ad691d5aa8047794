import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { foreignSdk, refuseForeignSdk } from "./foreign-sdk.ts";

function unresolvedSdk(): never {
  throw new Error("Cannot find package 'openclaw'");
}

function refuseNewer(): void {
  refuseForeignSdk({ running: "2026.4.27", resolved: "2026.9.6" });
}

describe("foreignSdk", () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "foreign-sdk-"));
    await writePackage("host", { name: "openclaw", version: "2026.4.27" });
    await writePackage("same", { name: "openclaw", version: "2026.4.27" });
    await writePackage("newer", { name: "openclaw", version: "2026.9.6" });
    await writePackage("program", { name: "vitest", version: "5.1.0" });
    await symlink(join(root, "host", "openclaw.mjs"), join(root, "linked"));
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  async function writePackage(folder: string, manifest: object): Promise<void> {
    for (const [path, text] of [
      ["package.json", JSON.stringify(manifest)],
      ["openclaw.mjs", ""],
      ["dist/plugin-sdk/plugin-entry.js", ""],
      // As below the host's own `dist`: a scope of modules, and no package.
      ["dist/package.json", JSON.stringify({ type: "module" })],
    ] as const) {
      const file = join(root, folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
    }
  }
  const sdkOf = (folder: string) => () =>
    pathToFileURL(join(root, folder, "dist/plugin-sdk/plugin-entry.js")).href;

  it("names both versions where they differ, also through a link to the program", () => {
    const both = { running: "2026.4.27", resolved: "2026.9.6" };
    expect(foreignSdk(join(root, "host/openclaw.mjs"), sdkOf("newer"))).toStrictEqual(both);
    expect(foreignSdk(join(root, "linked"), sdkOf("newer"))).toStrictEqual(both);
  });

  it.each(["host", "same"])("takes the SDK of the same version in %s", (folder) => {
    expect(foreignSdk(join(root, "host/openclaw.mjs"), sdkOf(folder))).toBeNull();
  });

  it("knows nothing where the program is not OpenClaw's, or where nothing can be resolved", () => {
    const program = join(root, "host/openclaw.mjs");
    expect(foreignSdk(join(root, "program/openclaw.mjs"), sdkOf("newer"))).toBeNull();
    expect(foreignSdk(undefined, sdkOf("newer"))).toBeNull();
    expect(foreignSdk(join(root, "missing"), sdkOf("newer"))).toBeNull();
    expect(foreignSdk(program, sdkOf("program"))).toBeNull();
    expect(foreignSdk(program, unresolvedSdk)).toBeNull();
  });

  it("is refused with both versions and the commands that help", () => {
    expect(() => refuseForeignSdk(null)).not.toThrow();
    expect(refuseNewer).toThrow(
      /OpenClaw 2026\.9\.6 in its node_modules, and OpenClaw 2026\.4\.27 loads it/u,
    );
    expect(refuseNewer).toThrow(/\nopenclaw plugins install \.\/openclaw-kimi-coding-\*\.tgz$/u);
  });
});
