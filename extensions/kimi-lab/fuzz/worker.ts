import { parentPort, workerData } from "node:worker_threads";
import { FUZZ_EDGES } from "openclaw-kimi-coding/test-api";
import { z } from "zod";
import { readCorpus } from "./corpus.ts";
import { makeInput } from "./make-input.ts";

/** Runs inputs of one edge, and reports what does not hold. The number under way is in shared memory: see `main.ts`. */
const { edge, seed, first, count, progress } = z
  .object({
    edge: z.string(),
    seed: z.number(),
    first: z.number(),
    count: z.number(),
    progress: z.instanceof(SharedArrayBuffer),
  })
  .parse(workerData);

const subject = FUZZ_EDGES.find(({ name }) => name === edge);
if (subject === undefined) throw new Error(`There is no edge ${edge}.`);
if (parentPort === null) throw new Error("This is a thread of main.ts.");
const findings = parentPort;
const corpus = readCorpus(edge);
const underWay = new Int32Array(progress);

for (let number = first; number < first + count; number += 1) {
  Atomics.store(underWay, 0, number + 1);
  const { text, cuts } = makeInput(corpus, seed, number);
  try {
    const loss = subject.run(text, cuts);
    if (loss !== null) findings.postMessage({ kind: "loss", number, what: loss }, []);
  } catch (error) {
    findings.postMessage({ kind: "crash", number, what: String(error) }, []);
  }
}
