/**
 * What this process has learned of endpoints: whether images can be uploaded there, whether a chat accepts references
 * to them, and how many bytes a request may have. There are as many endpoints as a config has base URLs and dialects.
 */
interface EndpointFacts {
  /** No upload is tried before, in ms since the epoch. */
  readonly quietUntil?: number;
  /** No reference is sent before. */
  readonly inlineUntil?: number;
  /** As it was stated in a refusal. */
  readonly messageBytes?: number;
}

const facts = new Map<string, EndpointFacts>();

/** How long no upload is tried where there is no place for images, and where one failed. */
const UNSUPPORTED_MS = 30 * 60_000;
const FAILED_MS = 60_000;

/** Whether uploads may be tried at an endpoint. */
export function mayUpload(endpoint: string, now: number): boolean {
  return mayRefer(endpoint, now) && (facts.get(endpoint)?.quietUntil ?? 0) <= now;
}

/** Whether chats at an endpoint accept references to uploads, as far as is known. */
export function mayRefer(endpoint: string, now: number): boolean {
  return (facts.get(endpoint)?.inlineUntil ?? 0) <= now;
}

/** Notes that uploads do not work at an endpoint; that is believed for a while. */
export function noteNoUploads(endpoint: string, kind: "unsupported" | "failed", now: number): void {
  const quietUntil = now + (kind === "unsupported" ? UNSUPPORTED_MS : FAILED_MS);
  facts.set(endpoint, { ...facts.get(endpoint), quietUntil });
}

/** Notes that an endpoint stores images and does not know them in a chat; that is believed for a while. */
export function noteNoReferences(endpoint: string, now: number): void {
  facts.set(endpoint, { ...facts.get(endpoint), inlineUntil: now + UNSUPPORTED_MS });
}

/** The bytes of messages that an endpoint has stated as its limit; `undefined` where it stated none. */
export function statedMessageBytes(endpoint: string): number | undefined {
  return facts.get(endpoint)?.messageBytes;
}

/** Notes the limit that an endpoint stated; the latest one counts. */
export function noteMessageBytes(endpoint: string, messageBytes: number): void {
  facts.set(endpoint, { ...facts.get(endpoint), messageBytes });
}
