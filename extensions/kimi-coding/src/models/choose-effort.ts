import { isObject } from "../kimi/index.ts";
import { ADAPTIVE, isWish, wireThinking, type WireThinking } from "./levels.ts";
import type { ThinkingKind } from "./thinking-kind.ts";

/** Other words for a level, as users write them in `params.thinking`. */
const WORDS: Readonly<Record<string, string>> = {
  on: ADAPTIVE,
  enable: ADAPTIVE,
  enabled: ADAPTIVE,
  auto: ADAPTIVE,
  true: ADAPTIVE,
  none: "off",
  disable: "off",
  disabled: "off",
  false: "off",
  min: "minimal",
  med: "medium",
  mid: "medium",
};

/**
 * The reasoning to ask for: the first of `sources` that says something this kind of model can follow, else the
 * model's default.
 *
 * A source is a level or an effort by name, `true` or `false`, or the service's own object (`{ type, effort }`). What
 * is none of these counts as not said.
 */
export function chooseThinking(kind: ThinkingKind, sources: readonly unknown[]): WireThinking {
  for (const source of sources) {
    const wish = readWish(source, kind);
    if (wish !== undefined) return wireThinking(kind, wish);
  }
  return wireThinking(kind);
}

function readWish(source: unknown, kind: ThinkingKind): string | undefined {
  if (typeof source === "boolean") return source ? ADAPTIVE : "off";
  if (typeof source === "string") return readName(source, kind);
  if (!isObject(source)) return undefined;
  const type = readWish(source["type"], kind);
  return type === "off" ? type : (readWish(source["effort"], kind) ?? type);
}

function readName(text: string, kind: ThinkingKind): string | undefined {
  const name = text.trim().toLowerCase();
  const wish = Object.hasOwn(WORDS, name) ? WORDS[name] : name;
  return wish !== undefined && isWish(wish, kind) ? wish : undefined;
}
