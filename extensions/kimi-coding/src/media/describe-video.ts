import type { MediaUnderstandingProvider } from "openclaw/plugin-sdk/media-understanding";
import { inTime } from "../credentials/index.ts";
import { KimiError } from "../errors/index.ts";
import {
  type AgentScope,
  DEFAULT_ROW,
  OPENAI_DIALECT,
  parseJson,
  PROVIDER_ID,
  STATUS_COMMAND,
  wireIdOf,
} from "../kimi/index.ts";
import { parseModelList, requestedThinking } from "../models/index.ts";
import { patchPayload, parseFileId } from "../request/index.ts";
import { askTarget, type ServiceAsk } from "../service/index.ts";
import { mediaTarget } from "./media-target.ts";
import {
  MAX_VIDEO_BYTES,
  parseCompletion,
  uploadName,
  VIDEO_FORMAT_NAMES,
  videoQuestion,
  videoType,
} from "./video-request.ts";

type DescribeVideo = NonNullable<MediaUnderstandingProvider["describeVideo"]>;
type VideoRequest = Parameters<DescribeVideo>[0];

/** The config and the environment of this moment: a base URL may have been set since the plugin was registered. */
type ReadScope = () => Promise<AgentScope>;

const DEFAULT_PROMPT = "Describe the video.";
const MAX_ANSWER_BYTES = 4 * 1024 * 1024;

/**
 * Describes a video as official clients have it described (2026-08): it is uploaded, and a chat refers to it. Only a
 * model of which the account's list says that it takes videos is asked.
 */
export function createDescribeVideo(readScope: ReadScope): DescribeVideo {
  return async (request) => {
    const type = checkedType(request);
    const endsAt = Date.now() + request.timeoutMs;
    const signal = "signal" in request ? request.signal : undefined;
    const target = await inTime(mediaTarget(request, await readScope()), endsAt, signal);
    const ask = async (step: Pick<ServiceAsk, "service" | "path" | "body">) => {
      const answer = await askTarget(target, {
        accept: "application/json",
        timeoutMs: Math.max(1000, endsAt - Date.now()),
        maxBytes: MAX_ANSWER_BYTES,
        signal,
        ...step,
      });
      return parseJson(answer.text);
    };
    const modelId = request.model ?? DEFAULT_ROW.id;
    const wireId = wireIdOf(modelId);
    const listed = parseModelList(await ask({ service: "list of models", path: "models", body: null }));
    const row = listed?.find(({ id }) => id === wireId);
    if (row?.videoInput !== true) throw noVideo(modelId, row !== undefined);

    const form = new FormData();
    form.set("purpose", "video");
    form.set("file", new Blob([new Uint8Array(request.buffer)], { type }), uploadName(type));
    const fileId = parseFileId(await ask({ service: "video reading", path: "files", body: form }));
    if (fileId === null) throw failed("received the video, but did not confirm it");

    const body = patchPayload(
      videoQuestion(modelId, request.prompt ?? DEFAULT_PROMPT, fileId),
      { id: modelId, api: OPENAI_DIALECT },
      {
        thinking: requestedThinking(modelId, []),
        modelMaxTokens: DEFAULT_ROW.maxTokens,
      },
    );
    const text = parseCompletion(
      await ask({ service: "video reading", path: "chat/completions", body: JSON.stringify(body) }),
    );
    if (text === null) throw failed("returned an empty answer about the video");
    return { text, model: modelId };
  };
}

/** Its media type; throws for what would be uploaded in vain. */
function checkedType({ buffer, mime, fileName }: VideoRequest): string {
  const type = videoType(mime, fileName);
  if (type === null) {
    throw refused(
      `it is not a video in a format that Kimi Code reads (${VIDEO_FORMAT_NAMES}). Convert it first.`,
    );
  }
  if (buffer.length === 0) throw refused("the file is empty.");
  if (buffer.length > MAX_VIDEO_BYTES) {
    const megabytes = Math.ceil(buffer.length / 1024 / 1024);
    throw refused(`it has ${megabytes} MB, and Kimi Code accepts 100 MB. Send a shorter or a smaller video.`);
  }
  return type;
}

function refused(why: string): KimiError {
  return new KimiError("video-refused", `The video was not sent: ${why}`);
}

function noVideo(modelId: string, isListed: boolean): KimiError {
  const why = isListed
    ? "does not accept videos, as Kimi Code's own list says"
    : "is not in the list of your plan's models";
  return new KimiError(
    "video-refused",
    `The video was not sent: the model ${PROVIDER_ID}/${modelId} ${why}. See the models of your plan:\n${STATUS_COMMAND}`,
  );
}

function failed(what: string): KimiError {
  return new KimiError("web-failed", `Kimi Code ${what}. Your key and plan are fine. Try again later.`);
}
