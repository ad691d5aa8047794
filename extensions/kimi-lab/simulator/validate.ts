import type { Conversation, Turn } from "./conversation.ts";
import { badRequest, faults, type DialectName, type Fault } from "./faults.ts";
import type { ModelRow } from "./models.ts";
import { estimatePromptTokens } from "./tokens.ts";
import { findSchemaFault } from "./tool-schema.ts";

const MAX_MESSAGES_BYTES = 2_097_152;
const MAX_TOOLS = 128;

/**
 * Where each dialect has the effort. The refusal's exact words are not on record: the official client expects a 400
 * that names the field in this way (2026-08).
 */
const effortFields = {
  openai: "thinking.effort",
  anthropic: "output_config.effort",
} as const satisfies Record<DialectName, string>;

type Rule = (conversation: Conversation, model: ModelRow) => Fault | undefined;

/**
 * What the service refuses with a 400, in its own words (error reference and field reports, 2026-08).
 * The order is ours: the service's is not documented.
 */
const rules = {
  messageSize: ({ messagesBytes }) =>
    messagesBytes > MAX_MESSAGES_BYTES
      ? badRequest(`total message size ${messagesBytes} exceeds limit ${MAX_MESSAGES_BYTES}`)
      : undefined,

  temperature: ({ temperature }) =>
    temperature !== undefined && temperature !== 1
      ? badRequest("invalid temperature: only 1 is allowed for this model")
      : undefined,

  // Only for a model that lists its efforts; what the service says to others is not known.
  effort: ({ dialect, thinking, effort }, model) => {
    if (effort === undefined || thinking === false || !("think_efforts" in model)) return undefined;
    if (model.think_efforts.valid_efforts.some((valid) => valid === effort)) return undefined;
    return badRequest(`invalid ${effortFields[dialect]}: ${effort}`);
  },

  toolCount: ({ tools }) =>
    tools.length > MAX_TOOLS ? badRequest(`a max of ${MAX_TOOLS} tools can be supported`) : undefined,

  toolNames: ({ tools }) => {
    const names = tools.map((tool) => tool.name);
    const duplicate = names.find((name, index) => names.indexOf(name) !== index);
    return duplicate === undefined ? undefined : badRequest(`function name ${duplicate} is duplicated`);
  },

  toolSchemas: ({ tools }) => {
    const fault = tools.map((tool) => findSchemaFault(tool.parameters)).find((found) => found !== undefined);
    return (
      fault &&
      badRequest(
        `tools.function.parameters is not a valid moonshot flavored json schema, details: <At path '${fault.path}': ${fault.problem}>`,
      )
    );
  },

  emptyText: ({ turns }) =>
    turns.some((turn) => turn.parts.some((part) => part.kind === "text" && part.text === ""))
      ? badRequest("text content is empty")
      : undefined,

  emptyAssistant: ({ turns }) => {
    const empty = turns.find(isEmptyAssistant);
    return (
      empty && badRequest(`the message at position ${empty.index} with role 'assistant' must not be empty`)
    );
  },

  reasoning: (conversation, model) => {
    if (!isThinking(conversation, model)) return undefined;
    const missing = conversation.turns.find(
      (turn) => turn.role === "assistant" && turn.toolCalls.length > 0 && turn.reasoning === undefined,
    );
    return (
      missing &&
      badRequest(
        `thinking is enabled but reasoning_content is missing in assistant tool call message at index ${missing.index}`,
      )
    );
  },

  // Field reports tell of a 400 each time (2026), not of its words.
  toolCallIds: ({ turns }) => {
    const ids = turns
      .flatMap((turn) => (turn.role === "assistant" ? turn.toolCalls : []))
      .map(({ id }) => id);
    return new Set(ids).size === ids.length ? undefined : faults.invalidRequest;
  },

  // The two spaces are the service's: it reports the id as blank.
  toolPairing: ({ turns }) => (isPaired(turns) ? undefined : badRequest("tool_call_id  is not found")),

  tokenLimit: (conversation, model) => {
    const requested = estimatePromptTokens(conversation);
    const limit = model.context_length;
    return requested > limit
      ? badRequest(`Your request exceeded model token limit: ${limit} (requested: ${requested})`)
      : undefined;
  },
} as const satisfies Record<string, Rule>;

/** The first rule that the conversation breaks; undefined when the service would answer it. */
export function validate(conversation: Conversation, model: ModelRow): Fault | undefined {
  for (const rule of Object.values<Rule>(rules)) {
    const fault = rule(conversation, model);
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
 * none. The service's words are known for a result without a call alone (official client, 2026-08); the rest is what
 * its clients see to.
 */
function isPaired(turns: readonly Turn[]): boolean {
  let unanswered = new Set<string>();
  for (const turn of turns) {
    if (turn.role === "tool") {
      if (!unanswered.delete(turn.toolCallId)) return false;
      continue;
    }
    if (unanswered.size > 0) return false;
    if (turn.role === "assistant") unanswered = new Set(turn.toolCalls.map((call) => call.id));
  }
  return true;
}
