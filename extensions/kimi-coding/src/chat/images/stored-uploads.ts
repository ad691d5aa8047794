import * as z from "zod/mini";
import { builtOnce, parseJson } from "../../kimi/index.ts";

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

const fileSchema = builtOnce(() => z.object({ uploads: z.array(z.unknown()) }));
const uploadSchema = builtOnce(() =>
  z.object({
    key: z.string().check(z.regex(/^[0-9a-f]{32}$/u)),
    id: z.string().check(z.regex(/^[\w.-]{1,200}$/u)),
    at: z.number(),
  }),
);

/** The uploads in a text of {@link writeUploads} that still count; what cannot be read is left out. */
export function readUploads(text: string, now: number): readonly StoredUpload[] {
  const { uploads } = fileSchema().safeParse(parseJson(text)).data ?? { uploads: [] };
  return uploads.flatMap((entry) => {
    const upload = uploadSchema().safeParse(entry).data;
    return upload !== undefined && isKept(upload, now) ? [upload] : [];
  });
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
