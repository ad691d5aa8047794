import { isObject, parseJson } from "../../kimi/index.ts";
import { isFileId } from "../../request/index.ts";

/** An image that the service has. */
export interface StoredUpload {
  /** Tells one image, of one account at one endpoint, from others. Holds nothing of a secret, and nothing of the image. */
  readonly key: string;
  /** What the service calls it. */
  readonly id: string;
  /** When it was uploaded, in ms since the epoch. */
  readonly at: number;
}

/** Uploads that are kept, the latest ones: more images than a long conversation has. */
const MAX_UPLOADS = 1000;

/**
 * How long an upload is believed to be there. The service's own time is not documented; one that it has forgotten
 * earlier is uploaded again.
 */
const KEPT_MS = 7 * 86_400_000;

/** The uploads in a text of {@link writeUploads} that still count; what cannot be read is left out. */
export function readUploads(text: string, now: number): readonly StoredUpload[] {
  const file = parseJson(text);
  const uploads: unknown = isObject(file) ? file["uploads"] : undefined;
  return Array.isArray(uploads) ? uploads.filter(isUpload).filter((upload) => isKept(upload, now)) : [];
}

function isUpload(entry: unknown): entry is StoredUpload {
  if (!isObject(entry)) return false;
  const { key, id, at } = entry;
  return typeof key === "string" && typeof at === "number" && isFileId(id);
}

/** Whether an upload still counts. One of the future was written by a clock that ran ahead. */
export function isKept({ at }: StoredUpload, now: number): boolean {
  return at <= now && at > now - KEPT_MS;
}

/** The text that holds these uploads, the latest of them where they are too many. */
export function writeUploads(uploads: readonly StoredUpload[]): string {
  const latest = uploads.toSorted((a, b) => b.at - a.at).slice(0, MAX_UPLOADS);
  return `${JSON.stringify({ uploads: latest })}\n`;
}
