import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";

import { messageText, type ChatAttachment } from "../host/chat.ts";
import { leakedReply } from "../simulator/leak.ts";
import type { Reply } from "../simulator/reply.ts";
import type { RecordedRequest, Simulator } from "../simulator/simulator.ts";
import { drawImage } from "../simulator/test-support.ts";
import { isServiceFault, serviceFaults } from "./fault-kinds.ts";
import type { Lives } from "./lives.ts";
import { findMarkers, imageSizeOf, markersOf, sessionKeyOf } from "./marker.ts";
import type { TurnRecord } from "./run-record.ts";
import type { Turn } from "./schedule.ts";
import { agentOf } from "./soak-agents.ts";

/** Far longer than every limit of the host and the plugin together, also on a machine that is busy with other things. */
const HANG_MS = 600_000;

export interface Stage {
  readonly simulator: Simulator;
  readonly lives: Lives;
  /** Where the files lie that the turns read. */
  readonly notes: string;
}

/** Sends the message of a turn and waits for its end. */
export async function playTurn(turn: Turn, stage: Stage): Promise<Omit<TurnRecord, "storeTrouble">> {
  const { said, found } = markersOf(turn);
  const file = join(stage.notes, `note-${turn.session}-${turn.number}.txt`);
  if (turn.kind === "tool" || turn.kind === "leaked tool call")
    await writeFile(file, `the word is ${found}\n`);
  script(turn, stage.simulator, file);
  const sessionKey = sessionKeyOf(turn.session, agentOf(turn.session).name);
  const gateway = await stage.lives.current();
  const nothing = { turn, text: "", explanation: "" };
  try {
    const reply = await gateway.chat({
      sessionKey,
      message: messageOf(turn, file, said),
      attachments: turn.kind === "image" ? [await drawAttachment(turn)] : [],
      timeoutMs: HANG_MS,
    });
    if (reply.state === "final") return { ...nothing, outcome: "answered", text: reply.text };
    const kept = (await gateway.history(sessionKey)).at(-1);
    const streamed = reply.updates.map((update) => (update.kind === "text" ? update.text : "")).join("");
    const shown = [reply.errorMessage ?? "", streamed, kept?.role === "assistant" ? messageText(kept) : ""];
    return { ...nothing, outcome: "error", explanation: shown.filter((text) => text !== "").join("\n") };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (/did not end within/u.test(message)) return { ...nothing, outcome: "hung", explanation: message };
    if (/connection ended/u.test(message)) {
      await settle(sessionKey, stage.lives);
      return { ...nothing, outcome: "cut", explanation: message };
    }
    return { ...nothing, outcome: "error", explanation: message };
  }
}

const SETTLE_POLL_MS = 1000;
const SETTLE_POLLS = 60;

/** Waits until a turn that a kill cut off has come to an end: the next gateway takes it up again (2026.9.6). */
async function settle(sessionKey: string, lives: Lives): Promise<void> {
  for (let poll = 0; poll < SETTLE_POLLS; poll += 1) {
    const gateway = await lives.current();
    const last = (await gateway.history(sessionKey).catch(() => [])).at(-1);
    if (last?.role === "assistant") return;
    await pause(SETTLE_POLL_MS);
  }
}

function messageOf({ kind }: Turn, file: string, said: string): string {
  if (kind === "text") return `Please repeat the word ${said}.`;
  return kind === "image" ? `For ${said}: describe this image.` : `For ${said}: read the file "${file}"`;
}

/** What the service answers of its own accord describes images and quotes results; all else is scripted here. */
function script(turn: Turn, simulator: Simulator, file: string): void {
  const { said, found } = markersOf(turn);
  const { fault } = turn;
  const isOfTurn = (request: RecordedRequest) => newestSaid(request) === said;
  if (fault !== null && isServiceFault(fault.name)) {
    simulator.enqueue(
      { kind: "fault", fault: serviceFaults[fault.name] },
      { when: isOfTurn, times: fault.times },
    );
  }
  const calls = [{ name: "read", arguments: { path: file } }];
  const replies = {
    text: { kind: "message", reasoning: "The word.", text: `The word is ${said}.` },
    tool: { kind: "message", reasoning: "A file.", toolCalls: calls },
    "leaked tool call": leakedReply({
      before: "Let me look. ",
      calls,
      family: agentOf(turn.session).family,
      cut: 7,
    }),
    image: null,
  } as const satisfies Record<Turn["kind"], Reply | null>;
  const reply = replies[turn.kind];
  const isFirst = (request: RecordedRequest) =>
    isOfTurn(request) && (turn.kind === "text" || !bodyText(request).includes(found));
  if (reply !== null) simulator.enqueue(reply, { when: isFirst, times: Number.POSITIVE_INFINITY });
}

/** The marker of the newest message in a request. */
function newestSaid(request: RecordedRequest): string | undefined {
  return findMarkers(bodyText(request), "said").at(-1)?.word;
}

const texts = new WeakMap<object, string>();

/** The body as JSON; made once for each. */
function bodyText({ body }: RecordedRequest): string {
  if (typeof body !== "object" || body === null) return "";
  const known = texts.get(body) ?? JSON.stringify(body);
  texts.set(body, known);
  return known;
}

async function drawAttachment(turn: Turn): Promise<ChatAttachment> {
  const data = Buffer.from(await drawImage({ ...imageSizeOf(turn), background: "#2255aa" }), "base64");
  return { fileName: "image.png", mimeType: "image/png", data };
}
