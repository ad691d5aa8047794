import { playTurn, type Stage } from "./play-turn.ts";
import type { TurnRecord } from "./run-record.ts";
import type { Phase, Trouble, Turn } from "./schedule.ts";
import { makeTrouble, type EndTrouble, type Means } from "./trouble.ts";

/**
 * How many turns a store that takes nothing lasts, and how long at most: a gateway may leave all turns at a time without
 * an answer then (2026.9.6), so that no further one begins.
 */
const STORE_TROUBLE_TURNS = 10;
const STORE_TROUBLE_MS = 60_000;

export interface PhaseOptions extends Means, Stage {
  readonly parallel: number;
  /** Whether the time of the run is over: no further turn begins then. */
  readonly isOver: () => boolean;
  /** Called as each turn begins. */
  readonly onTurn: () => void;
}

export interface PlayedPhase {
  readonly turns: readonly TurnRecord[];
  /** Why the trouble could not be made on this machine. */
  readonly untroubled: string | null;
}

/** Plays the turns of a phase, so many at a time and of each session one, and resolves when all have ended. */
export async function runPhase(phase: Phase, options: PhaseOptions): Promise<PlayedPhase> {
  const queue = [...phase.turns];
  const busy = new Set<number>();
  const running = new Set<Promise<void>>();
  const turns: TurnRecord[] = [];
  const trouble = createTroubleOf(phase, options);

  const play = async (turn: Turn) => {
    const before = trouble.store();
    const record = await playTurn(turn, options);
    // It may have come and gone meanwhile.
    const isHurt = before !== "over" && trouble.store() !== "not yet";
    turns.push({ ...record, storeTrouble: isHurt ? phase.trouble : null });
    busy.delete(turn.session);
  };
  const playAll = async () => {
    while (!options.isOver() || running.size > 0) {
      while (running.size < options.parallel && !options.isOver()) {
        const place = queue.findIndex(({ session }) => !busy.has(session));
        const [turn] = place === -1 ? [] : queue.splice(place, 1);
        if (turn === undefined) break;
        busy.add(turn.session);
        options.onTurn();
        await trouble.beforeTurn(phase.turns.indexOf(turn));
        const ended = play(turn).finally(() => running.delete(ended));
        running.add(ended);
      }
      if (running.size === 0) return;
      await Promise.race(running);
    }
  };
  try {
    await playAll();
  } finally {
    await Promise.allSettled(running);
    await trouble.end();
  }
  return { turns, untroubled: trouble.failure() };
}

/** Makes the trouble of a phase at its turn. */
function createTroubleOf({ trouble, troubleAt }: Phase, means: Means) {
  let endTrouble: EndTrouble | null = null;
  let store: "not yet" | "now" | "over" = "not yet";
  let failure: string | null = null;
  let passing: Promise<void> = Promise.resolve();
  let ending: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  const begin = async (name: Trouble) => {
    try {
      endTrouble = await makeTrouble(name, means);
      if (endTrouble === null) return;
      store = "now";
      // A failure is thrown at the end of the phase.
      timer = setTimeout(() => void endLasting().catch(() => undefined), STORE_TROUBLE_MS);
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
    }
  };
  const endOnce = async (end: EndTrouble) => {
    await end();
    // A host that could not write its database keeps that closed until its next start (2026.9.6).
    await means.lives.kill();
    store = "over";
  };
  /** Ends it, or waits for its end. */
  const endLasting = () => {
    clearTimeout(timer);
    if (endTrouble !== null) ending = endOnce(endTrouble);
    endTrouble = null;
    return ending;
  };
  return {
    /** Whether the store takes nothing. */
    store: () => store,
    failure: () => failure,
    async beforeTurn(place: number): Promise<void> {
      if (place === troubleAt + STORE_TROUBLE_TURNS) await endLasting();
      if (place !== troubleAt || trouble === null) return;
      passing = begin(trouble);
      // A store is changed before the next turn begins; all other trouble comes in the middle of turns.
      if (trouble === "the disk is full" || trouble === "the store is read-only") await passing;
    },
    async end(): Promise<void> {
      await passing;
      await endLasting();
    },
  };
}
