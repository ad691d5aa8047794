import { turnImages, turnVideos, type Conversation } from "./conversation.ts";
import { badRequest, type Fault } from "./faults.ts";
import { sentences } from "./sentences.ts";

/** What may stand within one request, in bytes before base64. An uploaded file does not count. */
interface MediaLimits {
  readonly inlineImageBytesLimit: number;
  readonly mediaBytesLimit: number;
}

/** Refuses an image that is too large, or media that are too large together. */
export function findMediaFault(
  { turns }: Conversation,
  { inlineImageBytesLimit, mediaBytesLimit }: MediaLimits,
): Fault | undefined {
  const images = turns
    .flatMap(turnImages)
    .flatMap(({ source }) => (source.kind === "base64" ? [bytesOf(source.data)] : []));
  const videos = turns
    .flatMap(turnVideos)
    .flatMap(({ url }) => (url.startsWith("data:") ? [bytesOf(url.slice(url.indexOf(",") + 1))] : []));
  const largest = Math.max(0, ...images);
  if (largest > inlineImageBytesLimit) {
    return badRequest(sentences.imageSize(largest, inlineImageBytesLimit));
  }
  const total = [...images, ...videos].reduce((sum, bytes) => sum + bytes, 0);
  return total > mediaBytesLimit ? badRequest(sentences.mediaSize(total, mediaBytesLimit)) : undefined;
}

function bytesOf(base64: string): number {
  const padding = base64.endsWith("==") ? 2 : base64.endsWith("=") ? 1 : 0;
  return Math.floor((base64.length * 3) / 4) - padding;
}
