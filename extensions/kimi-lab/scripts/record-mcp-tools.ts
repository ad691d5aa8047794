import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { execa } from "execa";
import { z } from "zod";

/**
 * Records the tools of a published MCP server, as `tools/list` gives them, for the tests of tool schemas:
 *
 *     node extensions/kimi-lab/scripts/record-mcp-tools.ts <output file> <package folder> [argument…]
 *
 * The package must be installed, with its dependencies, where nothing of ours is. It is started over stdio with the
 * arguments and with the environment of this command; most servers want a key to start, and take any for a list.
 */
const [output, folder, ...serverArguments] = process.argv.slice(2);
if (output === undefined || folder === undefined) {
  throw new Error("Say where to write to, and where the package is installed");
}

const manifestSchema = z.looseObject({
  name: z.string(),
  version: z.string(),
  license: z.string(),
  bin: z.union([z.string(), z.record(z.string(), z.string())]),
});
const answerSchema = z.looseObject({ id: z.number(), result: z.looseObject({}) });
const toolListSchema = z.looseObject({
  tools: z.array(z.looseObject({ name: z.string(), inputSchema: z.looseObject({}) })),
  nextCursor: z.string().optional(),
});

const manifest = manifestSchema.parse(JSON.parse(await readFile(join(folder, "package.json"), "utf8")));
const entry = typeof manifest.bin === "string" ? manifest.bin : Object.values(manifest.bin)[0];
if (entry === undefined) throw new Error(`${manifest.name} has nothing to start`);

const server = execa(process.execPath, [join(folder, entry), ...serverArguments], {
  stderr: "inherit",
  reject: false,
  timeout: 60_000,
});
const lines = server.iterable();
let lastId = 0;

function send(message: object): void {
  server.stdin.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}

/** Asks, and reads lines up to the answer; servers also say things that nobody asked for. */
async function ask(method: string, params: object): Promise<unknown> {
  lastId += 1;
  send({ id: lastId, method, params });
  for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
    const answer = answerSchema.safeParse(parseLine(line.value));
    if (answer.data?.id === lastId) return answer.data.result;
  }
  throw new Error(`${manifest.name} ended before it answered ${method}`);
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

await ask("initialize", {
  protocolVersion: "2025-06-18",
  capabilities: {},
  clientInfo: { name: "record-mcp-tools", version: "1" },
});
send({ method: "notifications/initialized" });

const tools: { readonly name: string; readonly inputSchema: object }[] = [];
let cursor: string | undefined;
do {
  const page = toolListSchema.parse(await ask("tools/list", cursor === undefined ? {} : { cursor }));
  tools.push(...page.tools.map(({ name, inputSchema }) => ({ name, inputSchema })));
  cursor = page.nextCursor;
} while (cursor !== undefined);
server.kill();
await server;

const { name, version, license } = manifest;
await writeFile(output, `${JSON.stringify({ package: name, version, license, tools })}\n`);
