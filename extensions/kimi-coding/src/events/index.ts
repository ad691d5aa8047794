/** Streams of events: seen through a transform, or tried again. */
export { retriedStream } from "./retried-stream.ts";
export { type EventSource, type StreamTransform, transformStream } from "./transform-stream.ts";
