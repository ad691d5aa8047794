import {
  describeImagesWithModelPayloadTransform,
  describeImageWithModelPayloadTransform,
  type MediaUnderstandingProvider,
} from "openclaw/plugin-sdk/media-understanding";
import { DEFAULT_ROW, PROVIDER_ID } from "./manifest.ts";
import { NO_KNOWN_REASONING } from "./src/known-reasoning.ts";
import { patchPayload } from "./stream.ts";
import { requestedThinking } from "./thinking.ts";

type PayloadTransform = Parameters<typeof describeImageWithModelPayloadTransform>[1];

/** These requests pass no stream wrapper on any host, so the body is patched here. */
const patchBody: PayloadTransform = (body, model) =>
  patchPayload(body, model, {
    thinking: requestedThinking(model.id, []),
    modelMaxTokens: model.maxTokens,
    knownReasoning: NO_KNOWN_REASONING,
  });

/** Image understanding on the subscription: `openclaw infer image describe` and images for text-only models. */
export const mediaUnderstandingProvider: MediaUnderstandingProvider = {
  id: PROVIDER_ID,
  capabilities: ["image"],
  defaultModels: { image: DEFAULT_ROW.id },
  describeImage: (request) => describeImageWithModelPayloadTransform(request, patchBody),
  describeImages: (request) => describeImagesWithModelPayloadTransform(request, patchBody),
};
