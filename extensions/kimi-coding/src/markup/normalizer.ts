import type { Emit, OpenStage, Stage } from "../events/index.ts";
import { blockEvents } from "./block-events.ts";
import { createCallIds, type CallIds } from "./call-ids.ts";
import type { SegmentParserOptions } from "./create-parser.ts";
import { finalContent, matchBlocks, resolveStopReason } from "./final-content.ts";
import type { K3Segment } from "./k3-text.ts";
import { NativeCall } from "./native-call.ts";
import type { ParsedCall } from "./open-call.ts";
import { OutMessage, type OutWriting, type Rebuild } from "./out-message.ts";
import type {
  Block,
  EventOf,
  LastEvent,
  Message,
  NativeEvent,
  StreamEvent,
  ToolCallBlock,
} from "./protocol.ts";
import { CallTable } from "./twins.ts";
import { Writing } from "./writing.ts";

export interface NormalizerOptions<M extends Message> extends SegmentParserOptions {
  /** The ids of the conversation's tool calls so far; read only when a call was found. */
  readonly usedCallIds: () => Iterable<string>;
  readonly rebuild: Rebuild<M>;
}

type WritingDelta<M extends Message> = EventOf<M, "text_delta" | "thinking_delta">;
type WritingEvent<M extends Message> =
  | WritingDelta<M>
  | EventOf<M, "text_start" | "thinking_start" | "text_end" | "thinking_end">;

/** The step of a stream that normalizes its message; `onEnd` is told how many markers made no call. */
export function normalizing<M extends Message>(
  options: NormalizerOptions<M>,
  onEnd: (markersKept: number) => void = () => {},
): Stage<StreamEvent<M>> {
  return (emit) => new Normalizer(options, emit, onEnd);
}

/**
 * Turns the events of one assistant message into events in which the calls that leaked into its text or reasoning
 * are real calls (policy R8 and R11 to R15 of `docs/reference/tool-call-markup.md`).
 *
 * Nothing that arrives is written to, and no partial of the source is handed on: it is a live object that may be
 * ahead of its event, and show markup that is not read yet. Events carry snapshots of our own message. A final
 * message that nothing was done to passes as it is.
 */
class Normalizer<M extends Message> implements OpenStage<StreamEvent<M>> {
  readonly #options: NormalizerOptions<M>;
  readonly #emit: Emit<StreamEvent<M>>;
  readonly #onEnd: (markersKept: number) => void;
  readonly #out: OutMessage<M>;
  /** The blocks of the source, by their place in it. Each is added by its first event. */
  readonly #writings = new Map<number, Writing>();
  readonly #natives = new Map<number, NativeCall<M>>();
  /** The writing that the last event was about; null behind one about another kind of block. */
  #current: Writing | null = null;
  /** The calls that we found. */
  readonly #found = new CallTable();
  #hasFound = false;
  /** The native calls whose arguments are known. */
  readonly #known = new CallTable();
  /** Native calls that may have become known since a call was last found. */
  #unread = new Set<NativeCall<M>>();
  /** Made for the first call that is found. */
  #callIds: CallIds | null = null;
  /** Our message is no longer the source's. Set by the first markup. */
  #isChanged = false;
  /** Markers that made no call, in the writings that are ended. */
  #markersKept = 0;

  constructor(
    options: NormalizerOptions<M>,
    emit: Emit<StreamEvent<M>>,
    onEnd: (markersKept: number) => void,
  ) {
    this.#options = options;
    this.#emit = emit;
    this.#onEnd = onEnd;
    this.#out = new OutMessage(options.rebuild, emit);
  }

  take(event: StreamEvent<M>): void {
    switch (event.type) {
      case "text_delta":
      case "thinking_delta":
        this.#out.observe(event.partial);
        this.#takeDelta(this.#writingOf(event), event);
        return;
      case "start": {
        const { partial } = event;
        this.#out.observe(partial);
        this.#emit({ ...event, partial: this.#options.rebuild(partial, [], partial.stopReason) });
        return;
      }
      case "text_start":
      case "thinking_start":
        this.#out.observe(event.partial);
        this.#writingOf(event).isWaiting = true;
        return;
      case "text_end":
      case "thinking_end": {
        this.#out.observe(event.partial);
        const writing = this.#writingOf(event);
        this.#endWriting(writing);
        this.#out.endWriting(writing.target);
        return;
      }
      case "toolcall_start":
      case "toolcall_delta":
      case "toolcall_end":
        this.#out.observe(event.partial);
        this.#interrupt();
        this.#takeNative(event);
        return;
      case "done":
      case "error":
        this.#takeLast(event);
        return;
      default:
        // A kind that a newer host has is for that host.
        this.#emit(event satisfies never);
    }
  }

