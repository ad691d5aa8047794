import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { execa } from "execa";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { npmCommand } from "../host/npm.ts";
import { extensionRoot, repositoryRoot } from "../host/paths.ts";
import { scannerFindings } from "./scanner-rules.ts";

const MAX_PACKED_BYTES = 108_000;
const MANIFESTS = ["package.json", "openclaw.plugin.json", "README.md"] as const;
const ASSETS = ["assets/activity.svg", "assets/icon.png"] as const;
const ENTRIES = ["api.js", "index.js", "renewal-process.js"] as const;

interface Packed {
  readonly tarball: string;
  /** The folder of the plugin that was packed. */
  readonly folder: string;
  /** What the tarball holds, by its path in the package. */
  readonly paths: readonly string[];
}

/** Bundles and packs the plugin in a new folder, in processes that take the rights in `umask` from what they write. */
async function buildAndPack(parent: string, umask: number): Promise<Packed> {
  const folder = join(parent, "package");
  await mkdir(folder, { recursive: true });
  for (const name of MANIFESTS) await copyFile(join(extensionRoot, name), join(folder, name));
  await copyFile(join(repositoryRoot, "LICENSE"), join(folder, "LICENSE"));
  const options = {
    cwd: parent,
    env: { NODE_OPTIONS: `--import=data:text/javascript,process.umask(${umask})` },
  };
  const script = `await (await import(${JSON.stringify(pathToFileURL(join(import.meta.dirname, "bundle.ts")).href)})).bundlePlugin(${JSON.stringify(join(folder, "dist"))})`;
  await execa(process.execPath, ["--input-type=module", "--eval", script], options);
  const npm = npmCommand();
  const { stdout } = await execa(
    npm.command,
    [...npm.args, "pack", folder, "--json", "--pack-destination", parent],
    options,
  );
  const paths = [...stdout.matchAll(/"path": "([^"]+)"/gu)].flatMap(([, path]) => path ?? []);
  const name = (await readdir(parent)).find((file) => file.endsWith(".tgz"));
  if (name === undefined) throw new Error(`npm packed nothing: ${stdout}`);
  return { tarball: join(parent, name), folder, paths };
}

