import { parseArgs } from "node:util";
import { Worker } from "node:worker_threads";
import { FUZZ_EDGES } from "openclaw-kimi-coding/test-api";
import { z } from "zod";

/**
 * `npm run fuzz -- --inputs 160000 --seed 7 --edge sse`: gives each edge its share of the inputs, in a process thread of
 * its own, and prints a table. An input that takes longer than this, or more memory, costs the thread, is counted, and
 * the rest goes on in a new one. The same seed makes the same inputs.
 */
const MAX_INPUT_MS = 5000;
const MAX_MEMORY_MB = 512;
const LOOK_MS = 250;
const MAX_SHOWN = 5;

const { values } = parseArgs({
  options: {
    inputs: { type: "string", default: "13000" },
    seed: { type: "string", default: String(Date.now() % 1_000_000) },
    edge: { type: "string" },
    first: { type: "string", default: "0" },
  },
});
const seed = Number(values.seed);
const edges = FUZZ_EDGES.map(({ name }) => name).filter((name) => name === (values.edge ?? name));
const share = Math.ceil(Number(values.inputs) / edges.length);

interface Tally {
  readonly edge: string;
  inputs: number;
  crashes: number;
  hangs: number;
  losses: number;
}

const findingSchema = z.object({ kind: z.enum(["loss", "crash"]), number: z.number(), what: z.string() });

/** Runs a span of inputs; resolves with the number of the first one that was not run. */
function runSpan(tally: Tally, first: number, count: number): Promise<number> {
  const progress = new SharedArrayBuffer(4);
  const underWay = new Int32Array(progress);
  const worker = new Worker(new URL("worker.ts", import.meta.url), {
    workerData: { edge: tally.edge, seed, first, count, progress },
    execArgv: ["--conditions=kimi-source"],
    resourceLimits: { maxOldGenerationSizeMb: MAX_MEMORY_MB },
  });
  const show = (kind: string, number: number, what: string) => {
    if (tally.crashes + tally.hangs + tally.losses <= MAX_SHOWN)
      console.log(`${tally.edge}: ${kind} at --seed ${seed} --first ${number}: ${what.slice(0, 300)}`);
  };
  worker.on("message", (message: unknown) => {
    const { kind, number, what } = findingSchema.parse(message);
    if (kind === "loss") tally.losses += 1;
    else tally.crashes += 1;
    show(kind, number, what);
  });
  return new Promise((resolve) => {
    let looked = 0;
    let since = performance.now();
    let isHanging = false;
    const watch = setInterval(() => {
      const now = Atomics.load(underWay, 0);
      if (now !== looked) [looked, since] = [now, performance.now()];
      // Loading the plugin is no input.
      else if (now > 0 && performance.now() - since > MAX_INPUT_MS && !isHanging) {
        isHanging = true;
        tally.hangs += 1;
        show("hang", now - 1, `no answer within ${MAX_INPUT_MS} ms`);
        void worker.terminate();
      }
    }, LOOK_MS);
    worker.on("error", (error) => {
      if (isHanging) return;
      tally.crashes += 1;
      show("crash", Atomics.load(underWay, 0) - 1, String(error));
    });
    worker.on("exit", (code) => {
      clearInterval(watch);
      const last = Atomics.load(underWay, 0);
      resolve(code === 0 && !isHanging ? first + count : Math.max(first + 1, last));
    });
  });
}

async function fuzz(edge: string): Promise<Tally> {
  const tally: Tally = { edge, inputs: share, crashes: 0, hangs: 0, losses: 0 };
  const end = Number(values.first) + share;
  for (let first = Number(values.first); first < end;) first = await runSpan(tally, first, end - first);
  return tally;
}

console.log(`seed ${seed}, ${share} inputs for each of ${edges.length} edges`);
const tallies: Tally[] = [];
for (const edge of edges) tallies.push(await fuzz(edge));
console.table(tallies);
process.exitCode = tallies.some(({ crashes, hangs, losses }) => crashes + hangs + losses > 0) ? 1 : 0;
