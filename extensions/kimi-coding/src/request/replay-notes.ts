/**
 * What a conversation says where a piece of it is missing or empty. The service refuses the empty piece; the model
 * should know what it does not see.
 */
export const REPLAY_NOTES = {
  /** The result of a call that has none: the turn was aborted, or the host cut the conversation. */
  missingResult: "(no result was recorded for this tool call)",
  /** The result of a tool that returned nothing. */
  emptyResult: "(no output)",
  /** A message of the user with nothing in it. */
  emptyMessage: "(empty message)",
  /** Goes before a tool result whose call is not in the conversation any more. */
  orphanedResult:
    "[Not written by the user: the result of an earlier tool call that is no longer part of this conversation]",
  /**
   * Stands for a turn that broke off, or was aborted, after words of it were shown: the host's own words for it
   * (2026.9.6, 2026-11).
   */
  failedTurn:
    "[This turn failed before it completed. Do not redo its work without confirming with the user first.]",
} as const;
