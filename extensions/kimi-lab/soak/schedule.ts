import {
  networkFaults,
  serviceFaultNames,
  type NetworkFault,
  type ServiceFault,
  type TurnFault,
} from "./fault-kinds.ts";
import { createRandom, type Random } from "./random.ts";

/** What the user of a turn wants. */
export const turnKinds = ["text", "tool", "image", "leaked tool call"] as const;
type TurnKind = (typeof turnKinds)[number];

/** One message of one session. */
export interface Turn {
  /** From 0, over all sessions. */
  readonly index: number;
  readonly session: number;
  /** From 0, in its session. */
  readonly number: number;
  readonly kind: TurnKind;
  readonly fault: TurnFault | null;
}

/** What befalls the whole machine while the turns of a phase run. */
const troubles = [
  "the gateway is killed",
  "the service is down",
  "the clock of the gateway jumps forward",
  "the clock of the gateway jumps back",
  "the clock of the service jumps forward",
  "the service forgets its files",
  "sign-in service refuses",
  "the disk is full",
  "the store is read-only",
] as const;
export type Trouble = (typeof troubles)[number];

/** Turns that run together. Before the next phase, everything comes to rest. */
export interface Phase {
  readonly turns: readonly Turn[];
  readonly trouble: Trouble | null;
  /** The turn of the phase at which the trouble begins. */
  readonly troubleAt: number;
}

export interface ScheduleOptions {
  readonly seed: number;
  readonly turns: number;
  readonly sessions: number;
}

const PHASE_TURNS = 80;
/** Trouble begins early in a phase, so that the most of it meets what the trouble has left. */
const TROUBLE_BEFORE = 20;
/** A fifth of the turns. */
const FAULTED_OF = 5;
/** Of the faults that cost a whole timeout, a run has few. */
const SLOW_SHARE = 0.25;
const SLOW: ReadonlySet<string> = new Set(["silent for ever"]);

/** Makes the whole run from its seed: the same options make the same schedule. */
export function makeSchedule({ seed, turns, sessions }: ScheduleOptions): readonly Phase[] {
  const random = createRandom(seed);
  const numbers = Array.from({ length: sessions }, () => 0);
  const faultBag = createBag(random, [...networkFaults, ...serviceFaultNames]);
  const kindBag = createBag(random, turnKinds);
  const troubleBag = createBag(random, troubles);
  const phases: Phase[] = [];
  let order: number[] = [];
  let faulted: ReadonlySet<number> = new Set();
  for (let index = 0; index < turns;) {
    const phase: Turn[] = [];
    for (; phase.length < PHASE_TURNS && index < turns; index += 1) {
      // Every session has its turn before one has its next.
      if (order.length === 0) order = random.shuffle(numbers.map((_, session) => session));
      if (index % FAULTED_OF === 0) faulted = new Set([index + random.below(FAULTED_OF)]);
      const session = order.pop() ?? 0;
      const number = numbers[session] ?? 0;
      numbers[session] = number + 1;
      const kind = kindBag();
      phase.push({
        index,
        session,
        number,
        kind,
        fault: faulted.has(index) ? makeFault(random, faultBag) : null,
      });
    }
    // The first phase of a short run has the trouble that a user fears most; every third phase has none.
    const trouble = phases.length === 0 ? troubles[0] : phases.length % 3 === 2 ? null : troubleBag();
    phases.push({ turns: phase, trouble, troubleAt: random.below(Math.min(TROUBLE_BEFORE, phase.length)) });
  }
  return phases;
}

/** Deals all items before it deals one again. */
function createBag<T>(random: Random, items: readonly [T, ...T[]] | readonly T[]): () => T {
  let left: T[] = [];
  return () => {
    if (left.length === 0) left = random.shuffle(items);
    const dealt = left.pop();
    if (dealt === undefined) throw new Error("A bag needs something to deal.");
    return dealt;
  };
}

function makeFault(random: Random, deal: () => NetworkFault | ServiceFault): TurnFault {
  let name = deal();
  while (SLOW.has(name) && random.next() > SLOW_SHARE) name = deal();
  // Most faults pass: what the user reads then is the answer. Those that last end the turn with an error.
  const times = random.next() < 0.7 ? 1 : 20;
  return { name, at: random.next(), times };
}
