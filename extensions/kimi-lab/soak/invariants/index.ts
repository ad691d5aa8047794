import type { RunRecord } from "../run-record.ts";
import { findWrongAnswers } from "./answers.ts";
import { findUnendedTurns } from "./ended-turns.ts";
import { findLeftovers } from "./leftovers.ts";
import { findGrowth } from "./memory.ts";
import { findWrongRequests } from "./requests.ts";
import { findLooseSecrets } from "./secrets.ts";
import { findWrongSignIns } from "./sign-ins.ts";
import { findWrongTranscripts } from "./transcripts.ts";

/** What must hold after a run, by the name that its table shows. */
export const invariants = {
  "every turn ends in an answer or an explained error": findUnendedTurns,
  "every answer is that of its turn": findWrongAnswers,
  "every request is of one session, whole and in order": findWrongRequests,
  "every transcript is whole and goes on": findWrongTranscripts,
  "every sign-in works, no refresh token is used twice": findWrongSignIns,
  "memory, sockets and timers are flat": findGrowth,
  "nothing is left behind": findLeftovers,
  "no secret stands outside the credential stores": findLooseSecrets,
} as const satisfies Record<string, (record: RunRecord) => readonly string[]>;

/** Each invariant with what is wrong with it. */
export function judge(
  record: RunRecord,
): readonly { readonly name: string; readonly problems: readonly string[] }[] {
  return Object.entries(invariants).map(([name, find]) => ({ name, problems: find(record) }));
}
