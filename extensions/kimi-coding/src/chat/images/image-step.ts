import { isObject, parseJson } from "../../kimi/index.ts";
import {
  type ImageChange,
  type ImageFlaw,
  imageFormat,
  IMAGE_LIMITS,
  patchImages,
  replaceImages,
  statedLimits,
} from "../../request/index.ts";
import {
  mayRefer,
  mayUpload,
  noteMessageBytes,
  noteNoReferences,
  noteNoUploads,
  statedMessageBytes,
} from "./endpoint-memory.ts";
import { convertedImage, flawOf, noteRefused } from "./image-reader.ts";
import { inParallel } from "./in-parallel.ts";
import { forgetUploads, knownUpload, rememberUploads, uploadKey } from "./known-uploads.ts";
import { uploadImage, type UploadOutcome, type UploadTarget } from "./upload-image.ts";

/** Whose images are uploaded, and where. */
export interface Uploading {
  /** Tells endpoints apart, and the dialects of one. */
  readonly endpoint: string;
  /** Of the account; nothing of it is kept but a part of a hash. */
  readonly secret: string;
  /** For the uploads of one body, whose time begins now. */
  readonly target: () => UploadTarget;
}

/** Uploads of a request at a time. */
const AT_A_TIME = 4;

/** Uploads of the process that are under way, by key: two sessions may send the same image at once. */
const underWay = new Map<string, Promise<UploadOutcome>>();

/** What a message says of a request that was too large, and with which limit (field reports, 2026-08 and 2026-11). */
const TOO_LARGE = /total message size \d{1,15} exceeds(?: limit)? (?<limit>\d{1,15})/iu;
const BODY_TOO_LARGE = /^413\b/u;

/** How a refusal of a reference reads. The words for one that has expired are not on record. */
const UNKNOWN_REFERENCE =
  /unsupported (?:image|file) url|ms:\/\/|\bfile\b.{0,80}(?:not found|not exist|expired)/iu;

/** Whether the reason of a 400 did not arrive whole. An old reference may have been the reason. */
function isUnread(refusal: string): boolean {
  const [status, said] = [refusal.slice(0, 4), refusal.slice(4)];
  if (status !== "400 ") return false;
  return said.startsWith("status code (no body)") || (said.startsWith("{") && parseJson(said) === undefined);
}

/** Of what was sent, the part that is tried where a service names no limit (`413`). */
const WITHOUT_LIMIT = 0.5;

/**
 * The images of one request: converted where the host can, uploaded where the service has a place for them, else within
 * the request, as many as it accepts. What is learned of an endpoint counts for later requests, too.
 */
export class ImageStep {
  readonly #endpoint: string;
  readonly #uploading: Uploading | null;
  readonly #unanswered: number | undefined;
  /** By base64. */
  readonly #flaws = new Map<string, ImageFlaw>();
  /** Keys of the references in the body that was made last, and of those the ones that this step uploaded. */
  #references = new Set<string>();
  readonly #fresh = new Set<string>();
  #inlineImages = 0;
  #sentLength = 0;
  #isFitted = false;
  #leftOut = 0;

  /** Without `uploading`, images stay within the request. */
  constructor(
    endpoint: string,
    uploading: Omit<Uploading, "endpoint"> | null,
    unanswered: number | undefined,
  ) {
    this.#endpoint = endpoint;
    this.#uploading = uploading === null ? null : { endpoint, ...uploading };
    this.#unanswered = unanswered;
  }

  /** How many images the body that was made last does without, because an endpoint said that it was too large. */
  get leftOut(): number {
    return this.#isFitted ? this.#leftOut : 0;
  }

