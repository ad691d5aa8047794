import { createHash } from "node:crypto";

/**
 * The key under which the service is to cache a conversation: the same for the same session, another for another one.
 * A hash, so that it tells nothing of the session; 32 hexadecimal digits. Undefined without a session.
 */
export function conversationCacheKey(sessionId: string | undefined): string | undefined {
  if (sessionId === undefined || sessionId.trim() === "") return undefined;
  return createHash("sha256").update(`openclaw-kimi/cache-key/1\0${sessionId}`).digest("hex").slice(0, 32);
}
