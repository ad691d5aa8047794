import type { Conversation, Turn } from "./conversation.ts";
import { badRequest, faults, type DialectName, type Fault } from "./faults.ts";
import type { ModelRow } from "./models.ts";
import { planWindow } from "./refusals.ts";
import { sentences } from "./sentences.ts";
import { resolveService } from "./service.ts";
import { estimatePromptTokens } from "./tokens.ts";
import { findSchemaFault } from "./tool-schema.ts";

const MAX_TOOLS = 128;

/** openclaw#79179 and others: a letter, then letters, digits, underscores and dashes, 64 in all. */
const FUNCTION_NAME = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/u;

/** What is the same for every model, or differs by plan. */
export interface Limits {
  readonly messageBytesLimit: number;
  readonly refusesThinkingOff: boolean;
  /** The plan gives the model less than its own window, and the service says so. */
  readonly isWindowOfPlan: boolean;
}

const usualLimits: Limits = { ...resolveService({}), isWindowOfPlan: false };

/** Where each dialect has the effort. */
const effortFields = {
  openai: "thinking.effort",
  anthropic: "output_config.effort",
} as const satisfies Record<DialectName, string>;

type Rule = (conversation: Conversation, model: ModelRow, limits: Limits) => Fault | undefined;

/**
 * What the service refuses with a 400, in its own words (error reference and field reports, 2026-08).
 * The order is ours: the service's is not documented.
 */
const rules = {
  messageSize: ({ messagesBytes }, _model, { messageBytesLimit }) =>
    messagesBytes > messageBytesLimit
      ? badRequest(sentences.messageSize(messagesBytes, messageBytesLimit))
      : undefined,

  temperature: ({ temperature }) =>
    temperature !== undefined && temperature !== 1 ? badRequest(sentences.temperature()) : undefined,

  thinkingOff: ({ thinking }, { supports_thinking_type: type }, { refusesThinkingOff }) =>
    refusesThinkingOff && thinking === false && type === "only"
      ? badRequest(sentences.thinkingOff())
      : undefined,

  // Only for a model that lists its efforts; what the service says to others is not known.
  effort: ({ dialect, thinking, effort, reasoningEffort }, model) => {
    if (thinking === false || model.think_efforts === undefined) return undefined;
    const { valid_efforts: valid } = model.think_efforts;
    if (effort !== undefined && !valid.includes(effort)) {
      return badRequest(sentences.effort(effortFields[dialect], effort));
    }
    return reasoningEffort === undefined || valid.includes(reasoningEffort)
      ? undefined
      : badRequest(sentences.effort("reasoning_effort", reasoningEffort));
  },

  toolCount: ({ tools }) =>
    tools.length > MAX_TOOLS ? badRequest(sentences.toolCount(MAX_TOOLS)) : undefined,

  // Calls of earlier turns have names, too. That the service reads those is an assumption.
  toolNames: ({ tools, turns }) => {
    const called = turns
      .flatMap((turn) => (turn.role === "assistant" ? turn.toolCalls : []))
      .filter(({ name }) => !name.startsWith("$"));
    const offered = tools.filter(({ isBuiltIn = false }) => !isBuiltIn);
    return [...offered, ...called].every(({ name }) => FUNCTION_NAME.test(name))
      ? undefined
      : badRequest(sentences.functionName());
  },

  toolNamesTwice: ({ tools }) => {
    const names = tools.map((tool) => tool.name);
    const duplicate = names.find((name, index) => names.indexOf(name) !== index);
    return duplicate === undefined ? undefined : badRequest(sentences.functionNameTwice(duplicate));
  },

  toolSchemas: ({ tools }) => {
    const fault = tools.map((tool) => findSchemaFault(tool.parameters)).find((found) => found !== undefined);
    return fault && badRequest(sentences.toolSchema(fault.path, fault.problem));
  },

  emptyText: ({ turns }) =>
    turns.some((turn) => turn.parts.some((part) => part.kind === "text" && part.text === ""))
      ? badRequest(sentences.emptyText())
      : undefined,

  emptyAssistant: ({ turns }) => {
    const empty = turns.find(isEmptyAssistant);
    return empty && badRequest(sentences.emptyAssistant(empty.index));
  },

  reasoning: (conversation, model) => {
    if (!isThinking(conversation, model)) return undefined;
    const missing = conversation.turns.find(
      (turn) => turn.role === "assistant" && turn.toolCalls.length > 0 && turn.reasoning === undefined,
    );
    return missing && badRequest(sentences.reasoningMissing(missing.index));
  },

  // Field reports tell of a 400 each time (2026), not of its words.
  toolCallIds: ({ turns }) => {
    const ids = turns
      .flatMap((turn) => (turn.role === "assistant" ? turn.toolCalls : []))
      .map(({ id }) => id);
    return new Set(ids).size === ids.length ? undefined : faults.invalidRequest;
  },

  toolPairing: ({ turns }) => {
    const unpaired = findUnpaired(turns);
    return unpaired && badRequest(sentences[unpaired]());
  },

  tokenLimit: (conversation, { id, context_length: limit }, { isWindowOfPlan }) => {
    const requested = estimatePromptTokens(conversation);
    if (requested <= limit) return undefined;
    return isWindowOfPlan ? planWindow(id, limit) : badRequest(sentences.tokenLimit(limit, requested));
  },
} as const satisfies Record<string, Rule>;

/** The first rule that the conversation breaks; undefined when the service would answer it. */
export function validate(
  conversation: Conversation,
  model: ModelRow,
  limits: Limits = usualLimits,
): Fault | undefined {
  for (const rule of Object.values<Rule>(rules)) {
    const fault = rule(conversation, model, limits);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Whether the reply starts with reasoning: on unless disabled, for every model that can reason. */
export function isThinking(conversation: Conversation, model: ModelRow): boolean {
  return conversation.thinking ?? model.supports_reasoning;
}

function isEmptyAssistant(turn: Turn): boolean {
  return turn.role === "assistant" && turn.toolCalls.length === 0 && turn.parts.length === 0;
}

/**
 * Every call is answered before anything else is said, and every result answers a call of the turn before it that has
 * none. The service has a sentence for either. What it says of a call at the very end of a conversation is not known.
 */
function findUnpaired(turns: readonly Turn[]): "toolCallId" | "toolCallsUnanswered" | undefined {
  let unanswered = new Set<string>();
  for (const turn of turns) {
    if (turn.role === "tool") {
      if (!unanswered.delete(turn.toolCallId)) return "toolCallId";
      continue;
    }
    if (unanswered.size > 0) return "toolCallsUnanswered";
    if (turn.role === "assistant") unanswered = new Set(turn.toolCalls.map((call) => call.id));
  }
  return undefined;
}
