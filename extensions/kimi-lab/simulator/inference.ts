import { randomUUID } from "node:crypto";

import type { Answer } from "./answer.ts";
import { think } from "./brain.ts";
import { parseChatRequest } from "./chat-request.ts";
import { chatCompletion, createChatEncoder } from "./chat-response.ts";
import { countTokens, limitOutput, toDeltas } from "./compose.ts";
import type { Conversation } from "./conversation.ts";
import type { Exchange } from "./exchange.ts";
import { faults, type DialectName } from "./faults.ts";
import type { StoredFile } from "./file-store.ts";
import { inspectVideos } from "./files.ts";
import { inspectImages, type ImageFacts } from "./image-facts.ts";
import { findMediaFault } from "./media-size.ts";
import { createMessagesEncoder, messagesReply } from "./messages-response.ts";
import { parseMessagesRequest } from "./messages-request.ts";
import { refuseModel } from "./model-refusal.ts";
import { findModel, type PlanModel } from "./models.ts";
import type { ReplyEncoder, ReplyHeading } from "./reply-encoder.ts";
import type { Delta, DeltasReply, FinishReason, Frame, Interruption } from "./reply.ts";
import { isThinking, validate } from "./validate.ts";

/** How one dialect reads a request and writes an answer. */
interface Dialect {
  readonly idPrefix: string;
  readonly parse: (body: unknown) => Conversation | undefined;
  readonly createEncoder: (heading: ReplyHeading) => ReplyEncoder;
  readonly whole: (heading: ReplyHeading, deltas: readonly Delta[], reason: FinishReason) => object;
}

const dialects = {
  openai: {
    idPrefix: "chatcmpl-",
    parse: parseChatRequest,
    createEncoder: createChatEncoder,
    whole: chatCompletion,
  },
  anthropic: {
    idPrefix: "msg_",
    parse: parseMessagesRequest,
    createEncoder: createMessagesEncoder,
    whole: messagesReply,
  },
} as const satisfies Record<DialectName, Dialect>;

const eventStream = { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" };

/** Answers a request to either inference endpoint: checks it, thinks or follows the script, and writes. */
export async function answerInference(exchange: Exchange, dialectName: DialectName): Promise<void> {
  const { account, body, refuse, answer, service } = exchange;
  const dialect = dialects[dialectName];
  if (body.kind === "tooLarge") return await refuse(faults.requestTooLarge);
  const conversation = body.kind === "json" ? dialect.parse(body.value) : undefined;
  if (conversation === undefined) return await refuse(faults.invalidRequest);
  const model = findModel(account, conversation.model, service.models);
  if (model === undefined) return await refuse(refuseModel(conversation.model, service.explainsPlans));
  const { row } = model;
  const limits = {
    ...service,
    isWindowOfPlan: service.explainsPlans && row.context_length < model.fullWindow,
  };
  const fault = validate(conversation, row, limits) ?? findMediaFault(conversation, service);
  if (fault !== undefined) return await refuse(fault);
  const find = (id: string) => exchange.files.find(account.id, id);
  const images = await inspectImages(conversation, {
    furtherTypes: service.furtherImageTypes,
    findUpload: (id) => factsOf(find(id)),
  });
  if (images.kind === "refused") return await refuse(images.fault);
  const videos = inspectVideos(conversation, row, find);
  if (videos.kind === "refused") return await refuse(videos.fault);

  const reply =
    exchange.scripted() ?? think(conversation, images.facts, isThinking(conversation, row), videos.files);
  switch (reply.kind) {
    case "fault":
      return await refuse(reply.fault);
    case "raw":
      return await answer.stream(
        { status: reply.status ?? 200, headers: reply.headers ?? eventStream },
        reply.steps,
      );
    case "message":
      return await write(answer, dialect, conversation, model, toDeltas(reply, conversation));
    case "deltas":
      return await write(answer, dialect, conversation, model, reply);
  }
}

function factsOf(stored: StoredFile | undefined): ImageFacts | undefined {
  return stored?.kind === "image" ? stored.facts : undefined;
}

async function write(
  answer: Answer,
  dialect: Dialect,
  conversation: Conversation,
  { row, maxOutputTokens }: PlanModel,
  whole: DeltasReply,
): Promise<void> {
  const reply = limitOutput(
    whole,
    Math.min(conversation.maxOutputTokens ?? maxOutputTokens, maxOutputTokens),
  );
  const heading: ReplyHeading = {
    id: `${dialect.idPrefix}${randomUUID().replaceAll("-", "").slice(0, 24)}`,
    model: row.id,
    createdAt: new Date(),
    tokens: countTokens(conversation, reply.steps),
  };
  const reason = reply.finishReason ?? "stop";
  if (conversation.stream) {
    const frames = encode(dialect.createEncoder(heading), conversation.dialect, reply);
    return await answer.stream({ status: 200, headers: eventStream }, frames);
  }
  const deltas = reply.steps.filter(isDelta);
  const body = JSON.stringify(dialect.whole(heading, deltas, reason));
  return await answer.stream({ status: 200, headers: { "content-type": "application/json" } }, [
    ...reply.steps.filter(isInterruption),
    body,
  ]);
}

/** Frames of a streamed reply; interruptions stay where they were put. */
function* encode(
  encoder: ReplyEncoder,
  dialect: DialectName,
  { steps, finishReason = "stop", ending = "whole", isSpaced = true }: DeltasReply,
): Generator<string | Interruption> {
  const written = (frames: readonly string[]) =>
    isSpaced ? frames : frames.map((frame) => frame.replaceAll(/^(data|event): /gmu, "$1:"));
  let started = false;
  for (const step of steps) {
    if (isInterruption(step)) {
      yield step;
      continue;
    }
    if (!started) yield* written(encoder.start());
    started = true;
    yield* written(isDelta(step) ? encoder.feed(step) : [step.bytes[dialect]]);
  }
  if (!started) yield* written(encoder.start());
  yield* written(encoder.finish(finishReason, ending));
}

function isInterruption(step: Delta | Frame | Interruption): step is Interruption {
  return step.kind === "hold" || step.kind === "disconnect";
}

function isDelta(step: Delta | Frame | Interruption): step is Delta {
  return !isInterruption(step) && step.kind !== "frame";
}
