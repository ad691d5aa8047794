import { describe, expect, it } from "vitest";

import type { RunRecord } from "../run-record.ts";
import {
  buildRequest,
  buildRun,
  buildSample,
  buildSession,
  buildTurn,
  buildTurnRecord,
} from "../test-support.ts";
import { judge, type invariants } from "./index.ts";

interface Row {
  readonly name: string;
  readonly breaks: keyof typeof invariants;
  readonly run: Partial<RunRecord>;
  readonly problem: string;
}

const ended = "every turn ends in an answer or an explained error";
const answers = "every answer is that of its turn";
const requests = "every request is of one session, whole and in order";
const transcripts = "every transcript is whole and goes on";
const signIns = "every sign-in works, no refresh token is used twice";
const memory = "memory, sockets and timers are flat";
const leftovers = "nothing is left behind";
const secrets = "no secret stands outside the credential stores";

const second = buildTurnRecord({ turn: buildTurn({ number: 1 }), text: "The word is QS000T00001Q." });
const [asked, answer, ...more] = buildSession().messages;
const noLeftovers = buildRun().leftovers;
const grown = (overrides: (count: number) => object) => ({
  samples: [1, 2, 3, 4, 5].map((count) => buildSample(count * 100, overrides(count))),
});

const imageTurn = (text: string) => buildTurnRecord({ turn: buildTurn({ kind: "image" }), text });
const imageSession = buildSession({
  messages: [asked, { role: "assistant", text: "a 20x20 PNG" }].flatMap((message) => message ?? []),
});

