/**
 * Hosts try again after a failure of these words: 2026.9.6 knows a stream that ended before its time by
 * `… stream ended without finish reason`, to which nothing may be added.
 */
export const UNFINISHED = "Kimi Code stream ended without finish reason";
export const MALFORMED = "Kimi Code sent a malformed frame and the stream ended without finish reason";
