/** Tool-call markup that a model wrote into its text: from events to events in which it is real calls. */
export { type Dialect, dialectOf } from "./dialect.ts";
export { normalizing } from "./normalizer.ts";
export { lastEventOf, type LastEvent, type Message, messageOf } from "./protocol.ts";
