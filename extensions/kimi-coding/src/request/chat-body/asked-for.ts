import { isObject, type JsonObject } from "../../kimi/index.ts";
import type { WireThinking } from "../../models/index.ts";

/**
 * What the wrapper of a stream knows of a request and the transport below it does not: the model to ask for (its
 * faster twin, say) and the reasoning, by the settings of model, agent and session.
 */
export interface AskedFor {
  readonly wireModelId: string;
  readonly thinking: WireThinking;
}

/** The field of a request's `metadata` for this provider; providers pass over what they do not know (pi-ai 0.73). */
const FIELD = "kimi";

/** A request's metadata with what is asked for in it. */
export function withAskedFor(
  metadata: unknown,
  { wireModelId, thinking }: AskedFor,
): Record<string, unknown> {
  return { ...(isObject(metadata) ? metadata : {}), [FIELD]: { wireModelId, thinking } };
}

/** Reads what {@link withAskedFor} wrote; `null` where no wrapper did. */
export function readAskedFor(metadata: unknown): AskedFor | null {
  const field = isObject(metadata) ? metadata[FIELD] : undefined;
  if (!isObject(field)) return null;
  const { wireModelId, thinking } = field;
  if (typeof wireModelId !== "string" || !isObject(thinking)) return null;
  return { wireModelId, thinking: readThinking(thinking) };
}

function readThinking({ type, effort }: JsonObject): WireThinking {
  if (type === "disabled") return { type, effort: undefined };
  return { type: "enabled", effort: typeof effort === "string" ? effort : undefined };
}
