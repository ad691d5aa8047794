/**
 * What the service says of a request that it does not accept, word for word, where a request of the simulator is
 * refused for it or a test may script it. Each has one home: here. Sources, read 2026-08 and 2026-11: the service's
 * error reference (E), issues of clients (named), and "ours" where the words were not seen.
 */
export const sentences = {
  /** E; opencodex#5403 measured it with 1048576 in 2026-09. */
  tokenLimit: (limit: number, requested: number) =>
    `Your request exceeded model token limit: ${limit} (requested: ${requested})`,
  /** E; DeepSeek-Reasonix#6447 with the prefix. */
  messageSize: (bytes: number, limit: number) => `total message size ${bytes} exceeds limit ${limit}`,
  /** E. */
  temperature: () => "invalid temperature: only 1 is allowed for this model",
  /** E. */
  emptyText: () => "text content is empty",
  /** The official client's changelog (2026-08). */
  emptyAssistant: (index: number) =>
    `the message at position ${index} with role 'assistant' must not be empty`,
  /** The official client (2026-08). The two spaces are the service's: it reports the id as blank. */
  toolCallId: () => "tool_call_id  is not found",
  /** kimi-cli#1299. */
  toolCallsUnanswered: () =>
    "an assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'",
  /** The official client (2026-08). */
  reasoningMissing: (index: number) =>
    `thinking is enabled but reasoning_content is missing in assistant tool call message at index ${index}`,
  /** kimi-cli#1773, QwenPaw#6557, openclaw#79179. */
  functionName: () =>
    "function name is invalid, must start with a letter and can contain letters, numbers, underscores, and dashes",
  /** A field report (2026-08). */
  functionNameTwice: (name: string) => `function name ${name} is duplicated`,
  /** A field report (2026-08). */
  toolCount: (limit: number) => `a max of ${limit} tools can be supported`,
  /** kimi-cli#2531: the root of a schema is called `root`. */
  toolSchema: (path: string, problem: string) =>
    `tools.function.parameters is not a valid moonshot flavored json schema, details: <At path '${path === "" ? "root" : path}': ${problem}>`,
  /** Ours: the official client expects a 400 that names the field in this way (2026-08). */
  effort: (field: string, effort: string) => `invalid ${field}: ${effort}`,
  /** Ours, in the manner of the temperature's: that a model has no "off" is known, what it answers to one is not. */
  thinkingOff: () => "invalid thinking type: only enabled is allowed for this model",
  /** E. */
  imageUrl: () => "unsupported image url",
  /** The official client expects it (2026-08). */
  imageFormat: () => "unsupported image format",
  /** Ours, in the manner of the messages' size: the official client keeps to these limits (2.1.0). */
  imageSize: (bytes: number, limit: number) => `image size ${bytes} exceeds limit ${limit}`,
  /** Ours, likewise. */
  mediaSize: (bytes: number, limit: number) => `total media size ${bytes} exceeds limit ${limit}`,
  /** cc-switch#5865, kimi-code#2854; the address is that of the sentence in those reports. */
  planWindow: (model: string, window: string) =>
    `Your current plan supports only ${model} up to ${window} context. 1M context is available on higher-tier Kimi Code plans. Upgrade: https://www.kimi.com/code`,
  /** hermes-agent#105650, openclaw#113918. */
  modelIdHint: (model: string, known: string) =>
    `Your model id does not exist, recognized as other:${model}. Please set model id as \`${known}\`.`,
  /** Public test files, measured 2026-09-24 with client 2.1.0. What follows "Upgrade" was not seen whole: it is ours. */
  noAccess: (what: string) =>
    `Your current subscription does not have access to ${what}. Upgrade your plan: https://www.kimi.com/code`,
  /** A field report (2026-08). */
  modelNotFound: (model: string) => `Not found the model ${model} or Permission denied`,
  /** sub2api#6203, #6955, #6204, rosclaw#560. */
  concurrency: () =>
    "You've reached your concurrent request limit. Please wait for your ongoing requests to finish and try again.",
} as const satisfies Record<string, (...values: never[]) => string>;
