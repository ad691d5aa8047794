import type { Sample } from "./measure.ts";
import type { RunRecord, SeenRequest, SessionEnd, TurnRecord } from "./run-record.ts";
import type { Turn } from "./schedule.ts";

/** A turn of session 0 that asks for a word; overrides replace whole fields. */
export function buildTurn(overrides: Partial<Turn> = {}): Turn {
  return { index: 0, session: 0, number: 0, kind: "text", fault: null, ...overrides };
}

/** The same, answered as it should be. */
export function buildTurnRecord(overrides: Partial<TurnRecord> = {}): TurnRecord {
  return {
    turn: buildTurn(),
    outcome: "answered",
    text: "The word is QS000T00000Q.",
    explanation: "",
    storeTrouble: null,
    ...overrides,
  };
}

/** The request of that turn. */
export function buildRequest(overrides: Partial<SeenRequest> = {}): SeenRequest {
  return {
    session: 0,
    dialect: "openai",
    accountId: "k2",
    numbers: [0],
    foreign: [],
    status: 200,
    isForgotten: false,
    isAskedAgain: false,
    ...overrides,
  };
}

/** The session of that turn, after one more. */
export function buildSession(overrides: Partial<SessionEnd> = {}): SessionEnd {
  return {
    session: 0,
    agent: "k2",
    lastState: "final",
    lastStatuses: [200],
    replayFaults: [],
    messages: [
      { role: "user", text: "Please repeat the word QS000T00000Q." },
      { role: "assistant", text: "The word is QS000T00000Q." },
      { role: "user", text: "Please repeat the word QS000T00001Q." },
      { role: "assistant", text: "The word is QS000T00001Q." },
    ],
    ...overrides,
  };
}

/** A gateway at rest after so many turns. */
export function buildSample(turns: number, overrides: Partial<Sample> = {}): Sample {
  return {
    life: 0,
    turns,
    rssBytes: 1_500_000_000,
    heapBytes: 300_000_000,
    descriptors: 180,
    sockets: 12,
    resources: { Timeout: 7 },
    ...overrides,
  };
}

/** A run of that one turn, in which all is well. */
export function buildRun(overrides: Partial<RunRecord> = {}): RunRecord {
  return {
    turns: [buildTurnRecord()],
    requests: [buildRequest()],
    sessions: [buildSession()],
    samples: [1, 2, 3, 4, 5].map((count) => buildSample(count * 100)),
    kills: 0,
    refusedStarts: 0,
    signIns: { renewals: 1, reuses: 0, refused: 0 },
    leftovers: { processes: [], temporaryFiles: [], lockFiles: [] },
    secretPlaces: [],
    secretsSought: 1,
    ...overrides,
  };
}
