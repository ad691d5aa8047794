/** A method that is counted, and how many steps one call of it is, from what it is called on and with and what it returns. */
type Counted = readonly [
  owner: object,
  name: PropertyKey,
  steps: (self: unknown, args: readonly unknown[], result: unknown) => number,
];

const lengthOf = (value: unknown): number =>
  typeof value === "string" || Array.isArray(value) ? value.length : 0;
const one = () => 1;
const ofSelf = (self: unknown) => lengthOf(self);

/** What all iterators of arrays share; no global has its name. */
const ARRAY_ITERATOR = prototypeOf([][Symbol.iterator]());

function prototypeOf(value: object): object {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (typeof prototype !== "object" || prototype === null) throw new Error("There is no prototype.");
  return prototype;
}

const COUNTED: readonly Counted[] = [
  [JSON, "parse", (_self, [text]) => lengthOf(text)],
  [JSON, "stringify", (_self, _args, json) => 1 + lengthOf(json)],
  [Map.prototype, "set", one],
  [Set.prototype, "add", one],
  [Set.prototype, "has", one],
  [Array.prototype, "slice", (_self, _args, result) => lengthOf(result)],
  // One step for each entry that is walked: a pattern such as `[first]` takes one of thousands.
  [ARRAY_ITERATOR, "next", one],
  ...(["map", "filter", "concat", "flatMap"] as const).map((name): Counted => [
    Array.prototype,
    name,
    ofSelf,
  ]),
];

/**
 * Counts the steps of some work where what grows passes: characters of JSON, entries of maps, sets and arrays that are
 * walked or copied. A figure that no other process changes, as a clock's is.
 */
export function countSteps(run: () => void): number {
  let steps = 0;
  const restore = COUNTED.map(([owner, name, stepsOf]) => {
    const descriptor = Object.getOwnPropertyDescriptor(owner, name);
    const original: unknown = descriptor?.value;
    if (descriptor === undefined || typeof original !== "function")
      throw new Error("There is no such method.");
    const counting = function (this: unknown, ...args: unknown[]): unknown {
      const result: unknown = Reflect.apply(original, this, args);
      steps += stepsOf(this, args, result);
      return result;
    };
    Object.defineProperty(owner, name, { ...descriptor, value: counting });
    return () => Object.defineProperty(owner, name, descriptor);
  });
  try {
    run();
    return steps;
  } finally {
    for (const undo of restore) undo();
  }
}
