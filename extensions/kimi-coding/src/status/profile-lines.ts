import type { RestStatus } from "../credentials/index.ts";

/** What to say of a credential that rests. */
export function restText({ until, reason }: RestStatus): string {
  const why = reason === null ? "" : ` (${reason})`;
  const rest = `OpenClaw does not use this credential until ${until}, as a turn failed with it${why}.`;
  const cause = reason === "auth" || reason === "auth_permanent";
  const next = cause
    ? "Wait, or store another key:\nopenclaw onboard --auth-choice kimi-code-api-key"
    : "It is used again by itself then. See:\nopenclaw models status";
  return `${rest} ${next}`;
}

/** What to say of a key that waits to be put in place of the one in use. */
export function waitingText(profileId: string): string {
  return `a replacement is stored as ${profileId}, but not in use. To test it and use it:\nopenclaw models auth activate ${profileId}`;
}
