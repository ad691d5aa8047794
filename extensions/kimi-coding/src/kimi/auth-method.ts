import type { ProviderAuthMethod } from "openclaw/plugin-sdk/plugin-entry";
import { DEFAULT_MODEL_REF } from "./manifest.ts";

/** An auth choice as the manifest states it. */
interface AuthChoice {
  readonly method: string;
  readonly choiceId: string;
  readonly choiceLabel: string;
  readonly choiceHint: string;
  readonly groupId: string;
  readonly groupLabel: string;
  readonly groupHint: string;
}

/** What an auth method says of itself: the same as the manifest, which newer hosts read instead. */
export function authMethodFields(
  choice: AuthChoice,
): Pick<ProviderAuthMethod, "id" | "label" | "hint" | "starterModel" | "wizard"> {
  const { method, choiceId, choiceLabel, choiceHint, groupId, groupLabel, groupHint } = choice;
  return {
    id: method,
    label: choiceLabel,
    hint: choiceHint,
    starterModel: DEFAULT_MODEL_REF,
    wizard: { choiceId, choiceLabel, choiceHint, groupId, groupLabel, groupHint },
  };
}
