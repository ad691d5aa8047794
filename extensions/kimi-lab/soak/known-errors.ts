import type { TurnRecord } from "./run-record.ts";

/** A text that explains a failed turn. */
export interface KnownError {
  /** Whose text it is. */
  readonly by: "plugin" | "host" | "system";
  /** How the table of a run calls it. */
  readonly name: string;
  readonly text: RegExp;
  /** Whether it explains only a turn whose store took nothing. */
  readonly ofStore?: true;
}

/** The plugin's texts come first: the host adds a sentence of its own to them. */
const knownErrors: readonly KnownError[] = [
  { by: "plugin", name: "overloaded", text: /Kimi Code is overloaded/u },
  { by: "plugin", name: "rate limit", text: /Kimi Code's rate limit is reached/u },
  { by: "plugin", name: "empty answer", text: /Kimi Code returned an empty answer twice\./u },
  {
    by: "plugin",
    name: "redirect to a private address",
    text: /leads to a private address, and OpenClaw does not send requests there\./u,
  },
  {
    by: "plugin",
    name: "the reason of a refusal did not arrive",
    text: /Kimi Code did not accept this request, and the reason did not arrive:/u,
  },
  { by: "plugin", name: "redirect", text: /redirects elsewhere/u },
  { by: "plugin", name: "web page", text: /sent a web page in place of an answer\./u },
  {
    by: "plugin",
    name: "sign-in not renewed",
    text: /Kimi's sign-in service did not renew your sign-in just now/u,
  },
  { by: "plugin", name: "sign-in refused", text: /Kimi Code did not accept your Kimi sign-in/u },
  { by: "host", name: "request timed out", text: /^LLM request timed out\./u },
  {
    by: "host",
    name: "request failed, usually temporary",
    text: /request failed \([^)]*\)\. This is usually temporary/u,
  },
  { by: "host", name: "overloaded", text: /^The AI service is temporarily overloaded\./u },
  {
    by: "host",
    name: "connection interrupted",
    text: /^LLM request failed: network connection was interrupted\./u,
  },
  { by: "host", name: "cooldown after an earlier failure", text: /^All models failed .*is in cooldown \(/u },
  // The same, where the host finds it only when it has a profile in hand. Nothing is sent, and the plugin is not asked.
  {
    by: "host",
    name: "profile rests after an earlier failure",
    text: /^Auth profile "[^"]+" is temporarily unavailable for /u,
  },
  // Its own watch over a silent answer that has begun, on the Anthropic dialect. It names the setting to change.
  {
    by: "host",
    name: "silent answer",
    text: /^The model did not produce a response before the model idle timeout\. Please try again, or increase /u,
  },
  {
    by: "host",
    name: "database closed",
    text: /^Agent database execution admission is closed/u,
    ofStore: true,
  },
  {
    by: "host",
    name: "database failed",
    text: /^Agent (?:operation and|native close and lease) cleanup failed/u,
    ofStore: true,
  },
  { by: "host", name: "no answer to a call", text: /^The gateway did not answer /u, ofStore: true },
  { by: "host", name: "call refused", text: /^The gateway refused .*: disk I\/O error/u, ofStore: true },
  {
    by: "host",
    name: "database cleanup pending",
    text: /^OpenClaw state database native borrower/u,
    ofStore: true,
  },
  {
    by: "system",
    name: "database not written",
    text: /^(?:Error: )?(?:disk I\/O error|attempt to write a readonly database)(?:\n|$)/u,
    ofStore: true,
  },
  { by: "system", name: "file not written", text: /^(?:EROFS|EFBIG|ENOSPC): /u, ofStore: true },
];

/** The known text that a failed turn showed; null for any other, and for one that does not explain this turn. */
export function knownError({
  explanation,
  storeTrouble,
}: Pick<TurnRecord, "explanation" | "storeTrouble">): KnownError | null {
  const known = knownErrors.find(({ text }) => text.test(explanation));
  return known === undefined || (known.ofStore === true && storeTrouble === null) ? null : known;
}
