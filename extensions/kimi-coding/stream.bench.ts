import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { setImmediate } from "node:timers/promises";
import { createAssistantMessageEventStream } from "@openclaw/ai";
import { afterAll, describe, test } from "vitest";
import {
  assistantMessage,
  present,
  registerPlugin,
  streamModel,
  type StreamEvent,
} from "./test-support/registration.ts";

const DELTA_UNITS = 5;
const sizes = [10_000, 100_000, 400_000] as const;

const prose = "It was a bright cold day in April, and the clocks were striking thirteen.\n";
const angles = "if (a < b && c << 2 > d) { <br> } else <b>bold</b>, and so on and on.\n";
const line = "a line of the file that the model writes\\n";

/** What a model says, in about so many code units. */
const kinds = [
  { name: "prose", write: (units: number) => prose.repeat(units / prose.length) },
  { name: "prose full of `<`", write: (units: number) => angles.repeat(units / angles.length) },
  {
    name: "one leaked call",
    write: (units: number) =>
      `<|tool_calls_section_begin|><|tool_call_begin|>functions.write:0<|tool_call_argument_begin|>{"content":"${line.repeat(units / line.length)}"}<|tool_call_end|><|tool_calls_section_end|>`,
  },
] as const;

/** How adapters send text deltas: with their live message (pi-ai 0.73), or without it (`@openclaw/ai` 2026.9.6). */
const shapes = [
  { name: "with partials", withPartial: true },
  { name: "without partials", withPartial: false },
] as const;

/** What comes in one read of the network, in deltas: the adapter pushes as many before its reader has a turn. */
const DELTAS_PER_READ = 8;

/** A stream as an adapter makes it: it writes into one live message, and sends that with its events. */
function source(text: string, withPartial: boolean): EventStream {
  const stream = createAssistantMessageEventStream();
  void push(text, withPartial, (event) => stream.push(event));
  return stream;
}

async function push(text: string, withPartial: boolean, send: (event: StreamEvent) => void): Promise<void> {
  const block = { type: "text" as const, text: "" };
  const output = { ...assistantMessage(), content: [block] };
  send({ type: "start", partial: output });
  send({ type: "text_start", contentIndex: 0, partial: output });
  for (let at = 0, deltas = 1; at < text.length; at += DELTA_UNITS, deltas += 1) {
    const delta = text.slice(at, at + DELTA_UNITS);
    block.text += delta;
    if (withPartial) send({ type: "text_delta", contentIndex: 0, delta, partial: output });
    else send({ type: "text_delta", contentIndex: 0, delta });
    if (deltas % DELTAS_PER_READ === 0) await setImmediate();
  }
  send({ type: "text_end", contentIndex: 0, content: block.text, partial: output });
  send({ type: "done", reason: "stop", message: output });
}

async function read(stream: AsyncIterable<StreamEvent>): Promise<void> {
  for await (const event of stream) if (event.type === "done") return;
}

const { provider } = registerPlugin();

async function readWrapped(text: string, withPartial: boolean): Promise<void> {
  const streamFn = () => source(text, withPartial);
  const wrapped = present(provider.wrapStreamFn?.({ provider: "kimi", modelId: "kimi-code", streamFn }));
  await read(await wrapped(streamModel(), { messages: [] }, {}));
}

type EventStream = ReturnType<typeof createAssistantMessageEventStream>;

interface Row {
  readonly kind: string;
  readonly shape: string;
  readonly units: number;
  /** Means, per delta, in nanoseconds. */
  readonly bareNs: number;
  readonly wrappedNs: number;
}
const rows: Row[] = [];

describe.each(shapes)("$name", ({ name: shape, withPartial }) => {
  describe.each(kinds)("$name", ({ name: kind, write }) => {
    test.for(sizes)("%i code units", { timeout: 300_000 }, async (units, { bench }) => {
      const text = write(units);
      const results = await bench.compare(
        bench("bare", () => read(source(text, withPartial))),
        bench("wrapped", () => readWrapped(text, withPartial)),
        { time: 1000, iterations: 10, warmupTime: 200, warmupIterations: 2 },
      );
      const deltas = Math.ceil(text.length / DELTA_UNITS);
      const nsPerDelta = (name: "bare" | "wrapped") => (results.get(name).latency.mean * 1e6) / deltas;
      rows.push({ kind, shape, units, bareNs: nsPerDelta("bare"), wrappedNs: nsPerDelta("wrapped") });
    });
  });
});

afterAll(async () => {
  await writeFile(new URL("../../docs/performance.md", import.meta.url), render());
});

/** The page that the command leaves behind. */
function render(): string {
  const table = rows.map(({ kind, shape, units, bareNs, wrappedNs }) => {
    const growth = units === sizes.at(-1) ? growthExponent(kind, shape).toFixed(2) : "";
    const cells = [kind, shape, units.toLocaleString("en"), bareNs.toFixed(0), wrappedNs.toFixed(0)];
    return `| ${[...cells, (wrappedNs / bareNs).toFixed(2), growth].join(" | ")} |`;
  });
  const [cpu] = cpus();
  return `# Performance of the stream

What the plugin's wrapper costs beside the bare stream of the host's adapter, measured side by side in one run.
This page is written by \`npm run bench\`; do not edit it.

${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${cpu?.model ?? "unknown CPU"}. Deltas of ${DELTA_UNITS} code units; means per
delta, in nanoseconds, with the garbage collector's share. "With partials" is how pi-ai 0.73 sends text, "without partials" how \`@openclaw/ai\` 2026.9.6
does. The growth is the exponent of the whole time between 100,000 and 400,000 code units: 1 is linear.

| text | adapter | code units | bare | wrapped | ratio | growth |
| --- | --- | ---: | ---: | ---: | ---: | ---: |
${table.join("\n")}
`;
}

function growthExponent(kind: string, shape: string): number {
  const [from, to] = sizes.slice(-2).map((size) => {
    const row = present(rows.find((row) => row.kind === kind && row.shape === shape && row.units === size));
    return row.units * row.wrappedNs;
  });
  return Math.log(present(to) / present(from)) / Math.log(4);
}
