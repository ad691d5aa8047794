import type {
  describeImageWithModelPayloadTransform,
  MediaUnderstandingProvider,
} from "openclaw/plugin-sdk/media-understanding";
import type { OpenClawConfig } from "openclaw/plugin-sdk/plugin-entry";
import { inlineImages } from "./src/chat/index.ts";
import { classifyServiceError, explain, KimiError } from "./src/errors/index.ts";
import {
  DEFAULT_MODEL_REF,
  DEFAULT_ROW,
  environment,
  MEDIA_PRIORITIES,
  PROVIDER_ID,
  scopeOf,
} from "./src/kimi/index.ts";
import { createDescribeVideo, serviceText, withNextProfile } from "./src/media/index.ts";
import { baseUrlOrigin, configuredBaseUrl, requestedThinking } from "./src/models/index.ts";
import { patchPayload } from "./src/request/index.ts";
import { isOpenPlatformUrl, misplacedText } from "./src/service/index.ts";

type PayloadTransform = Parameters<typeof describeImageWithModelPayloadTransform>[1];

/**
 * These requests pass no stream wrapper on any host, so the body is patched here. Their images stay within the request:
 * each is sent once.
 */
const patchBody: PayloadTransform = async (body, model) =>
  patchPayload(await inlineImages(body), model, {
    thinking: requestedThinking(model.id, []),
    modelMaxTokens: model.maxTokens,
  });

/**
 * Images and videos on the subscription: `openclaw infer image describe` and `infer video describe`, and what arrives
 * for a model that reads text alone.
 */
export function createMediaUnderstandingProvider(
  readConfig: () => Promise<OpenClawConfig>,
): MediaUnderstandingProvider {
  return {
    id: PROVIDER_ID,
    capabilities: ["image", "video"],
    defaultModels: { image: DEFAULT_ROW.id, video: DEFAULT_ROW.id },
    autoPriority: { ...MEDIA_PRIORITIES },
    describeImage: async (request) => {
      refuseOpenPlatform(request.cfg, request.model);
      const host = await import("openclaw/plugin-sdk/media-understanding");
      return explained(
        request.model,
        withNextProfile(request, (signed) => host.describeImageWithModelPayloadTransform(signed, patchBody)),
      );
    },
    describeImages: async (request) => {
      refuseOpenPlatform(request.cfg, request.model);
      const host = await import("openclaw/plugin-sdk/media-understanding");
      return explained(
        request.model,
        withNextProfile(request, (signed) => host.describeImagesWithModelPayloadTransform(signed, patchBody)),
      );
    },
    describeVideo: createDescribeVideo(async () =>
      scopeOf({ config: await readConfig(), env: environment() }),
    ),
  };
}

/**
 * Sends nothing to Moonshot's open platform. The hook that refuses a subscription's key there is not asked before these
 * requests on 2026.5.7 (seen 2026-11), and the open platform has none of this provider's models.
 */
function refuseOpenPlatform(config: OpenClawConfig, modelId: string): void {
  const reference = { provider: PROVIDER_ID, modelId };
  const baseUrl = configuredBaseUrl(config, reference);
  if (baseUrl === undefined || !isOpenPlatformUrl(baseUrl)) return;
  throw new KimiError("key-misplaced", misplacedText(baseUrl, baseUrlOrigin(config, reference)));
}

/** The description, or what a chat would say of its failure. */
async function explained<T>(modelId: string, description: Promise<T>): Promise<T> {
  try {
    return await description;
  } catch (error) {
    const text = error instanceof Error ? serviceText(error.message) : "";
    const failure = classifyServiceError({ text });
    const modelRef = `${PROVIDER_ID}/${modelId}`;
    const explanation = failure && explain(failure, { modelRef, defaultModelRef: DEFAULT_MODEL_REF });
    if (explanation === null) throw error;
    throw new KimiError("image-unread", explanation);
  }
}