  /** The limit that the endpoint stated. */
  get messageBytes(): number | undefined {
    return statedMessageBytes(this.#endpoint);
  }

  /**
   * A body of either dialect with its images as they can be sent. One without images is the very one that came.
   *
   * @throws KimiError `image-refused` where an image of the messages to be answered cannot be sent; the signal's reason.
   */
  async prepare(body: unknown): Promise<unknown> {
    const messages = isObject(body) ? body["messages"] : undefined;
    if (!isObject(body) || !Array.isArray(messages)) return body;
    const sources = new Set<string>();
    replaceImages(messages, ({ base64 }) => {
      sources.add(base64);
      return null;
    });
    if (sources.size === 0) return body;
    this.#references = new Set();
    const target = this.#uploading?.target() ?? null;
    const uploaded: { key: string; id: string }[] = [];
    const changes = new Map<string, ImageChange>();
    try {
      await inParallel([...sources], AT_A_TIME, async (base64) => {
        const change = await this.#resolve(base64, target, uploaded);
        if (change !== null) changes.set(base64, change);
      });
    } finally {
      target?.end();
      rememberUploads(uploaded);
    }
    const replaced = replaceImages(messages, ({ base64 }) => changes.get(base64) ?? null);
    const resolved = replaced === messages ? body : { ...body, messages: replaced };
    const stated = this.messageBytes;
    const fitted = patchImages(resolved, {
      unanswered: this.#unanswered,
      limits: stated === undefined ? IMAGE_LIMITS : statedLimits(stated),
      flaws: this.#flaws,
    });
    this.#inlineImages = countImages(fitted);
    this.#leftOut = countImages(resolved) - this.#inlineImages;
    this.#sentLength = this.#inlineImages === 0 ? 0 : JSON.stringify(fitted).length;
    return fitted;
  }

  /**
   * Learns from a refusal of what was sent; true where the request is worth sending once more. That is so at most once
   * for its size, once for references that the service has forgotten, and once for those that it never knew.
   */
  learn(refusal: string): boolean {
    if (this.#inlineImages > 0 && !this.#isFitted) {
      const stated = TOO_LARGE.exec(refusal)?.groups?.["limit"];
      const limit =
        stated !== undefined
          ? Number(stated)
          : BODY_TOO_LARGE.test(refusal)
            ? Math.floor(this.#sentLength * WITHOUT_LIMIT)
            : null;
      if (limit !== null) {
        noteMessageBytes(this.#endpoint, limit);
        this.#isFitted = true;
        return true;
      }
    }
    const isUnknown = UNKNOWN_REFERENCE.test(refusal);
    if (this.#references.size === 0 || !(isUnknown || isUnread(refusal))) return false;
    // What was uploaded a moment ago has not expired: this endpoint does not know its own files in a chat.
    if ([...this.#references].every((key) => this.#fresh.has(key))) {
      if (!isUnknown) return false;
      noteNoReferences(this.#endpoint, Date.now());
    }
    forgetUploads(this.#references);
    return true;
  }

  /** What takes the place of an image; `null` where it stays as it is. */
  async #resolve(
    base64: string,
    target: UploadTarget | null,
    uploaded: { key: string; id: string }[],
  ): Promise<ImageChange | null> {
    const format = imageFormat(base64);
    if (base64 === "" || format === null) return null;
    const { mediaType, uploadType } = format;
    const type = mediaType ?? uploadType;
    const key = this.#keyOf(base64, type ?? "image/jpeg");
    const known = key === null ? undefined : knownUpload(key);
    if (key !== null && known !== undefined) return this.#refer(key, known);
    const flaw = flawOf(base64);
    if (flaw !== null) {
      this.#flaws.set(base64, flaw);
      return null;
    }
    if (type !== undefined) {
      const outcome = await this.#upload(target, key, base64, type);
      if (outcome?.kind === "stored" && key !== null) {
        uploaded.push({ key, id: outcome.id });
        return this.#refer(key, outcome.id, true);
      }
      if (outcome?.kind === "refused" && mediaType !== undefined) {
        noteRefused(base64);
        this.#flaws.set(base64, "refused");
        return null;
      }
    }
    if (mediaType !== undefined && Buffer.byteLength(base64, "base64") <= IMAGE_LIMITS.imageBytes)
      return null;
    const converted = await convertedImage(base64);
    if (converted === null) return null;
    const outcome = await this.#upload(target, key, converted.base64, converted.mediaType);
    if (outcome?.kind !== "stored" || key === null) return converted;
    uploaded.push({ key, id: outcome.id });
    return this.#refer(key, outcome.id, true);
  }

  #keyOf(base64: string, mediaType: string): string | null {
    if (this.#uploading === null || !mayRefer(this.#endpoint, Date.now())) return null;
    return uploadKey(this.#endpoint, this.#uploading.secret, base64, mediaType);
  }

  #refer(key: string, fileId: string, isFresh = false): ImageChange {
    this.#references.add(key);
    if (isFresh) this.#fresh.add(key);
    return { fileId };
  }

  /** `null` where no upload is tried. */
  async #upload(
    target: UploadTarget | null,
    key: string | null,
    base64: string,
    mediaType: string,
  ): Promise<UploadOutcome | null> {
    if (target === null || key === null || !mayUpload(this.#endpoint, Date.now())) return null;
    const other = await underWay.get(key);
    if (other?.kind === "stored") return other;
    const own = uploadImage(target, Buffer.from(base64, "base64"), mediaType);
    underWay.set(key, own);
    const outcome = await own;
    if (underWay.get(key) === own) underWay.delete(key);
    target.caller?.throwIfAborted();
    if (outcome.kind === "unsupported" || outcome.kind === "failed") {
      noteNoUploads(this.#endpoint, outcome.kind, Date.now());
    }
    return outcome;
  }
}

/**
 * A body with its images within it, in formats and sizes that the service accepts there: for a request that comes once.
 *
 * @throws KimiError `image-refused` where an image of the messages to be answered cannot be sent.
 */
export function inlineImages(body: unknown): Promise<unknown> {
  return new ImageStep("", null, undefined).prepare(body);
}

function countImages({ messages }: { readonly messages?: unknown }): number {
  let count = 0;
  if (Array.isArray(messages)) {
    replaceImages(messages, () => {
      count += 1;
      return null;
    });
  }
  return count;
}
