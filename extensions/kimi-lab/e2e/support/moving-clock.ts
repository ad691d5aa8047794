import { statSync } from "node:fs";

/**
 * Loaded into a host before its own code (`--import`), in each of its threads: its clock is ahead of the system's by
 * as many seconds as the file that CLOCK_FILE names has bytes. So a test does not wait for what a host does by the
 * clock, and on a busy machine nothing is over too soon. Timers go as always.
 */
const file = process.env["CLOCK_FILE"] ?? "";
const RealDate = Date;

function now(): number {
  return RealDate.now() + (statSync(file, { throwIfNoEntry: false })?.size ?? 0) * 1000;
}

globalThis.Date = new Proxy(RealDate, {
  apply: () => new RealDate(now()).toString(),
  construct(target, args, newTarget) {
    const made: unknown = Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget);
    return made instanceof RealDate ? made : new RealDate(now());
  },
  get: (target, name, receiver): unknown => (name === "now" ? now : Reflect.get(target, name, receiver)),
});
