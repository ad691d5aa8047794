/** Streams of events: seen through steps, or tried again. */
export { retriedStream } from "./retried-stream.ts";
export { type Emit, inOrder, type OpenStage, type Stage } from "./stage.ts";
export { type EventKinds, type EventSource, transformStream } from "./transform-stream.ts";
