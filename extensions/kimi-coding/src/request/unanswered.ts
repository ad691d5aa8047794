import { isObject } from "../kimi/index.ts";
import { isImageRefusal } from "./image-refusal.ts";

/** A message of a conversation as hosts keep it. */
interface KeptMessage {
  readonly role: string;
  readonly content?: unknown;
  readonly stopReason?: unknown;
  readonly errorMessage?: unknown;
}

/**
 * How many messages of the user stand at the end of a conversation without an answer. A turn in which the user was
 * told that an image cannot be sent counts as one; a turn that failed for another reason, or was aborted, does not.
 *
 * Hosts keep failed turns in their conversation (2026.9.6 and 2026.5.7, both dialects), but not all adapters send them.
 */
export function countUnanswered(messages: readonly KeptMessage[]): number {
  const last = messages.findLastIndex(isReply);
  return messages.slice(last + 1).filter(({ role }) => role === "user").length;
}

function isReply({ role, content, stopReason, errorMessage }: KeptMessage): boolean {
  if (role !== "assistant") return false;
  if (stopReason !== "error" && stopReason !== "aborted") return true;
  const blocks: readonly unknown[] = Array.isArray(content) ? content : [];
  return [errorMessage, ...blocks.map((block) => isObject(block) && block["text"])].some(isImageRefusal);
}