/** What a file imports, at once and when it is asked to. */
function imports(source: string): { readonly direct: readonly string[]; readonly lazy: readonly string[] } {
  const specifiers = (pattern: RegExp) => [...source.matchAll(pattern)].flatMap(([, name]) => name ?? []);
  return {
    direct: specifiers(/(?:^|;)(?:import|export)\b(?!\()[^"'`;()]*["'`]([^"'`]+)["'`]/gmu),
    lazy: specifiers(/\bimport\(\s*["'`]([^"'`]+)["'`]/gu),
  };
}

describe("the package that ships", () => {
  let root: string;
  let packed: Packed;
  let again: Packed;
  /** The bundle's files, by name. */
  let sources: ReadonlyMap<string, string>;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), "kimi-bundle-"));
    packed = await buildAndPack(join(root, "first"), 0o022);
    again = await buildAndPack(join(root, "second", "elsewhere"), 0o077);
    const dist = join(packed.folder, "dist");
    const names = await readdir(dist);
    sources = new Map(
      await Promise.all(names.map(async (name) => [name, await readFile(join(dist, name), "utf8")] as const)),
    );
  }, 60_000);
  afterAll(() => rm(root, { recursive: true, force: true }));

  it("holds the entries, the files that they share, the manifests, and nothing else", () => {
    const others = packed.paths.filter((path) => !path.startsWith("dist/"));
    expect(others.toSorted()).toStrictEqual(["LICENSE", "doctor-contract-api.js", ...MANIFESTS].toSorted());
    const shared = [...sources.keys()].filter((name) => !ENTRIES.some((entry) => entry === name));
    expect([...sources.keys()]).toStrictEqual(expect.arrayContaining([...ENTRIES]));
    expect(shared).toContain("environment.js");
    for (const name of shared) expect(name).toMatch(/^(?:environment|(?:service|shared)-[a-z-]+)\.js$/u);
    expect(sources.size).toBeLessThanOrEqual(10);
  });

  it("is at most 108 kB", async () => {
    const { size } = await stat(packed.tarball);
    expect(size).toBeLessThanOrEqual(MAX_PACKED_BYTES);
  });

  it("has icons in the form that OpenClaw draws (its docs, plugins/manifest/surfaces, 2026.9.6)", async () => {
    const [activity, icon] = await Promise.all(ASSETS.map((name) => readFile(join(extensionRoot, name))));
    expect(await sharp(icon).metadata()).toMatchObject({ format: "png", width: 512, height: 512 });
    const drawing = String(activity);
    expect(drawing).toMatch(/^<svg [^>]*viewBox="0 0 24 24"/u);
    const elements = Array.from(drawing.matchAll(/<(\w+)/gu), ([, name]) => name);
    expect(elements.length).toBeLessThanOrEqual(4);
    expect(new Set(elements)).toStrictEqual(new Set(["svg", "path"]));
  });

  it("imports OpenClaw's SDK and Node, and nothing that would have to be installed", () => {
    for (const [name, source] of sources) {
      const { direct, lazy } = imports(source);
      const foreign = [...direct, ...lazy].filter(
        (specifier) =>
          !/^openclaw\/plugin-sdk\/[a-z-]+$/u.test(specifier) &&
          !(specifier.startsWith("node:") && isBuiltin(specifier)) &&
          !sources.has(specifier.replace(/^\.\//u, "")),
      );
      expect({ name, foreign }).toStrictEqual({ name, foreign: [] });
    }
  });

  it("loads the parts of the SDK that cost a host time only when they are used", () => {
    const direct = [...sources.values()].flatMap((source) => imports(source).direct);
    const sdk = new Set(direct.filter((specifier) => specifier.startsWith("openclaw/")));
    expect([...sdk].toSorted()).toStrictEqual([
      "openclaw/plugin-sdk/plugin-entry",
      "openclaw/plugin-sdk/runtime-env",
      "openclaw/plugin-sdk/secret-input",
      "openclaw/plugin-sdk/state-paths",
    ]);
  });

  it("starts the process of a renewal without a host", () => {
    const pending = ["renewal-process.js"];
    const loaded = new Set<string>();
    for (const name of pending) {
      const { direct } = imports(sources.get(name) ?? "");
      for (const specifier of direct) {
        loaded.add(specifier);
        const file = specifier.replace(/^\.\//u, "");
        if (sources.has(file) && !pending.includes(file)) pending.push(file);
      }
    }
    expect(loaded).toContain("node:stream/consumers");
    expect([...loaded].filter((specifier) => specifier.startsWith("openclaw/"))).toStrictEqual([]);
  });

  it("has no file that brings an OpenClaw beside the plugin into another one", async () => {
    const modules = join(packed.folder, "node_modules");
    await mkdir(modules);
    await symlink(join(repositoryRoot, "node_modules", "openclaw"), join(modules, "openclaw"), "junction");
    const running = join(root, "running");
    await mkdir(running);
    await writeFile(
      join(running, "package.json"),
      JSON.stringify({ name: "openclaw", version: "2026.4.27", type: "module" }),
    );
    const program = join(running, "openclaw.js");
    await writeFile(program, "await import(process.argv[2]).catch((error) => console.log(error.message));");
    const users = [...sources].filter(([, source]) => source.includes("openclaw/plugin-sdk"));
    expect(users).not.toHaveLength(0);
    for (const [name] of users) {
      const url = pathToFileURL(join(packed.folder, "dist", name)).href;
      const { stdout } = await execa(process.execPath, [program, url]);
      expect({ name, stdout }).toStrictEqual({
        name,
        stdout: expect.stringContaining("and OpenClaw 2026.4.27 loads it"),
      });
    }
  });

  it("has no file that a scanner of OpenClaw refuses or warns of", () => {
    const findings = [...sources].map(([name, source]) => ({ name, found: scannerFindings(source) }));
    expect(findings.filter(({ found }) => found.length > 0)).toStrictEqual([]);
    // A scan that finds nothing anywhere would prove nothing.
    const all = [...sources.values()].join("\n");
    expect(scannerFindings(all)).toStrictEqual(["reads the environment and sends", "reads files and sends"]);
  });

  it("is the same to the byte when it is built and packed elsewhere, under another umask", async () => {
    for (const [name, source] of sources) {
      expect(await readFile(join(again.folder, "dist", name), "utf8")).toBe(source);
    }
    expect(again.paths).toStrictEqual(packed.paths);
    expect((await readFile(again.tarball)).equals(await readFile(packed.tarball))).toBe(true);
  });
});
