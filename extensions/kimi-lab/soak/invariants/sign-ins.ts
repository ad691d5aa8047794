import type { RunRecord } from "../run-record.ts";

/** No refresh token was used twice, and sign-ins were renewed meanwhile. That they still work, the last turns show. */
export function findWrongSignIns({ signIns }: Pick<RunRecord, "signIns">): readonly string[] {
  return [
    ...(signIns.reuses === 0 ? [] : [`a refresh token was used again, ${signIns.reuses} times`]),
    ...(signIns.renewals > 0 ? [] : ["no sign-in was renewed, so this run shows nothing of it"]),
  ];
}
