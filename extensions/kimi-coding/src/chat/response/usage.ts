import { isObject } from "../../kimi/index.ts";
import type { AnswerUsage } from "./message.ts";

/** What a model costs for each million tokens; zero where a subscription pays. */
export interface Rates {
  readonly input: number;
  readonly output: number;
  readonly cacheRead: number;
  readonly cacheWrite: number;
}

/** The usage of an answer of which nothing was told. */
export function noUsage(): AnswerUsage {
  return {
    input: 0,
    output: 0,
    cacheRead: 0,
    cacheWrite: 0,
    totalTokens: 0,
    cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
  };
}

/**
 * Reads a usage of the wire. Cached tokens are counted within `prompt_tokens`: the service reports them in a flat
 * `cached_tokens` (official client, 2026-08), OpenAI in `prompt_tokens_details`. `null` for what is not usage.
 */
export function readUsage(wire: unknown, rates: Rates): AnswerUsage | null {
  if (!isObject(wire)) return null;
  const prompt = countOf(wire["prompt_tokens"]);
  const output = countOf(wire["completion_tokens"]);
  if (prompt === undefined && output === undefined) return null;
  const details = wire["prompt_tokens_details"];
  const cached =
    countOf(wire["cached_tokens"]) ?? (isObject(details) ? countOf(details["cached_tokens"]) : undefined);
  const cacheRead = Math.min(cached ?? 0, prompt ?? 0);
  const counts = { input: (prompt ?? 0) - cacheRead, output: output ?? 0, cacheRead, cacheWrite: 0 };
  return {
    ...counts,
    totalTokens: counts.input + counts.output + cacheRead,
    cost: costOf(counts, rates),
    ...(cached !== undefined && { cacheTelemetry: { state: "available" } }),
  };
}

function costOf(counts: Rates, rates: Rates): AnswerUsage["cost"] {
  const input = (counts.input * rates.input) / 1e6;
  const output = (counts.output * rates.output) / 1e6;
  const cacheRead = (counts.cacheRead * rates.cacheRead) / 1e6;
  const cacheWrite = (counts.cacheWrite * rates.cacheWrite) / 1e6;
  return { input, output, cacheRead, cacheWrite, total: input + output + cacheRead + cacheWrite };
}

function countOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) && value >= 0 ? Math.floor(value) : undefined;
}
