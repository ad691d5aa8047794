import { isMended } from "../harvest.ts";
import type { RunRecord } from "../run-record.ts";
import { agentOf } from "../soak-agents.ts";

/**
 * Every request holds messages of one session, each once and in order, with the credential of its agent; and each
 * message that was answered before is in it. The service refuses none for what is in it, but for images that it has
 * forgotten.
 */
export function findWrongRequests({
  requests,
  turns,
}: Pick<RunRecord, "requests" | "turns">): readonly string[] {
  const answered = new Map<number, number[]>();
  for (const { turn, outcome, storeTrouble } of turns) {
    // What a full disk did not take in, the host cannot send again.
    if (outcome !== "answered" || storeTrouble !== null) continue;
    answered.set(turn.session, [...(answered.get(turn.session) ?? []), turn.number]);
  }
  return requests.flatMap((request) => {
    const { session, accountId, numbers, foreign, status } = request;
    const newest = numbers.at(-1) ?? 0;
    const place = `a request of session ${session}, turn ${newest},`;
    const isInOrder = numbers.every((number, index) => index === 0 || number > (numbers[index - 1] ?? -1));
    const lost = (answered.get(session) ?? []).filter(
      (number) => number < newest && !numbers.includes(number),
    );
    const account = agentOf(session).name;
    // A token that is too old for the service is nobody's: it is refused, and renewed.
    const isRefused = accountId === null && status === 401;
    return [
      ...(status === 400 && !isMended(request) ? [`${place} was refused with 400`] : []),
      ...foreign.map((word) => `${place} holds ${word} of another session`),
      ...(isInOrder ? [] : [`${place} holds messages twice or in another order: ${numbers.join(" ")}`]),
      ...(lost.length === 0 ? [] : [`${place} lacks the turns ${lost.join(" ")}, which were answered`]),
      ...(accountId === account || isRefused
        ? []
        : [`${place} came with the credential of ${accountId ?? "nobody"}, not of ${account}`]),
    ];
  });
}
