import { randomUUID } from "node:crypto";
import { expect } from "vitest";
import { z } from "zod";

import { messageText } from "../../host/chat.ts";
import type { Gateway } from "../../host/gateway.ts";

const startedSchema = z.looseObject({ runId: z.string() });
const endedSchema = z.looseObject({ status: z.string() });

/** One turn of a session. */
export interface AgentTurn {
  readonly sessionKey: string;
  readonly message: string;
  readonly thinking?: string;
  /** A PNG, in base64. */
  readonly image?: string;
  readonly timeoutMs: number;
}

/**
 * Plays one turn as `openclaw agent` does, whose call waits for the whole turn, and returns what the model has said in
 * it. A chat message that comes right behind an answer is queued on older hosts, and may be dropped (seen on both,
 * 2026-11).
 */
export async function askAgent(gateway: Gateway, turn: AgentTurn): Promise<string> {
  const { sessionKey, message, thinking, image, timeoutMs } = turn;
  const attachments =
    image === undefined ? [] : [{ fileName: "red.png", mimeType: "image/png", content: image }];
  const level = thinking !== undefined && { thinking };
  const params = { sessionKey, message, attachments, idempotencyKey: randomUUID(), ...level };
  const { runId } = startedSchema.parse(await gateway.call("agent", params, { timeoutMs }));
  const ended = await gateway.call("agent.wait", { runId, timeoutMs }, { timeoutMs });
  expect(endedSchema.parse(ended)).toMatchObject({ status: "ok" });
  const history = await gateway.history(sessionKey);
  const asked = history.findLastIndex(({ role }) => role === "user");
  return history
    .slice(asked + 1)
    .map(messageText)
    .join("\n");
}
