import { expect } from "vitest";

import { type ChatReply, messageText } from "../../host/chat.ts";
import type { Gateway } from "../../host/gateway.ts";
import type { RecordedRequest, Simulator } from "../../simulator/simulator.ts";
import type { HarmlessRefusal } from "./refusal-rows.ts";

/** A gateway at a simulator, how long a message may take there, and whether the end of a turn is to be asked for. */
export interface RefusingHost {
  readonly gateway: Gateway;
  readonly simulator: Simulator;
  readonly timeoutMs?: number;
  readonly askForEnd?: boolean;
  /** Whose session it is; the main agent's if it is left out. */
  readonly agent?: string;
}

let sessions = 0;

const question = "is anybody there?";

/** Hosts also ask of their own accord: 2026.4.27 sends its heartbeat when a gateway has taken minutes to start. */
function asksQuestion({ body }: Pick<RecordedRequest, "body">): boolean {
  return JSON.stringify(body).includes(question);
}

/** Sends a message in a session of its own, and gathers all that the user may read of its turn. */
export async function sendAlone(
  { gateway, timeoutMs, askForEnd = false, agent = "main" }: RefusingHost,
  message: string,
): Promise<ChatReply & { readonly read: string; readonly sessionKey: string }> {
  const sessionKey = `agent:${agent}:refusals-${sessions++}`;
  const limit = timeoutMs !== undefined && { timeoutMs };
  const reply = await gateway.chat({ sessionKey, message, askForEnd, ...limit });
  const history = (await gateway.history(sessionKey)).map(messageText);
  const streamed = reply.updates.map((update) => (update.kind === "text" ? update.text : "")).join("");
  return { ...reply, sessionKey, read: [reply.text, reply.errorMessage, streamed, ...history].join("\n") };
}

/**
 * Has one session's turn refused. The user reads why and no word of a bad key, the service is asked no more often than
 * it must, and other sessions go on at once, with the same key.
 */
export async function expectHarmless(host: RefusingHost, refusal: HarmlessRefusal): Promise<void> {
  const { simulator } = host;
  const { fault, says, requests } = refusal;
  simulator.reset();
  simulator.enqueue({ kind: "fault", fault }, { times: requests, when: asksQuestion });
  const refused = await sendAlone(host, question);
  const asked = simulator.inferences.filter(asksQuestion).map(({ status }) => status);
  simulator.reset();
  const next = await sendAlone(host, "good morning");
  const why: unknown = expect.stringMatching(says);
  const answer: unknown = expect.stringContaining("Kimi here. You said:");
  expect({ why: refused.read, asked, answer: next.read }).toStrictEqual({
    why,
    asked: Array.from({ length: requests }, () => fault.status),
    answer,
  });
  expect(refused.read).not.toMatch(/re-authenticate|auth issue|cooldown|revoked/iu);
}
