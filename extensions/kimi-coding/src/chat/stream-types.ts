import type { ProviderWrapStreamFnContext } from "openclaw/plugin-sdk/plugin-entry";

/** A host's function that sends a request and streams the answer, with what it takes and gives. */
export type StreamFn = NonNullable<ProviderWrapStreamFnContext["streamFn"]>;
export type StreamModel = Parameters<StreamFn>[0];
export type StreamContext = Parameters<StreamFn>[1];
export type StreamOptions = NonNullable<Parameters<StreamFn>[2]>;
type EventStream = Awaited<ReturnType<StreamFn>>;
export type AssistantMessage = Awaited<ReturnType<EventStream["result"]>>;
export type AssistantMessageEvent = EventStream extends AsyncIterable<infer Event> ? Event : never;
