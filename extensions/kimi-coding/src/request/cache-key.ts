import { ANTHROPIC_DIALECT, isObject, type JsonObject } from "../kimi/index.ts";
import type { PatchContext } from "./patch.ts";

/**
 * Marks the requests of one conversation, so that the service finds the prefix that it has cached. Each dialect has
 * a field of its own for it (official client, 2026-08). No key: what the adapter wrote stays.
 */
export function patchCacheKey(body: JsonObject, context: PatchContext): JsonObject {
  const { api, cacheKey } = context;
  if (cacheKey === undefined) return body;
  if (api !== ANTHROPIC_DIALECT) return { ...body, prompt_cache_key: cacheKey };
  const metadata = isObject(body["metadata"]) ? body["metadata"] : {};
  return { ...body, metadata: { ...metadata, user_id: cacheKey } };
}
