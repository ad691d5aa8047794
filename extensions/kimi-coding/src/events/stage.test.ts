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

describe("steps in order", () => {
  it("give each step what the one before it hands out", () => {
    const mark = mapping<string>((event) => `${event}.`);
    expect(run(inOrder([twice, mark]), ["a", "b"])).toStrictEqual(["a.", "A.", "b.", "B."]);
    expect(run(inOrder([mark, twice]), ["a", "b"])).toStrictEqual(["a.", "A.", "b.", "B."]);
  });

  it("end the first step before the next, so that what it held back goes through all of them", () => {
    expect(run(inOrder([late, late, twice]), ["a", "b"])).toStrictEqual(["a", "A", "b", "B"]);
  });

  it("hand everything on where there is none", () => {
    expect(run(inOrder([]), ["a", "b"])).toStrictEqual(["a", "b"]);
  });

  it("are opened anew for each stream", () => {
    const stage = inOrder([late]);
    const seen: string[] = [];
    stage(() => {}).take("of another");
    const open = stage((event) => void seen.push(event));
    open.take("a");
    open.end();
    expect(seen).toStrictEqual(["a"]);
  });
});
