/** Tool-call markup that a model wrote into its text: from events to events in which it is real calls. */
export { dialectOf } from "./dialect.ts";
export { messageOf, normalizeMessage, Normalizer, type NormalizerOptions } from "./normalizer.ts";
export type { Message } from "./protocol.ts";
