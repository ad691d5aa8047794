import { fork } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { normalizeContext } from "@earendil-works/pi-ai";
import { stream as streamNewPi } from "@earendil-works/pi-ai/api/openai-completions";
import { streamOpenAICompletions } from "@mariozechner/pi-ai";
import { createOpenAICompletionsTransportStreamFn } from "@openclaw/ai/transports";
import {
  bareModel,
  present,
  registerPlugin,
  streamModel,
  type StreamContext,
} from "openclaw-kimi-coding/test-api";

const sizes = [10_000, 100_000, 400_000] as const;
const kinds = ["prose", "arguments"] as const;
type Kind = (typeof kinds)[number];

const context: StreamContext = { messages: [{ role: "user", content: "go", timestamp: 0 }] };
const headers = { "User-Agent": "claude-code/0.1.0" };
const apiKey = "none";

/** What turns the bytes of an answer into events, each with HTTP of its own. */
const subjects = {
  ours: (baseUrl: string) => ourTransport(baseUrl)(modelAt(baseUrl), context, { apiKey }),
  "ours, wrapped": (baseUrl: string) => {
    const streamFn = ourTransport(baseUrl);
    const wrapped = present(provider.wrapStreamFn?.({ provider: "kimi", modelId: "kimi-code", streamFn }));
    return wrapped(modelAt(baseUrl), context, { apiKey });
  },
  "@openclaw/ai 2026.9.6": (baseUrl: string) =>
    createOpenAICompletionsTransportStreamFn()(modelAt(baseUrl), context, { apiKey }),
  "pi-ai 0.73": (baseUrl: string) =>
    streamOpenAICompletions(
      { ...piModel(baseUrl), compat: { supportsStore: false } },
      { messages: [{ role: "user", content: "go", timestamp: 0 }] },
      { apiKey },
    ),
  "pi-ai 1.5": (baseUrl: string) =>
    streamNewPi(
      piModel(baseUrl),
      normalizeContext({ messages: [{ role: "user", content: "go", timestamp: 0 }] }),
      { apiKey },
    ),
} as const;
type Subject = keyof typeof subjects;
const names: readonly Subject[] = [
  "ours",
  "ours, wrapped",
  "@openclaw/ai 2026.9.6",
  "pi-ai 0.73",
  "pi-ai 1.5",
];

const { provider } = registerPlugin();

function ourTransport(baseUrl: string) {
  const model = bareModel({ baseUrl });
  return present(provider.createStreamFn?.({ provider: "kimi", modelId: model.id, model }));
}

function modelAt(baseUrl: string) {
  return { ...streamModel(), baseUrl, headers };
}

function piModel(baseUrl: string) {
  const { cost } = bareModel();
  return {
    id: "kimi-code",
    name: "Kimi",
    provider: "kimi",
    api: "openai-completions" as const,
    baseUrl,
    headers,
    reasoning: false,
    input: ["text" as const],
    cost,
    contextWindow: 262_144,
    maxTokens: 32_768,
  };
}

/** Reads an answer as a host does; returns whether all of it came. */
async function read(subject: Subject, baseUrl: string, units: number): Promise<boolean> {
  let length = 0;
  for await (const event of await subjects[subject](baseUrl)) {
    if ("delta" in event) length += event.delta.length;
    if (event.type === "done" || event.type === "error") break;
  }
  return length >= units;
}

interface Row {
  readonly kind: Kind;
  readonly units: number;
  /** Medians of a whole answer, in milliseconds. */
  readonly ms: ReadonlyMap<Subject, number>;
}

/** One that takes longer than this is measured once, and not at a greater size. */
const SLOW_MS = 4000;
const ROUNDS = 7;

const service = fork(new URL("chat-service.ts", import.meta.url));
const port = await new Promise<unknown>((resolve) => service.once("message", resolve));
const rows: Row[] = [];
for (const kind of kinds) {
  const slow = new Set<Subject>();
  for (const units of sizes) {
    const row = { kind, units, ms: await measure(kind, units, slow) };
    rows.push(row);
    console.log(kind, units, [...row.ms].map(([name, ms]) => `${name} ${ms.toFixed(1)} ms`).join(", "));
  }
}
service.kill();
await writeFile(new URL("../../../docs/performance-chat.md", import.meta.url), render());

/** In rounds that alternate, so that each subject meets the same machine. */
async function measure(kind: Kind, units: number, slow: Set<Subject>): Promise<Row["ms"]> {
  const baseUrl = `http://127.0.0.1:${String(port)}/${kind}/${units}`;
  const times = new Map<Subject, number[]>();
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const name of names) {
      if (slow.has(name)) continue;
      const startedAt = performance.now();
      const isWhole = await read(name, baseUrl, units);
      const ms = performance.now() - startedAt;
      // The first round is for the compiler, unless there is no time for a second.
      if (round > 0 || ms > SLOW_MS) times.set(name, [...(times.get(name) ?? []), ms]);
      if (ms > SLOW_MS || !isWhole) slow.add(name);
      if (!isWhole) times.delete(name);
    }
  }
  return new Map([...times].map(([name, list]) => [name, median(list)]));
}

function median(list: readonly number[]): number {
  return present(list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)]);
}

/** The page that the command leaves behind. */
function render(): string {
  const table = rows.map(({ kind, units, ms }) => {
    const ours = present(ms.get("ours, wrapped"));
    const cells = names.map((name) => {
      const value = ms.get(name);
      if (value === undefined) return "–";
      return name.startsWith("ours")
        ? value.toFixed(1)
        : `${value.toFixed(1)} (${(value / ours).toFixed(1)})`;
    });
    return `| ${[kind, units.toLocaleString("en"), ...cells, growthOf(kind, units)].join(" | ")} |`;
  });
  const [cpu] = cpus();
  return `# Performance of a chat

From the bytes of an answer to events, over loopback, each client with its own HTTP: the plugin's transport, the same
within the plugin's wrapper, and the adapters of the hosts. This page is written by \`npm run bench\`; do not edit it.

${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${cpu?.model ?? "unknown CPU"}. Frames with five code units each; medians of a whole
answer, in milliseconds, and in brackets how many times as long as ours, wrapped. The growth is the exponent of ours,
wrapped, from the size before: 1 is linear. A dash stands for what took more than ${SLOW_MS / 1000} seconds at the size before, or
gave the answer up: \`@openclaw/ai\` 2026.9.6 takes no more than 256,000 bytes of arguments.

| answer | code units | ${names.join(" | ")} | growth |
| --- | ---: | ${names.map(() => "---:").join(" | ")} | ---: |
${table.join("\n")}
`;
}

function growthOf(kind: Kind, units: number): string {
  const before = rows.findLast((row) => row.kind === kind && row.units < units);
  const row = rows.find((row) => row.kind === kind && row.units === units);
  const from = before?.ms.get("ours, wrapped");
  const to = row?.ms.get("ours, wrapped");
  if (before === undefined || from === undefined || to === undefined) return "";
  return (Math.log(to / from) / Math.log(units / before.units)).toFixed(2);
}
