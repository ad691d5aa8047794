import type { Sample } from "./measure.ts";
import type { Trouble, Turn } from "./schedule.ts";

/** How one turn went, as its user saw it. */
export interface TurnRecord {
  readonly turn: Turn;
  /**
   * `cut`: the gateway was killed meanwhile, and with it the connection of the user. `hung`: nothing came for minutes.
   */
  readonly outcome: "answered" | "error" | "cut" | "hung";
  /** The answer; empty without one. */
  readonly text: string;
  /** All that the user read in place of an answer; empty with one. */
  readonly explanation: string;
  /** What kept the host from storing while the turn ran. */
  readonly storeTrouble: Trouble | null;
}

/** One request for an answer, as the service got it. */
export interface SeenRequest {
  /** Whose marker is the newest in it. */
  readonly session: number;
  readonly dialect: "openai" | "anthropic" | null;
  /** Whose credential came with it. */
  readonly accountId: string | null;
  /** The turns whose message it holds, in its order. */
  readonly numbers: readonly number[];
  /** Markers of other sessions. */
  readonly foreign: readonly string[];
  readonly status: number | null;
  /** Refers to an image that the service has forgotten: it refuses that, and the plugin uploads the image again. */
  readonly isForgotten: boolean;
  /** The host asks once more, in words of its own, for an answer that it can show. */
  readonly isAskedAgain: boolean;
}

/** A message as the gateway keeps it. */
export interface KeptMessage {
  readonly role: string;
  readonly text: string;
}

/** A session when all was over, after one more turn without a fault. */
export interface SessionEnd {
  readonly session: number;
  readonly agent: string;
  /** `final`, or how else it ended, with what the user read. */
  readonly lastState: string;
  /** How the service answered the last turn's requests, without its refusals of images that it had forgotten. */
  readonly lastStatuses: readonly (number | null)[];
  /** What is wrong with the earlier turns in the last request, in words. */
  readonly replayFaults: readonly string[];
  readonly messages: readonly KeptMessage[];
}

/** What is there after the end that was not there before the start, in words. */
export interface Leftovers {
  readonly processes: readonly string[];
  readonly temporaryFiles: readonly string[];
  readonly lockFiles: readonly string[];
}

/** All that a run has left to look at. */
export interface RunRecord {
  readonly turns: readonly TurnRecord[];
  readonly requests: readonly SeenRequest[];
  readonly sessions: readonly SessionEnd[];
  readonly samples: readonly Sample[];
  readonly kills: number;
  readonly refusedStarts: number;
  readonly signIns: { readonly renewals: number; readonly reuses: number; readonly refused: number };
  readonly leftovers: Leftovers;
  /** Places outside the credential stores in which a secret stands. */
  readonly secretPlaces: readonly string[];
  readonly secretsSought: number;
}
