import type { Stage } from "../events/index.ts";
import { isObject } from "../kimi/index.ts";
import type { DeclaredTool } from "./call-header.ts";
import { createCallIds, type CallIds } from "./call-ids.ts";
import type { Dialect } from "./dialect.ts";
import type { ParsedCall } from "./open-call.ts";
import {
  OutMessage,
  writingBlock,
  type OutCall,
  type OutWriting,
  type Rebuild,
  type WritingType,
} from "./out-message.ts";
import { MarkupParser, type Segment } from "./parser.ts";
import {
  type Block,
  type EventOf,
  type LastEvent,
  type Message,
  messageOf,
  type StopReason,
  type StreamEvent,
  type ToolCallBlock,
} from "./protocol.ts";
import { isSameJson } from "./same-json.ts";

export interface NormalizerOptions<M extends Message> {
  readonly dialect: Dialect;
  /** The tools that the model was offered. */
  readonly tools: readonly DeclaredTool[];
  /** The ids of the conversation's tool calls so far; read only when a call was found. */
  readonly usedCallIds: () => Iterable<string>;
  readonly rebuild: Rebuild<M>;
}

type WritingEvent<M extends Message> = EventOf<
  M,
  "text_start" | "thinking_start" | "text_delta" | "thinking_delta" | "text_end" | "thinking_end"
>;
type NativeEvent<M extends Message> = EventOf<M, "toolcall_start" | "toolcall_delta" | "toolcall_end">;

/** A block of the source that holds text or reasoning, and what became of it. */
interface Writing {
  readonly type: WritingType;
  readonly sourceIndex: number;
  /** The source began it, and it is not clear yet that something of it is to be seen. */
  isWaiting: boolean;
  /** Null between two stretches of it: another block came between them. */
  parser: MarkupParser | null;
  /** Something of it was markup. */
  hasMarkup: boolean;
  /** Our block that takes its text; null before the first, and behind a call. */
  target: OutWriting | null;
}

/** A native call of the source. */
interface NativeCall<M extends Message> {
  readonly type: "toolCall";
  readonly sourceIndex: number;
  /** Its argument text so far, in pieces. */
  readonly rawArguments: string[];
  /** The call as the source last had it. */
  call: ToolCallBlock;
  /** What is not handed out before it is known whether the call is a twin of one that we found. */
  waiting: NativeEvent<M>[] | null;
  /** Another id than its own, which a call that we found has taken. */
  publicId: string | null;
  isEnded: boolean;
  target: OutCall | null;
}

/**
 * Turns the events of one assistant message into events in which the calls that leaked into its text or reasoning
 * are real calls (policy R8 and R11 to R15 of `docs/reference/tool-call-markup.md`).
 *
 * Nothing that arrives is written to, and no partial of the source is handed on: it is a live object that may be
 * ahead of its event, and show markup that is not read yet. Events carry snapshots of our own message. A final
 * message that nothing was done to passes as it is.
 */
class Normalizer<M extends Message> {
  readonly #options: NormalizerOptions<M>;
  readonly #out: OutMessage<M>;
  readonly #sources = new Map<number, Writing | NativeCall<M>>();
  readonly #found: ToolCallBlock[] = [];
  /** The writing that is begun or read, if what came last was one. */
  #active: Writing | null = null;
  #callIds: CallIds | null = null;
  /** Our message is no longer the source's. */
  #isChanged = false;
  #markersKept = 0;

  constructor(options: NormalizerOptions<M>) {
    this.#options = options;
    this.#out = new OutMessage(options.rebuild);
  }

  /** How many markers were found that made no call, so far. */
  get markersKept(): number {
    return this.#markersKept;
  }

  /**
   * Takes a delta for which exactly one is handed out, in the block of the one before it, and returns that; nearly
   * every event is such a delta. Returns null, and takes nothing, if the event must be pushed.
   */
  pass(event: StreamEvent<M>): StreamEvent<M> | null {
    if (event.type !== "text_delta" && event.type !== "thinking_delta") return null;
    const active = this.#active;
    if (active === null || active.sourceIndex !== event.contentIndex) return null;
    const { target, parser } = active;
    if (target === null || event.delta === "" || parser?.pass(event.delta) !== true) return null;
    if (hasPartial(event)) this.#out.observe(event.partial);
    if (active.hasMarkup) this.#out.append(target, event.delta);
    else this.#out.extend(target, event.delta);
    // Without a partial and in its place, it is ours.
    const isOurs = !hasPartial(event) && target.index === event.contentIndex;
    return isOurs ? event : this.#out.deltaEvent(target, event.delta, hasPartial(event));
  }

