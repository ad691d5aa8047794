import type { JsonObject } from "../kimi/index.ts";
import type { KnownReasoning } from "./known-reasoning.ts";

/** What a request patch needs to know beside the body that the host's adapter built. */
export interface PatchContext {
  readonly api: string;
  /** The id the service knows the model by. */
  readonly wireModelId: string;
  /** Whether the model is to reason; the service's Kimi Code models do unless told otherwise. */
  readonly thinking: boolean;
  /** How hard it is to reason, on a model that has efforts. */
  readonly effort?: string | undefined;
  /** The same for all requests of a conversation and for no others; undefined where there is no conversation. */
  readonly cacheKey?: string | undefined;
  /**
   * The tokens that the model can write, where a limit that leaves no room for an answer is still to be raised.
   * Undefined where that is done before the adapter fits the limit to the context.
   */
  readonly modelMaxTokens?: number | undefined;
  /**
   * How many messages of the user are without an answer, at the end of the conversation; undefined for all behind
   * the last answer of the body.
   */
  readonly unanswered?: number | undefined;
  /** The reasoning of earlier turns, as far as the conversation holds it; undefined where there are none. */
  readonly knownReasoning?: KnownReasoning | undefined;
}

/**
 * One change of a request body. Writes into nothing it is given, and changes nothing the second time.
 *
 * @throws KimiError where the body must not be sent.
 */
export type Patch = (body: JsonObject, context: PatchContext) => JsonObject;
