import type { Tag } from "./k3-tag.ts";

const CALL_BOUNDARIES: ReadonlySet<string> = new Set(["tools", "call", "toolscall", "toolsmessage"]);

/** Whether a call that was not closed may end here: what a string value that lost its close has swallowed (R6). */
export function isCallBoundary(tag: Tag): boolean {
  return tag.kind !== "end" && CALL_BOUNDARIES.has(tag.name);
}

/** Whether a string value that is read for the second time holds no such tag (R6). */
export function isRefusedInRaw(tag: Tag): boolean {
  if (tag.kind === "open" && tag.name === "tools") return false;
  return isCallBoundary(tag) || (tag.kind === "open" && tag.name === "argument");
}

/** Whether a tag stands in for the close of a call (R1). */
export function standsInForClose(tag: Tag): boolean {
  if (tag.kind === "open") return tag.name === "call";
  return tag.kind === "close" && (tag.name === "tools" || tag.name === "toolsmessage");
}

/** Whether a tag ends a channel, so that another may begin behind it (R10 a, c). */
export function isStep(tag: Tag): boolean {
  return tag.kind === "close" && (tag.name === "think" || tag.name === "response");
}