  /** Takes the next event of the source and returns what is certain by now. */
  push(event: StreamEvent<M>): StreamEvent<M>[] {
    if ("partial" in event) this.#out.observe(event.partial);
    switch (event.type) {
      case "start":
        return [{ ...event, partial: this.#options.rebuild(event.partial, [], event.partial.stopReason) }];
      case "text_start":
      case "thinking_start":
      case "text_delta":
      case "thinking_delta":
      case "text_end":
      case "thinking_end": {
        if (this.#active === null || this.#active.sourceIndex === event.contentIndex)
          return this.#pushWriting(event);
        return [...this.#flush(), ...this.#pushWriting(event)];
      }
      case "toolcall_start":
      case "toolcall_delta":
      case "toolcall_end":
        return [...this.#flush(), ...this.#pushNative(event)];
      case "done":
      case "error":
        return this.#pushLast(event);
      default:
        // A kind that a newer host has is for that host.
        return [event satisfies never];
    }
  }

  /** Ends a source that stopped without its last event: what was held back comes out. */
  end(): StreamEvent<M>[] {
    const events = this.#flush();
    return [...events, ...this.#natives().flatMap((native) => this.#releaseNative(native))];
  }

  // Text and reasoning

  #pushWriting(event: WritingEvent<M>): StreamEvent<M>[] {
    const writing = this.#writing(event);
    switch (event.type) {
      case "text_start":
      case "thinking_start":
        writing.isWaiting = true;
        this.#active = writing;
        return [];
      case "text_delta":
      case "thinking_delta":
        return this.#pushDelta(writing, event);
      case "text_end":
      case "thinking_end": {
        return [...this.#finish(writing), ...this.#out.endEvents(writing.target)];
      }
      default:
        return event satisfies never;
    }
  }

  #writing(event: WritingEvent<M>): Writing {
    const known = this.#sources.get(event.contentIndex);
    if (known !== undefined && known.type !== "toolCall") return known;
    const type = event.type.startsWith("text") ? "text" : "thinking";
    const writing: Writing = {
      type,
      sourceIndex: event.contentIndex,
      isWaiting: false,
      parser: null,
      hasMarkup: false,
      target: null,
    };
    this.#sources.set(event.contentIndex, writing);
    return writing;
  }

  #pushDelta(writing: Writing, event: EventOf<M, "text_delta" | "thinking_delta">): StreamEvent<M>[] {
    this.#active = writing;
    writing.parser ??= new MarkupParser(this.#options);
    return this.#emit(writing, writing.parser.feed(event.delta), hasPartial(event));
  }

  /** Begins a block of ours for a writing that has none, and adds the event that says so. */
  #open(writing: Writing, events: StreamEvent<M>[]): OutWriting {
    const target = this.#out.openWriting(writing.type, writing.sourceIndex);
    writing.target = target;
    writing.isWaiting = false;
    events.push(...this.#out.startEvents(target));
    return target;
  }

  #emit(writing: Writing, segments: readonly Segment[], withPartial = true): StreamEvent<M>[] {
    const events: StreamEvent<M>[] = [];
    for (const segment of segments) {
      if (segment.kind === "call") {
        events.push(...this.#emitCall(writing, segment.call));
        continue;
      }
      const target = writing.target ?? this.#open(writing, events);
      this.#out.append(target, segment.text);
      const appended = this.#out.deltaEvent(target, segment.text, withPartial);
      if (appended !== null) events.push(appended);
    }
    if (writing.parser?.hasMarkup === true) {
      writing.hasMarkup = true;
      this.#isChanged = true;
    }
    return events;
  }

  #emitCall(writing: Writing, parsed: ParsedCall): StreamEvent<M>[] {
    this.#isChanged = true;
    const ended = this.#out.endEvents(writing.target);
    writing.target = null;
    if (this.#natives().some((native) => isTwin(parsed, nativeCall(native)))) return ended;
    const { name } = parsed;
    const call: ToolCallBlock = {
      type: "toolCall",
      id: this.#ids().create(parsed),
      name,
      arguments: { ...parsed.arguments },
    };
    this.#found.push(call);
    return [...ended, ...this.#out.callEvents(call, parsed.rawArguments)];
  }

  #ids(): CallIds {
    if (this.#callIds !== null) return this.#callIds;
    const natives = this.#natives().map(({ call }) => call.id);
    this.#callIds = createCallIds([...this.#options.usedCallIds(), ...natives]);
    return this.#callIds;
  }

  /** Ends the stretch of the writing under way: what another block stands behind is complete. */
  #flush(): StreamEvent<M>[] {
    return this.#active === null ? [] : this.#finish(this.#active);
  }

  #finish(writing: Writing): StreamEvent<M>[] {
    const events = this.#emit(writing, writing.parser?.finish() ?? []);
    this.#markersKept += writing.parser?.markersKept ?? 0;
    writing.parser = null;
    // An empty block of the source stays, unless it is empty because of us.
    if (writing.isWaiting && !writing.hasMarkup && writing.target === null) this.#open(writing, events);
    writing.isWaiting = false;
    if (this.#active === writing) this.#active = null;
    return events;
  }

  // Native calls

  #natives(): NativeCall<M>[] {
    return Array.from(this.#sources.values()).filter((source) => source.type === "toolCall");
  }

  #pushNative(event: NativeEvent<M>): StreamEvent<M>[] {
    const native = this.#native(event);
    if (event.type === "toolcall_delta") native.rawArguments.push(event.delta);
    if (event.type === "toolcall_end") {
      native.call = event.toolCall;
      native.isEnded = true;
    }
    if (native.waiting === null) return this.#forward(native, event);
    native.waiting.push(event);
    const { name } = native.call;
    const mayBeTwin = name === "" || this.#found.some((call) => call.name === name);
    return native.isEnded || !mayBeTwin ? this.#releaseNative(native) : [];
  }

  #native(event: NativeEvent<M>): NativeCall<M> {
    const { contentIndex } = event;
    const block = event.partial.content[contentIndex];
    const call: ToolCallBlock =
      block?.type === "toolCall" ? block : { type: "toolCall", id: "", name: "", arguments: {} };
    const known = this.#sources.get(contentIndex);
    if (known?.type === "toolCall") {
      known.call = call;
      return known;
    }
    const native: NativeCall<M> = {
      type: "toolCall",
      sourceIndex: contentIndex,
      rawArguments: [],
      call,
      waiting: this.#found.length > 0 ? [] : null,
      publicId: null,
      isEnded: false,
      target: null,
    };
    this.#sources.set(contentIndex, native);
    return native;
  }

  /** Hands out what waits of a native call, unless it is a twin of a call that we found: that runs in its place (R14). */
  #releaseNative(native: NativeCall<M>): StreamEvent<M>[] {
    const events = native.waiting ?? [];
    native.waiting = null;
    const { name, arguments: args } = nativeCall(native);
    const isFound = native.isEnded && this.#found.some((call) => isTwin(call, { name, arguments: args }));
    return isFound ? [] : events.flatMap((event) => this.#forward(native, event));
  }

  #forward(native: NativeCall<M>, event: NativeEvent<M>): StreamEvent<M>[] {
    native.target ??= this.#openNative(native);
    if (event.type === "toolcall_end") native.target.isEnded = true;
    native.target.snapshot = publicCall(native);
    const partial = this.#out.snapshot() ?? event.partial;
    const moved = { ...event, contentIndex: native.target.index, partial };
    return [moved.type === "toolcall_end" ? { ...moved, toolCall: native.target.snapshot } : moved];
  }

  #openNative(native: NativeCall<M>): OutCall {
    const { call } = native;
    if (this.#callIds?.reserve(call.id) === false) {
      native.publicId = this.#callIds.create({ name: call.name, index: null, nativeId: call.id });
    }
    return this.#out.openCall(publicCall(native), native.sourceIndex);
  }

  // The end

  #pushLast(event: LastEvent<M>): StreamEvent<M>[] {
    const final = event.type === "done" ? event.message : event.error;
    this.#out.observe(final);
    if (this.#sources.size === 0) return this.#pushUnseen(event, final);
    const events = this.#flush();
    const matched = matchBlocks(Array.from(this.#sources.values()), final.content);
    for (const native of this.#natives()) {
      const block = matched.get(native.sourceIndex);
      if (block?.type === "toolCall") native.call = block;
      native.isEnded = native.isEnded || block !== undefined;
      events.push(...this.#releaseNative(native));
    }
    for (const block of this.#out.blocks)
      if (block.type !== "toolCall") events.push(...this.#out.endEvents(block));
    const content = this.#isChanged ? this.#content(matched, final) : final.content;
    return [...events, ...this.#endWith(event, final, content)];
  }

  #endWith(event: LastEvent<M>, final: M, content: Block[]): StreamEvent<M>[] {
    const stopReason = resolveStopReason(final.stopReason, content);
    if (content === final.content && stopReason === final.stopReason) return [event];
    const message = this.#options.rebuild(final, content, stopReason);
    if (event.type === "error") return [{ ...event, error: message }];
    const reason = stopReason === "stop" || stopReason === "toolUse" ? stopReason : event.reason;
    return [{ ...event, reason, message }];
  }

  /** A source that says all at once is read as if it had said it block by block. */
  #pushUnseen(event: LastEvent<M>, final: M): StreamEvent<M>[] {
    if (final.content.length === 0) return this.#endWith(event, final, final.content);
    const replay = new Normalizer(this.#options);
    const events = blockEvents(final).flatMap((blockEvent) => replay.push(blockEvent));
    const last = replay.push(event);
    this.#markersKept += replay.markersKept;
    return replay.#isChanged ? [...events, ...last] : last.slice(-1);
  }

  /** The content of our final message: our blocks, with what the source's final blocks say of them. */
  #content(matched: ReadonlyMap<number, Block>, final: M): Block[] {
    const seen = new Set(matched.values());
    const unseen = final.content.filter((block) => !seen.has(block));
    const ours = this.#out.blocks.flatMap((block): Block[] => {
      if (block.sourceIndex === null) return block.type === "toolCall" ? [block.snapshot] : [];
      const last = matched.get(block.sourceIndex);
      if (block.type !== "toolCall") {
        const source = this.#sources.get(block.sourceIndex);
        const isAsItWas = source?.type !== "toolCall" && source?.hasMarkup === false && last !== undefined;
        return [isAsItWas ? last : writingBlock(block.type, block.text, last)];
      }
      // Some adapters take a native call back whose message ended in another way than with calls (2026.9.6).
      return last?.type === "toolCall" ? [{ ...last, id: block.snapshot.id }] : [];
    });
    return [...ours, ...unseen];
  }
}

/** The step of a stream that normalizes its message; `onEnd` is told how many markers made no call. */
export function normalizing<M extends Message>(
  options: NormalizerOptions<M>,
  onEnd: (markersKept: number) => void = () => {},
): Stage<StreamEvent<M>> {
  return (emit) => {
    const normalizer = new Normalizer(options);
    return {
      take(event) {
        const passed = normalizer.pass(event);
        if (passed !== null) {
          emit(passed);
          return;
        }
        for (const made of normalizer.push(event)) emit(made);
        if (messageOf(event) !== undefined) onEnd(normalizer.markersKept);
      },
      end() {
        for (const made of normalizer.end()) emit(made);
      },
    };
  };
}

/** The events that would have brought a message, but for the first and the last. */
function blockEvents<M extends Message>(message: M): StreamEvent<M>[] {
  return message.content.flatMap((block, contentIndex): StreamEvent<M>[] => {
    const at = { contentIndex, partial: message };
    switch (block.type) {
      case "text":
        return [
          { ...at, type: "text_start" },
          { ...at, type: "text_delta", delta: block.text },
          { ...at, type: "text_end", content: block.text },
        ];
      case "thinking":
        return [
          { ...at, type: "thinking_start" },
          { ...at, type: "thinking_delta", delta: block.thinking },
          { ...at, type: "thinking_end", content: block.thinking },
        ];
      case "toolCall":
        return [
          { ...at, type: "toolcall_start" },
          { ...at, type: "toolcall_delta", delta: JSON.stringify(block.arguments) },
          { ...at, type: "toolcall_end", toolCall: block },
        ];
      default:
        return block satisfies never;
    }
  });
}

function hasPartial(event: { readonly partial?: unknown }): boolean {
  return event.partial !== undefined;
}

type NamedArguments = Pick<ToolCallBlock, "name"> & { readonly arguments: Readonly<Record<string, unknown>> };

function isTwin(a: NamedArguments, b: NamedArguments): boolean {
  return a.name === b.name && isSameJson(a.arguments, b.arguments);
}

/** A native call as far as it is known; its arguments are those of its text while the source is still parsing. */
function nativeCall<M extends Message>({ call, isEnded, rawArguments }: NativeCall<M>): NamedArguments {
  if (isEnded) return call;
  try {
    const parsed: unknown = JSON.parse(rawArguments.join(""));
    return isObject(parsed) ? { name: call.name, arguments: parsed } : call;
  } catch {
    return call;
  }
}

function publicCall<M extends Message>({ call, publicId }: NativeCall<M>): ToolCallBlock {
  return publicId === null ? { ...call } : { ...call, id: publicId };
}

/**
 * Finds the final block of each of the source's blocks, by its place in the source.
 *
 * The final message need not have them all, so a place in one is not the same place in the other.
 */
function matchBlocks<M extends Message>(
  sources: readonly (Writing | NativeCall<M>)[],
  content: readonly Block[],
): Map<number, Block> {
  const matched = new Map<number, Block>();
  let next = 0;
  for (const source of sources.toSorted((a, b) => a.sourceIndex - b.sourceIndex)) {
    const block = content[next];
    const fits =
      block?.type === "toolCall"
        ? source.type === "toolCall" && (block.id === source.call.id || block === source.call)
        : block?.type === source.type;
    if (block === undefined || !fits) continue;
    matched.set(source.sourceIndex, block);
    next += 1;
  }
  return matched;
}

/** A message stops for its calls if it has any, and only then (R11); how it was cut short stays as it is. */
function resolveStopReason(stopReason: StopReason, content: readonly Block[]): StopReason {
  if (stopReason !== "stop" && stopReason !== "toolUse") return stopReason;
  return content.some((block) => block.type === "toolCall") ? "toolUse" : "stop";
}
