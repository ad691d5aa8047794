/** An answer of chat completions: from the bytes of its stream to events. */
export { Answer, type AnswerFailure, type AnswerHead } from "./answer.ts";
export { readFailure } from "./frame.ts";
export type { AnswerEvent, AnswerMessage } from "./message.ts";
export { MALFORMED, UNFINISHED } from "./broken.ts";
export { noUsage } from "./usage.ts";
