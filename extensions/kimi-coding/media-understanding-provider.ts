import {
  describeImagesWithModelPayloadTransform,
  describeImageWithModelPayloadTransform,
  type MediaUnderstandingProvider,
} from "openclaw/plugin-sdk/media-understanding";
import { DEFAULT_ROW, MEDIA_PRIORITIES, PROVIDER_ID } from "./manifest.ts";
import { NO_KNOWN_REASONING } from "./src/known-reasoning.ts";
import { patchPayload } from "./stream.ts";
import { requestedThinking } from "./thinking.ts";
import { createDescribeVideo, type ReadConfig } from "./video-understanding.ts";

type PayloadTransform = Parameters<typeof describeImageWithModelPayloadTransform>[1];

/** These requests pass no stream wrapper on any host, so the body is patched here. */
const patchBody: PayloadTransform = (body, model) =>
  patchPayload(body, model, {
    thinking: requestedThinking(model.id, []),
    modelMaxTokens: model.maxTokens,
    knownReasoning: NO_KNOWN_REASONING,
  });

/**
 * Pictures and videos on the subscription: `openclaw infer image describe` and `infer video describe`, and what arrives
 * for a model that reads text alone.
 */
export function createMediaUnderstandingProvider(readConfig: ReadConfig): MediaUnderstandingProvider {
  return {
    id: PROVIDER_ID,
    capabilities: ["image", "video"],
    defaultModels: { image: DEFAULT_ROW.id, video: DEFAULT_ROW.id },
    autoPriority: { ...MEDIA_PRIORITIES },
    describeImage: (request) => describeImageWithModelPayloadTransform(request, patchBody),
    describeImages: (request) => describeImagesWithModelPayloadTransform(request, patchBody),
    describeVideo: createDescribeVideo(readConfig),
  };
}
