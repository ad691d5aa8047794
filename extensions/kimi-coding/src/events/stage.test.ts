import { describe, expect, it } from "vitest";
import { inOrder, mapping, type Stage } from "./stage.ts";

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
    expect(run(inOrder([twice, mark], fail), ["a", "b"])).toStrictEqual(["a.", "A.", "b.", "B."]);
    expect(run(inOrder([mark, twice], fail), ["a", "b"])).toStrictEqual(["a.", "A.", "b.", "B."]);
  });

  it("end the first step before the next, so that what it held back goes through all of them", () => {
    expect(run(inOrder([late, late, twice], fail), ["a", "b"])).toStrictEqual(["a", "A", "b", "B"]);
  });

  it("hand everything on where there is none", () => {
    expect(run(inOrder([], fail), ["a", "b"])).toStrictEqual(["a", "b"]);
  });

  it("are opened anew for each stream", () => {
    const stage = inOrder([late], fail);
    const seen: string[] = [];
    stage(() => {}).take("of another");
    const open = stage((event) => void seen.push(event));
    open.take("a");
    open.end();
    expect(seen).toStrictEqual(["a"]);
  });
});

describe("a step that fails", () => {
  it("hands out what it held, and is left out from there on, while the others go on", () => {
    const causes: unknown[] = [];
    const stages = inOrder([failing(false), twice], (cause) => void causes.push(cause));
    expect(run(stages, ["a", "b!", "c", "d!"])).toStrictEqual(["a", "A", "b!", "B!", "c", "C", "d!", "D!"]);
    expect(causes).toStrictEqual([new RangeError("b!")]);
  });

  it("is told of once, though it fails at its end too", () => {
    const causes: unknown[] = [];
    const stages = inOrder([failing(true)], (cause) => void causes.push(cause));
    expect(run(stages, ["a", "b!", "c"])).toStrictEqual(["b!", "c"]);
    expect(run(stages, ["a"])).toStrictEqual([]);
    expect(causes).toStrictEqual([new RangeError("b!"), new TypeError("end")]);
  });
});