  /** Ends a source that stopped without its last event: what was held back comes out. */
  end(): void {
    for (const writing of this.#writings.values()) this.#endWriting(writing);
    for (const native of this.#natives.values()) this.#releaseNative(native);
  }

  // Text and reasoning

  /** The writing that an event is about; another one before it keeps its place. */
  #writingOf(event: WritingEvent<M>): Writing {
    const current = this.#current;
    const isCurrent = current !== null && current.sourceIndex === event.contentIndex && !current.isEnded;
    return isCurrent ? current : this.#turnTo(event);
  }

  #turnTo({ contentIndex, type }: WritingEvent<M>): Writing {
    this.#interrupt();
    const known = this.#writings.get(contentIndex);
    const isResumed = known?.isEnded === true && type !== "text_end" && type !== "thinking_end";
    if (known !== undefined && !isResumed) {
      this.#current = known;
      return known;
    }
    // What goes on behind its end is a block of its own here.
    this.#isChanged ||= isResumed;
    const kind = type.startsWith("text") ? "text" : "thinking";
    const writing = new Writing(kind, contentIndex, this.#options, isResumed);
    writing.isAnswer = known?.isAnswer === true;
    this.#writings.set(contentIndex, writing);
    this.#current = writing;
    return writing;
  }

  /** Another block comes behind the current one, which is to stand in front of it even if it goes on later. */
  #interrupt(): void {
    const current = this.#current;
    this.#current = null;
    if (current !== null) this.#keepEmpty(current);
  }

