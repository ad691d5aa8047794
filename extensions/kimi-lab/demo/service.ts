import { startSimulator, type Simulator } from "../simulator/simulator.ts";

/** The variables that may hold a key, in the order in which they count. */
const keyVariables = ["KIMI_API_KEY", "KIMICODE_API_KEY"] as const;

/** The same in texts, where the one stands first that no other product reads. */
export const keyVariablesText = keyVariables.toReversed().join(" or ");

/** What answers: the real service with the user's key, or the simulator in this process. */
export type Service =
  | { readonly kind: "kimi"; readonly keyVariable: (typeof keyVariables)[number]; readonly key: string }
  | { readonly kind: "simulator"; readonly simulator: Simulator; readonly key: string };

/**
 * Chooses the real service if a key is set, and otherwise starts the simulator, on the port that it had last
 * time if that is free: then nothing has to be configured again. The caller stops the simulator.
 */
export async function chooseService(
  env: Readonly<Record<string, string | undefined>>,
  usualPort: number | undefined,
): Promise<Service> {
  for (const keyVariable of keyVariables) {
    const key = env[keyVariable]?.trim() ?? "";
    if (key !== "") return { kind: "kimi", keyVariable, key };
  }
  const simulator = await startSimulator({ port: usualPort ?? 0 }).catch(() => startSimulator());
  return { kind: "simulator", simulator, key: simulator.key };
}
