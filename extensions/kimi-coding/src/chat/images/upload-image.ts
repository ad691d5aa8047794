import { randomUUID } from "node:crypto";
import { MAX_REFUSAL_BYTES, parseJson, readBody } from "../../kimi/index.ts";
import { parseFileId } from "../../request/index.ts";
import { type ChatSending, sendChat } from "../http/index.ts";

/** Where uploads of a request go, and with what: as the chat itself, but for its body. */
export interface UploadTarget extends Omit<ChatSending, "body"> {
  /** The caller's own signal; `signal` may end earlier. */
  readonly caller: AbortSignal | undefined;
  /** Ends the watch over their time. To be called when all have come back. */
  readonly end: () => void;
}

/** What became of an upload. */
export type UploadOutcome =
  | { readonly kind: "stored"; readonly id: string }
  /** The service does not read this image. */
  | { readonly kind: "refused" }
  /** There is no place for images at this endpoint: an older service, or a proxy that forwards chats alone. */
  | { readonly kind: "unsupported" }
  /** It did not work this time. */
  | { readonly kind: "failed" }
  /** The service refuses the credential; it does so with the chat, too, where that is told, and mended. */
  | { readonly kind: "credential" };

const ANSWER_MS = 10_000;

/**
 * Uploads an image as the official client does (2.1.0, 2026-09): `POST /files`, a form with the file and the purpose
 * `image`. A redirect is not followed. Never throws.
 */
export async function uploadImage(
  target: UploadTarget,
  bytes: Buffer,
  mediaType: string,
): Promise<UploadOutcome> {
  const form = writeForm(bytes, mediaType);
  try {
    const reply = await sendChat({
      ...target,
      headers: { ...target.headers, "content-type": form.type },
      body: form.body,
    });
    const { text } = await readBody(reply.body, {
      maxBytes: MAX_REFUSAL_BYTES,
      withinMs: ANSWER_MS,
      close: () => reply.close(),
    });
    return readOutcome(reply.status, text);
  } catch {
    return { kind: "failed" };
  }
}

function writeForm(bytes: Buffer, mediaType: string): { readonly type: string; readonly body: Buffer } {
  const boundary = `----kimi-${randomUUID()}`;
  // As the official client names it (2.1.0): a user's own name of the file is nobody's business.
  const name = `upload.${mediaType.slice("image/".length).replace("jpeg", "jpg")}`;
  const head = [
    `--${boundary}`,
    'Content-Disposition: form-data; name="purpose"',
    "",
    "image",
    `--${boundary}`,
    `Content-Disposition: form-data; name="file"; filename="${name}"`,
    `Content-Type: ${mediaType}`,
    "",
    "",
  ].join("\r\n");
  return {
    type: `multipart/form-data; boundary=${boundary}`,
    body: Buffer.concat([Buffer.from(head), bytes, Buffer.from(`\r\n--${boundary}--\r\n`)]),
  };
}

/** Whether a refusal is of the image and not of the request (`unsupported image format`, 2026-08). */
function isOfTheImage(text: string): boolean {
  return (
    /\bimage\b/iu.test(text) &&
    /\b(?:format|decod|corrupt|damaged|broken)/iu.test(text) &&
    !/\bpurpose\b/iu.test(text)
  );
}

function readOutcome(status: number, text: string): UploadOutcome {
  if (status >= 200 && status < 300) {
    const id = parseFileId(parseJson(text));
    return id === null ? { kind: "unsupported" } : { kind: "stored", id };
  }
  if (status === 401) return { kind: "credential" };
  if (status === 400 || status === 415 || status === 422) {
    return isOfTheImage(text) ? { kind: "refused" } : { kind: "unsupported" };
  }
  const isPassing = status === 403 || status === 408 || status === 413 || status === 429 || status >= 500;
  return { kind: isPassing && status !== 501 ? "failed" : "unsupported" };
}