const rows: readonly Row[] = [
  {
    name: "a turn that never ends",
    breaks: ended,
    run: { turns: [buildTurnRecord({ outcome: "hung" })] },
    problem: "turn 0 of session 0 (text) never ended",
  },
  {
    name: "an error without a word",
    breaks: ended,
    run: { turns: [buildTurnRecord({ outcome: "error" })] },
    problem: 'turn 0 of session 0 (text) ended without an explanation that is known: ""',
  },
  {
    name: "an error that explains only what a full disk does",
    breaks: ended,
    run: { turns: [buildTurnRecord({ outcome: "error", explanation: "EFBIG: file too large" })] },
    problem: 'turn 0 of session 0 (text) ended without an explanation that is known: "EFBIG: file too large"',
  },
  {
    name: "an answer of another session",
    breaks: answers,
    run: { turns: [buildTurnRecord({ text: "QS000T00000Q and QS001T00000Q" })] },
    problem: "the answer to turn 0 of session 0 (text) holds QS001T00000Q of another session",
  },
  {
    name: "an answer that lacks its word",
    breaks: answers,
    run: { turns: [buildTurnRecord({ text: "Hello." })] },
    problem: 'the answer to turn 0 of session 0 (text) lacks QS000T00000Q: "Hello."',
  },
  {
    name: "an answer that comes twice",
    breaks: answers,
    run: { turns: [buildTurnRecord({ text: "QS000T00000Q QS000T00000Q" })] },
    problem:
      'the answer to turn 0 of session 0 (text) holds QS000T00000Q 2 times: "QS000T00000Q QS000T00000Q"',
  },
  {
    name: "an answer that describes the image of another turn",
    breaks: answers,
    run: {
      turns: [buildTurnRecord({ turn: buildTurn({ kind: "image" }), text: "a 21x20 PNG" })],
      sessions: [
        buildSession({
          messages: [asked, { role: "assistant", text: "a 20x20 PNG" }].flatMap((m) => m ?? []),
        }),
      ],
    },
    problem: 'the answer to turn 0 of session 0 (image) lacks a 20x20 PNG: "a 21x20 PNG"',
  },
  {
    name: "a request with a message of another session",
    breaks: requests,
    run: { requests: [buildRequest({ foreign: ["QS001T00000Q"] })] },
    problem: "a request of session 0, turn 0, holds QS001T00000Q of another session",
  },
  {
    name: "a request with a message twice",
    breaks: requests,
    run: { requests: [buildRequest({ numbers: [0, 0] })] },
    problem: "a request of session 0, turn 0, holds messages twice or in another order: 0 0",
  },
  {
    name: "a request that the service refuses for what is in it",
    breaks: requests,
    run: { requests: [buildRequest({ status: 400 }), buildRequest()] },
    problem: "a request of session 0, turn 0, was refused with 400",
  },
  {
    name: "an image that comes twice",
    breaks: answers,
    run: {
      turns: [imageTurn("1. a 20x20 PNG; 2. a 20x20 PNG")],
      sessions: [imageSession],
    },
    problem:
      'the answer to turn 0 of session 0 (image) holds a 20x20 PNG 2 times: "1. a 20x20 PNG; 2. a 20x20 PNG"',
  },
  {
    name: "an image that comes three times, whatever the host asks",
    breaks: answers,
    run: {
      turns: [imageTurn("a 20x20 PNG, a 20x20 PNG, a 20x20 PNG")],
      sessions: [imageSession],
      requests: [buildRequest({ isAskedAgain: true })],
    },
    problem:
      'the answer to turn 0 of session 0 (image) holds a 20x20 PNG 3 times: "a 20x20 PNG, a 20x20 PNG, a 20x20 PNG"',
  },
  {
    name: "a request without an earlier message",
    breaks: requests,
    run: { requests: [buildRequest({ numbers: [1] })] },
    problem: "a request of session 0, turn 1, lacks the turns 0, which were answered",
  },
  {
    name: "a request with the credential of another agent",
    breaks: requests,
    run: { requests: [buildRequest({ accountId: "k3" })] },
    problem: "a request of session 0, turn 0, came with the credential of k3, not of k2",
  },
  {
    name: "a session that does not go on",
    breaks: transcripts,
    run: { sessions: [buildSession({ lastState: "error" })] },
    problem: "session 0 does not go on: its last turn ended as error",
  },
  {
    name: "a session whose history the service refuses",
    breaks: transcripts,
    run: { sessions: [buildSession({ lastStatuses: [400] })] },
    problem: "the service answered the last turn of session 0 with 400",
  },
  {
    name: "a session whose key the service refuses",
    breaks: transcripts,
    run: { sessions: [buildSession({ lastStatuses: [401, 200] })] },
    problem: "the service answered the last turn of session 0 with 401 200",
  },
  {
    name: "a history that breaks a rule of replay",
    breaks: transcripts,
    run: { sessions: [buildSession({ replayFaults: ["turn 3 holds markup"] })] },
    problem: "session 0 does not replay: turn 3 holds markup",
  },
  {
    name: "a transcript with a message of another session",
    breaks: transcripts,
    run: {
      sessions: [
        buildSession({
          messages: [asked, answer, { role: "user", text: "QS002T00000Q" }].flatMap((m) => m ?? []),
        }),
      ],
    },
    problem: "the transcript of session 0 holds QS002T00000Q of another session",
  },
  {
    name: "a transcript with a message twice",
    breaks: transcripts,
    run: { sessions: [buildSession({ messages: [asked, asked, answer].flatMap((m) => m ?? []) })] },
    problem: "the transcript holds the message of turn 0 of session 0 (text) 2 times",
  },
  {
    name: "a transcript without the message",
    breaks: transcripts,
    run: { sessions: [buildSession({ messages: more })] },
    problem: "the transcript lacks the message of turn 0 of session 0 (text)",
  },
  {
    name: "a transcript without the answer",
    breaks: transcripts,
    run: {
      turns: [buildTurnRecord(), second],
      sessions: [buildSession({ messages: [asked, ...more].flatMap((m) => m ?? []) })],
    },
    problem: "the transcript lacks the answer to turn 0 of session 0 (text)",
  },
  {
    name: "a refresh token that is used again",
    breaks: signIns,
    run: { signIns: { renewals: 4, reuses: 1, refused: 1 } },
    problem: "a refresh token was used again, 1 times",
  },
  {
    name: "a run without a renewal",
    breaks: signIns,
    run: { signIns: { renewals: 0, reuses: 0, refused: 0 } },
    problem: "no sign-in was renewed, so this run shows nothing of it",
  },
  {
    name: "a heap that grows with the turns",
    breaks: memory,
    run: grown((count) => ({ heapBytes: count * 100 * 1024 * 1024 })),
    problem: "the gateway of life 0 keeps 1024 KB of each turn, over 200 turns",
  },
  {
    name: "sockets that stay open",
    breaks: memory,
    run: grown((count) => ({ sockets: count * 20 })),
    problem: "the gateway of life 0 has 100 sockets open, after 60",
  },
  {
    name: "timers that stay",
    breaks: memory,
    run: grown((count) => ({ resources: { Timeout: count * 20 } })),
    problem: "the gateway of life 0 has 100 timers, after 60",
  },
  {
    name: "a process that is left",
    breaks: leftovers,
    run: { leftovers: { ...noLeftovers, processes: ["7 node renewal-process.js"] } },
    problem: "a process is left: 7 node renewal-process.js",
  },
  {
    name: "a temporary file that is left",
    breaks: leftovers,
    run: { leftovers: { ...noLeftovers, temporaryFiles: ["image.png"] } },
    problem: "a temporary file is left: image.png",
  },
  {
    name: "a lock that is left",
    breaks: leftovers,
    run: { leftovers: { ...noLeftovers, lockFiles: ["locks/kimi/1.lock"] } },
    problem: "a lock is left: locks/kimi/1.lock",
  },
  {
    name: "half an image beside those that the host receives",
    breaks: leftovers,
    run: { leftovers: { ...noLeftovers, lockFiles: ["kimi/.fs-safe-1.tmp"] } },
    problem: "a lock is left: kimi/.fs-safe-1.tmp",
  },
  {
    name: "a secret in the log",
    breaks: secrets,
    run: { secretPlaces: ["the log"] },
    problem: "a secret stands in the log",
  },
  {
    name: "a search for nothing",
    breaks: secrets,
    run: { secretsSought: 0 },
    problem: "no secret was looked for",
  },
];

