import type { RunRecord } from "../run-record.ts";

/** No secret stands anywhere but in the credential stores. */
export function findLooseSecrets({
  secretPlaces,
  secretsSought,
}: Pick<RunRecord, "secretPlaces" | "secretsSought">): readonly string[] {
  return [
    ...secretPlaces.map((place) => `a secret stands in ${place}`),
    ...(secretsSought > 0 ? [] : ["no secret was looked for"]),
  ];
}
