import { KimiError, OWN_TEXT } from "../errors/index.ts";
import { MAX_REFUSAL_BYTES, readBody, unlessLate } from "../kimi/index.ts";
import {
  type ChatReply,
  type ChatSending,
  isWebPage,
  lostConnection,
  refusalOf,
  sendChat,
  webPageAt,
} from "./http/index.ts";
import { Answer, type AnswerEvent, type AnswerFailure, type AnswerHead } from "./response/index.ts";

/** What the caller learns of a chat beside its events. */
export interface ChatReport {
  /** The head has come: 200, or a refusal. */
  head(reply: Pick<ChatReply, "status" | "headers">): Promise<void>;
  /** It failed, in other words than the user's. */
  failure(text: string): void;
}

/** Bytes of an answer that is not streamed that are read, as of a frame; and how long a refusal may take. */
const MAX_WHOLE_BYTES = 16 * 1024 * 1024;
const REFUSAL_MS = 10_000;
/** How many bytes behind the end of an answer are read, so that its connection serves the next request. */
const MAX_REST_BYTES = 16 * 1024;

/**
 * Sends a chat and gives its events to `emit` as they come, the last one among them. Never throws.
 *
 * `prepare` may fail: then nothing is sent, and its failure is the chat's. With `signOfLifeMs`, another `start` says
 * each time that the service is silent for so long that the answer goes on; without (null), there is one.
 */
export async function runChat(
  head: AnswerHead,
  prepare: () => Promise<ChatSending>,
  report: ChatReport,
  { signal, signOfLifeMs }: { readonly signal: AbortSignal; readonly signOfLifeMs: number | null },
  emit: (events: readonly AnswerEvent[]) => void,
): Promise<void> {
  const answer = new Answer(head);
  const fail = (failure: AnswerFailure) => {
    if (signal.aborted) emit(answer.fail({ reason: "aborted", message: "" }));
    else emit(answer.fail(failure));
  };
  let stage: "preparing" | "sending" | "answering" = "preparing";
  let opened: ChatReply | null = null;
  try {
    const sending = await prepare();
    signal.throwIfAborted();
    stage = "sending";
    const reply = await sendChat(sending);
    opened = reply;
    await report.head(reply);
    if (reply.status === 200) {
      stage = "answering";
      emit([answer.start()]);
      const { url, limits } = sending;
      await readAnswer(answer, reply, { url: url.href, endMs: limits.endMs, signOfLifeMs }, emit);
    } else {
      const { text } = await readBody(reply.body, {
        maxBytes: MAX_REFUSAL_BYTES,
        withinMs: REFUSAL_MS,
        close: () => reply.close(),
      });
      fail(refusalOf({ ...reply, text }, sending.url.href, Date.now()));
    }
  } catch (error) {
    // A host that fails at the head leaves the body unread.
    opened?.close();
    if (!signal.aborted)
      report.failure(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
    fail(
      stage === "preparing"
        ? unprepared(error)
        : lostConnection(error, stage === "answering" ? "in the answer" : "before the answer"),
    );
  }
}

/** Nothing was sent. Where this plugin says why, it says so to the user. */
function unprepared(error: unknown): AnswerFailure {
  const message = error instanceof Error ? error.message : String(error);
  return { reason: "error", message, ...(error instanceof KimiError && { code: OWN_TEXT }) };
}

async function readAnswer(
  answer: Answer,
  reply: ChatReply,
  {
    url,
    endMs,
    signOfLifeMs,
  }: { readonly url: string; readonly endMs: number; readonly signOfLifeMs: number | null },
  emit: (events: readonly AnswerEvent[]) => void,
): Promise<void> {
  if (isJson(reply)) {
    const { text, isCut } = await readBody(reply.body, {
      maxBytes: MAX_WHOLE_BYTES,
      close: () => reply.close(),
    });
    emit(isCut ? answer.tooLong() : answer.whole(text));
    return;
  }
  const body = reply.body[Symbol.asyncIterator]();
  for (let isFirst = true; ; isFirst = false) {
    // Behind a whole answer a service may leave the connection open without a word.
    const next = answer.isFinished
      ? await unlessLate(body.next(), endMs)
      : await nextBytes(body, signOfLifeMs, () => emit([answer.start()]));
    if (next === null || next.done === true) {
      if (next === null) reply.close();
      emit(answer.end());
      return;
    }
    if (isFirst && isWebPage(next.value)) {
      reply.close();
      emit(answer.fail(webPageAt(url)));
      return;
    }
    const events = answer.read(next.value);
    if (answer.isOver) {
      if (answer.isFinished) void readRest(body, reply, endMs);
      else reply.close();
    }
    if (events.length > 0) emit(events);
    if (answer.isOver) return;
  }
}

/**
 * Reads what is behind an answer, to the end: an open body would hold its connection, and with that all that a host
 * keeps of the turn (undici's listener to the signal stays until then). By the same iterator, as one that was left
 * keeps the body from flowing. Never throws.
 */
async function readRest(
  body: AsyncIterator<Uint8Array>,
  { close }: Pick<ChatReply, "close">,
  endMs: number,
): Promise<void> {
  const rest = { [Symbol.asyncIterator]: () => body };
  await readBody(rest, { maxBytes: MAX_REST_BYTES, withinMs: endMs, close }).catch(() => undefined);
}

/** The next bytes, however long they take; `sign` is called each time that they have taken so many milliseconds. */
async function nextBytes(
  body: AsyncIterator<Uint8Array>,
  signOfLifeMs: number | null,
  sign: () => void,
): Promise<IteratorResult<Uint8Array>> {
  const next = body.next();
  if (signOfLifeMs === null) return next;
  const timer = setInterval(sign, signOfLifeMs);
  try {
    return await next;
  } finally {
    clearInterval(timer);
  }
}

/** Whether a service, or a gateway before it, answers with the whole and not with a stream. */
function isJson({ headers }: ChatReply): boolean {
  return /^application\/json\b/iu.test(headers["content-type"] ?? "");
}
