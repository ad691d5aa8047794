import { describe, expect, it } from "vitest";
import { mapping } from "../../test-support/values.ts";
import { inOrder, type Stage } from "./stage.ts";

/** Holds every event back until the next one, or the end. */
const late: Stage<string> = (emit) => {
  let held: string | null = null;
  const release = () => {
    if (held !== null) emit(held);
    held = null;
  };
  return {
    take(event) {
      release();
      held = event;
    },
    end: release,
  };
};
const twice: Stage<string> = (emit) => ({
  take(event) {
    emit(event);
    emit(event.toUpperCase());
  },
  end: () => {},
});

function run(stage: Stage<string>, events: readonly string[]): string[] {
  const seen: string[] = [];
  const open = stage((event) => void seen.push(event));
  for (const event of events) open.take(event);
  open.end();
  return seen;
}

const isLast = (event: string) => event === "last";

function fail(cause: unknown): never {
  throw cause;
}

/** Holds every event back, and fails at those that contain an exclamation mark; at its end too, if it says so. */
function failing(atEnd: boolean): Stage<string> {
  return (emit) => {
    const held: string[] = [];
    return {
      take(event) {
        if (event.includes("!")) throw new RangeError(event);
        held.push(event);
      },
      end() {
        if (atEnd) throw new TypeError("end");
        for (const event of held.splice(0)) emit(event);
      },
    };
  };
}

describe("steps in order", () => {
  it("give each step what the one before it hands out", () => {
    const mark = mapping<string>((event) => `${event}.`);
    expect(run(inOrder([twice, mark], isLast, fail), ["a", "b"])).toStrictEqual(["a.", "A.", "b.", "B."]);
    expect(run(inOrder([mark, twice], isLast, fail), ["a", "b"])).toStrictEqual(["a.", "A.", "b.", "B."]);
  });

  it("end the first step before the next, so that what it held back goes through all of them", () => {
    expect(run(inOrder([late, late, twice], isLast, fail), ["a", "b"])).toStrictEqual(["a", "A", "b", "B"]);
  });

  it("hand everything on where there is none", () => {
    expect(run(inOrder([], isLast, fail), ["a", "b"])).toStrictEqual(["a", "b"]);
  });

  it("are opened anew for each stream", () => {
    const stage = inOrder([late], isLast, fail);
    const seen: string[] = [];
    stage(() => {}).take("of another");
    const open = stage((event) => void seen.push(event));
    open.take("a");
    open.end();
    expect(seen).toStrictEqual(["a"]);
  });
});

/** A step for the end, which records what it is asked about. */
function forEnd(seen: string[]): Stage<string> {
  const stage = (emit: (event: string) => void) => ({
    take(event: string) {
      seen.push(event);
      emit("added");
      emit(event);
    },
    end: () => {},
  });
  return Object.assign(stage, { isForEnd: true } as const);
}

describe("a step for the end", () => {
  it("is asked about the last event alone, and the later steps see what it adds", () => {
    const [first, last]: [string[], string[]] = [[], []];
    const stages = inOrder([forEnd(first), twice, forEnd(last)], isLast, fail);
    expect(run(stages, ["a", "last"])).toStrictEqual(["a", "A", "added", "ADDED", "added", "last", "LAST"]);
    expect(first).toStrictEqual(["last"]);
    expect(last).toStrictEqual(["last"]);
  });
});

describe("a step that fails", () => {
  it("hands out what it held, and is left out from there on, while the others go on", () => {
    const causes: unknown[] = [];
    const stages = inOrder([failing(false), twice], isLast, (cause) => void causes.push(cause));
    expect(run(stages, ["a", "b!", "c", "d!"])).toStrictEqual(["a", "A", "b!", "B!", "c", "C", "d!", "D!"]);
    expect(causes).toStrictEqual([new RangeError("b!")]);
  });

  it("is told of once, though it fails at its end too", () => {
    const causes: unknown[] = [];
    const stages = inOrder([failing(true)], isLast, (cause) => void causes.push(cause));
    expect(run(stages, ["a", "b!", "c"])).toStrictEqual(["b!", "c"]);
    expect(run(stages, ["a"])).toStrictEqual([]);
    expect(causes).toStrictEqual([new RangeError("b!"), new TypeError("end")]);
  });
});
