import { lstat, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { z } from "zod";

import { knownModels, parseModelList, rememberModels } from "openclaw-kimi-coding/test-api";
import { startLineProcess } from "./support/line-process.ts";

const models = parseModelList({ data: [{ id: "k3" }] }) ?? [];
const fileSchema = z.object({ plans: z.array(z.object({ agent: z.string() })) });

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(await realpath(tmpdir()), "kimi-plans-"));
  file = join(folder, "kimi", "models.json");
  await mkdir(join(folder, "kimi"));
  vi.stubEnv("OPENCLAW_STATE_DIR", folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

function agentsOf(name: string): string[] {
  return Array.from({ length: 15 }, (_, index) => `/agents/${name}${index}`);
}

describe("rememberModels", () => {
  it("forgets no agent of another process that keeps its own at the same time", async () => {
    const env = { OPENCLAW_STATE_DIR: folder };
    await using first = await startLineProcess("plan-keeper.ts", agentsOf("a"), env);
    await using second = await startLineProcess("plan-keeper.ts", agentsOf("b"), env);
    const kept = await Promise.all([first.ask(), second.ask()]);
    const expected = kept.flatMap((line) => z.array(z.string()).min(1).parse(JSON.parse(line)));
    const { plans } = fileSchema.parse(JSON.parse(await readFile(file, "utf8")));
    expect(plans.map(({ agent }) => agent).toSorted()).toStrictEqual(expected.toSorted());
  });

  it("keeps nothing this time while another process does not let go of the file", async () => {
    expect(await rememberModels("/agents/main", "a", models)).toBe(true);
    const before = await readFile(file, "utf8");
    const holder = { pid: process.pid, createdAt: new Date().toISOString() };
    await writeFile(`${file}.lock`, JSON.stringify(holder));
    expect(await rememberModels("/agents/other", "a", models)).toBe(false);
    expect(await readFile(file, "utf8")).toBe(before);
    await rm(`${file}.lock`);
    expect(await rememberModels("/agents/other", "a", models)).toBe(true);
    expect([knownModels("/agents/main"), knownModels("/agents/other")]).toStrictEqual([models, models]);
  });

  it("leaves a file that is there and cannot be read", async () => {
    // A link to itself: unlike a file without permissions, nobody can read it, whoever runs the tests.
    await symlink(file, file);
    expect(await rememberModels("/agents/main", "a", models)).toBe(false);
    expect((await lstat(file)).isSymbolicLink()).toBe(true);
    expect(knownModels("/agents/main")).toBeNull();
  });
});
