import { badRequest, faults, type Fault } from "./faults.ts";
import { sentences } from "./sentences.ts";

/** A 401 in the type that reports of 2026-09 give for what is not a matter of a key. */
function unauthorized(message: string): Fault {
  return { status: 401, type: "authentication_error", message };
}
function forbidden(message: string): Fault {
  return { status: 403, type: "permission_error", message };
}

/** A model that there is, and that the plan lacks. */
export function modelNotInPlan(model: string): Fault {
  return forbidden(sentences.noAccess(model));
}

/** A model id that there is not, and that resembles one. */
export function modelIdHint(model: string, meant: string): Fault {
  return unauthorized(sentences.modelIdHint(model, meant));
}

/** More context than the plan gives a model; `windowTokens` is what it gives. */
export function planWindow(model: string, windowTokens: number): Fault {
  return unauthorized(sentences.planWindow(model, `${Math.round(windowTokens / 1024)}K`));
}

/**
 * Refusals that users met in autumn 2026, by name and with status and type as reported. Where two are reported for one
 * sentence there is a row of each. They stand beside {@link faults}, the list of 2026-08.
 */
export const refusals = {
  concurrentLimit: forbidden(sentences.concurrency()),
  concurrentLimitTerminated: {
    ...forbidden(sentences.concurrency()),
    type: "access_terminated_error",
  },
  planWindow: planWindow("k3", 262_144),
  modelIdHint: modelIdHint("kimi-k3", "k3"),
  modelNotInPlan: modelNotInPlan("k3.1-pro"),
  modelNotInPlan401: unauthorized(sentences.noAccess("k3.1-pro")),
  noKimiCode: forbidden(sentences.noAccess("Kimi Code")),
  noKimiCode401: unauthorized(sentences.noAccess("Kimi Code")),
  functionName: badRequest(sentences.functionName()),
  toolCallsUnanswered: badRequest(sentences.toolCallsUnanswered()),
  toolSchema: badRequest(sentences.toolSchema("", "type is not defined")),
  tokenLimit: badRequest(sentences.tokenLimit(1_048_576, 1_100_000)),
  tokenLimit256k: badRequest(sentences.tokenLimit(262_144, 300_000)),
  messageSize: badRequest(sentences.messageSize(10_176_584, 2_097_152)),
  emptyMessage: badRequest(sentences.emptyAssistant(3)),
  emptyText: badRequest(sentences.emptyText()),
  toolCallId: badRequest(sentences.toolCallId()),
  temperature: badRequest(sentences.temperature()),
  /** Words that no client can know, with the statuses that clients are tempted to take for a wrong key. */
  unheardOf401: unauthorized("Something new that nobody has seen."),
  unheardOf403: forbidden("Something new that nobody has seen."),
} as const satisfies Record<string, Fault>;

/** Every refusal that can be asked for by name. */
export const namedFaults: Readonly<Record<string, Fault>> = { ...faults, ...refusals };

/** Before known sentences of a 400 (kimi-cli#2011, #1809; DeepSeek-Reasonix#6447). */
const PREFIX = "Invalid request: ";

/** The same refusal behind the prefix that some accounts get: a 400 has it, and nothing else. */
export function withPrefix(fault: Fault): Fault {
  const isPrefixed = fault.status !== 400 || fault.message.startsWith(PREFIX);
  return isPrefixed ? fault : { ...fault, message: `${PREFIX}${fault.message}` };
}
