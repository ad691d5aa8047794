/** Tool-call markup that a model wrote into its text: from events to events in which it is real calls. */
export { dialectOf, type MarkupDialect } from "./dialect.ts";
export { normalizing } from "./normalizer.ts";
export { type LastEvent, lastEventOf, type Message, messageOf, type StreamEvent } from "./protocol.ts";
export { escapeControls } from "./raw-controls.ts";