function problemsOf(run: RunRecord): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(
    judge(run).flatMap(({ name, problems }) => (problems.length === 0 ? [] : [[name, problems]])),
  );
}

describe("the invariants of a run", () => {
  it("hold for a run in which all is well", () => {
    expect(problemsOf(buildRun())).toStrictEqual({});
  });

  it.each(rows)("see $name", ({ breaks, run, problem }) => {
    expect(problemsOf(buildRun(run))).toStrictEqual({ [breaks]: [problem] });
  });

  it("look for the words of a turn neither where the service garbled its answer, nor on a full disk", () => {
    const fault = { name: "a frame twice", at: 0.5, times: 1 } as const;
    const garbled = buildTurnRecord({ turn: buildTurn({ fault }), text: "QS0QS000T" });
    const kept = [{ role: "user", text: "QS000T00000Q" }, ...more];
    expect(
      problemsOf(buildRun({ turns: [garbled], sessions: [buildSession({ messages: kept })] })),
    ).toStrictEqual({});
    const leaked = buildTurnRecord({
      turn: buildTurn({ fault, kind: "leaked tool call" }),
      outcome: "error",
      text: "",
      explanation: "<|tool_calls",
    });
    const marked = buildSession({ messages: kept, replayFaults: ["turn 3 holds markup"] });
    expect(problemsOf(buildRun({ turns: [leaked], sessions: [marked] }))).toStrictEqual({});
    const unstored = buildTurnRecord({ storeTrouble: "the disk is full" });
    const run = { turns: [unstored], requests: [buildRequest({ numbers: [1] })] };
    expect(problemsOf(buildRun({ ...run, sessions: [buildSession({ messages: more })] }))).toStrictEqual({});
  });

  it("accept a refusal of an image that the service has forgotten, which the plugin mends", () => {
    const requests = [buildRequest({ status: 400, isForgotten: true }), buildRequest()];
    expect(problemsOf(buildRun({ requests }))).toStrictEqual({});
  });

  it("accept an image twice where the host asks in words of its own, and then sends it twice", () => {
    const turns = [imageTurn("1. a 20x20 PNG; 2. a 20x20 PNG")];
    const requests = [buildRequest(), buildRequest({ isAskedAgain: true })];
    expect(problemsOf(buildRun({ turns, requests, sessions: [imageSession] }))).toStrictEqual({});
  });

  it("accept what a killed host leaves of its own", () => {
    const lockFiles = [
      "tmp/openclaw-0/gateway.93298723.lock",
      "tmp/openclaw-0/gateway.state.lock",
      "media/inbound/.fs-safe-4b75d99b-c436-4efa-bf49-2e4245babc31.tmp",
    ];
    const processes = [
      "2101 /bin/node /x/node_modules/openclaw/dist/process/spawn-broker/worker.js",
      "2962 /bin/node /x/node_modules/openclaw/dist/infra/sqlite-readonly-location.worker.js --child session",
    ];
    const run = buildRun({ leftovers: { ...noLeftovers, lockFiles, processes } });
    expect(problemsOf(run)).toStrictEqual({});
  });

  it("accept a token that is too old for the service, which refuses it", () => {
    const requests = [buildRequest({ accountId: null, status: 401 }), buildRequest()];
    expect(problemsOf(buildRun({ requests }))).toStrictEqual({});
  });

  it("accept a token that ended before the last turn of a session, which renewed it", () => {
    const sessions = [buildSession({ agent: "signed-in-k2", lastStatuses: [401, 200] })];
    expect(problemsOf(buildRun({ sessions }))).toStrictEqual({});
  });

  it("accept an error of the plugin, and one of the host, that says what happened", () => {
    const explanations = [
      "⚠️ LLM request failed: overloaded.\nKimi Code is overloaded: its servers are busy.",
      "⚠️ LLM request failed (provider internal error, HTTP 502). This is usually temporary — try again shortly.",
    ];
    const turns = explanations.map((explanation, number) =>
      buildTurnRecord({ turn: buildTurn({ number }), outcome: "error", text: "", explanation }),
    );
    expect(problemsOf(buildRun({ turns }))).toStrictEqual({});
  });
});