  /** An empty block of the source stays, unless it is empty because of us. */
  #keepEmpty(writing: Writing): void {
    if (writing.isWaiting && !writing.parser.hasMarkup && writing.target === null) this.#open(writing);
  }

  #open(writing: Writing): OutWriting {
    const target = this.#out.openWriting(writing.outType, writing.sourceIndex);
    writing.target = target;
    writing.isWaiting = false;
    return target;
  }

  #takeDelta(writing: Writing, event: WritingDelta<M>): void {
    const { delta } = event;
    const withPartial = event.partial !== undefined;
    const { target, parser } = writing;
    if (target === null || delta === "" || !parser.pass(delta)) {
      this.#takeSegments(writing, parser.feed(delta), withPartial);
      return;
    }
    if (parser.hasMarkup) this.#out.append(target, delta);
    else this.#out.extend(target, delta);
    // Without a partial and in its place, it is ours, unless it is reasoning that became the answer.
    const isOurs = !withPartial && target.index === event.contentIndex && target.type === writing.type;
    if (isOurs) this.#emit(event);
    else this.#out.emitDelta(target, delta, withPartial);
  }

  #takeSegments(writing: Writing, segments: readonly K3Segment[], withPartial: boolean): void {
    for (const segment of segments) {
      if (segment.kind === "call") {
        this.#takeCall(writing, segment.call);
        continue;
      }
      if (segment.kind === "answer") {
        this.#beginAnswer(writing);
        continue;
      }
      const target = writing.target ?? this.#open(writing);
      this.#out.append(target, segment.text);
      this.#out.emitDelta(target, segment.text, withPartial);
    }
    this.#isChanged ||= writing.parser.hasMarkup;
  }

  /** What follows in a block of reasoning is the answer (R13); in a text it is that already. */
  #beginAnswer(writing: Writing): void {
    if (writing.outType === "text") return;
    writing.isAnswer = true;
    this.#out.endWriting(writing.target);
    writing.target = null;
  }

  #endWriting(writing: Writing): void {
    if (writing.isEnded) return;
    writing.isEnded = true;
    this.#takeSegments(writing, writing.parser.finish(), true);
    this.#markersKept += writing.parser.markersKept;
    this.#keepEmpty(writing);
    writing.isWaiting = false;
  }

  // Calls that we find

  #takeCall(writing: Writing, parsed: ParsedCall): void {
    this.#out.endWriting(writing.target);
    writing.target = null;
    if (this.#isNative(parsed)) return;
    const { name } = parsed;
    const id = this.#ids().create(parsed);
    const call: ToolCallBlock = { type: "toolCall", id, name, arguments: { ...parsed.arguments } };
    this.#hasFound = true;
    this.#found.add(call);
    this.#out.addCall(call, parsed.rawArguments);
  }

  /** Whether a call is the twin of a native one, as far as those are known. */
  #isNative(parsed: ParsedCall): boolean {
    for (const native of this.#unread) {
      const known = native.known();
      if (known !== null) this.#known.add(known);
    }
    this.#unread.clear();
    return this.#known.has(parsed);
  }

  #ids(): CallIds {
    if (this.#callIds !== null) return this.#callIds;
    const natives = Array.from(this.#natives.values(), ({ call }) => call.id);
    this.#callIds = createCallIds([...this.#options.usedCallIds(), ...natives]);
    return this.#callIds;
  }

  // Native calls

  #takeNative(event: NativeEvent<M>): void {
    const { contentIndex } = event;
    const native = this.#natives.get(contentIndex) ?? new NativeCall<M>(contentIndex, this.#hasFound);
    this.#natives.set(contentIndex, native);
    this.#unread.add(native);
    native.observe(event);
    if (native.waiting === null) {
      this.#forward(native, event);
      return;
    }
    native.waiting.push(event);
    const { name } = native.call;
    const mayBeTwin = name === "" || this.#found.hasName(name);
    if (native.isEnded || !mayBeTwin) this.#releaseNative(native);
  }

  /** Hands out what waits of a native call, unless it is a twin of a call that we found: that runs in its place (R14). */
  #releaseNative(native: NativeCall<M>): void {
    const events = native.waiting ?? [];
    native.waiting = null;
    if (events.length === 0 || (native.isEnded && this.#found.has(native.call))) return;
    for (const event of events) this.#forward(native, event);
  }

  #forward(native: NativeCall<M>, event: NativeEvent<M>): void {
    const target = (native.target ??= this.#openNative(native));
    if (event.type === "toolcall_end") target.isEnded = true;
    this.#out.updateCall(target, native.publicCall());
    this.#out.emitNative(target, event);
  }

  #openNative(native: NativeCall<M>) {
    const { call } = native;
    if (this.#callIds?.reserve(call.id) === false) {
      native.publicId = this.#callIds.create({ name: call.name, index: null, nativeId: call.id });
    }
    return this.#out.openCall(native.publicCall(), native.sourceIndex);
  }

  // The end

  #takeLast(event: LastEvent<M>): void {
    const final = event.type === "done" ? event.message : event.error;
    this.#out.observe(final);
    if (this.#writings.size + this.#natives.size === 0 && final.content.length > 0) {
      this.#takeUnseen(event, final);
      return;
    }
    for (const writing of this.#writings.values()) this.#endWriting(writing);
    const sources = new Map<number, Writing | NativeCall<M>>([...this.#writings, ...this.#natives]);
    const matched = matchBlocks(sources.values(), final.content);
    for (const native of this.#natives.values()) {
      const block = matched.get(native.sourceIndex);
      if (block?.type === "toolCall") native.call = block;
      native.isEnded ||= block !== undefined;
      this.#releaseNative(native);
    }
    for (const block of this.#out.blocks) if (block.type !== "toolCall") this.#out.endWriting(block);
    const content = this.#isChanged
      ? finalContent(this.#out.blocks, sources, matched, final.content)
      : final.content;
    this.#endWith(event, final, content);
  }

  #endWith(event: LastEvent<M>, final: M, content: Block[]): void {
    this.#onEnd(this.#markersKept);
    const stopReason = resolveStopReason(final.stopReason, content);
    if (content === final.content && stopReason === final.stopReason) {
      this.#emit(event);
      return;
    }
    const message = this.#options.rebuild(final, content, stopReason);
    if (event.type === "error") this.#emit({ ...event, error: message });
    else {
      const reason = stopReason === "stop" || stopReason === "toolUse" ? stopReason : event.reason;
      this.#emit({ ...event, reason, message });
    }
  }

  /** A source that says all at once is read as if it had said it block by block; silently, if that changes nothing. */
  #takeUnseen(event: LastEvent<M>, final: M): void {
    const events: StreamEvent<M>[] = [];
    const replay = new Normalizer(this.#options, (made) => void events.push(made), this.#onEnd);
    for (const [contentIndex, block] of final.content.entries())
      for (const blockEvent of blockEvents(block, contentIndex, final)) replay.take(blockEvent);
    replay.take(event);
    for (const made of replay.#isChanged ? events : events.slice(-1)) this.#emit(made);
  }
}
