import type { JsonObject } from "../../kimi/index.ts";
import { replaceImages } from "../index.ts";

/** Tokens that are asked for even where the context seems full: the service then says that it is, and hosts compact. */
const MIN_OUTPUT_TOKENS = 4096;

/** Tokens that an image is taken to have. */
const IMAGE_TOKENS = 2000;

/** ASCII code units of JSON for each token: four in prose (client's rule of thumb, 2026-08), less a quarter for safety. */
const UNITS_PER_TOKEN = 3;

/**
 * The limit of the output that the context has room for beside the request. The service counts both against the window
 * (`Your request exceeded model token limit: N (requested: M)`), and the official client asks for what is left (2026-08).
 */
export function fitOutput(
  limitTokens: number,
  contextTokens: number,
  { messages, tools }: { readonly messages: readonly unknown[]; readonly tools: readonly JsonObject[] },
): number {
  const left = contextTokens - estimateTokens(messages, tools);
  return Math.min(limitTokens, Math.max(MIN_OUTPUT_TOKENS, left));
}

function estimateTokens(messages: readonly unknown[], tools: readonly JsonObject[]): number {
  let images = 0;
  const text = replaceImages(messages, () => {
    images += 1;
    return { text: "" };
  });
  return images * IMAGE_TOKENS + textTokens(JSON.stringify([text, tools]));
}

/** Other scripts than Latin have about one token for each character. */
function textTokens(json: string): number {
  let other = 0;
  for (let at = 0; at < json.length; at += 1) if (json.charCodeAt(at) > 0x2ff) other += 1;
  return Math.ceil((json.length - other) / UNITS_PER_TOKEN) + other;
}
