import { isObject } from "../kimi/index.ts";

/** A tool that the model may call. */
export interface DeclaredTool {
  readonly name: string;
  /** The JSON Schema of its arguments, as the host declares it. */
  readonly parameters?: unknown;
}

/** What a call's header says: the tool by name, or nothing but an identifier of the call. */
export type CallHeader =
  | { readonly kind: "named"; readonly name: string; readonly index: string | null }
  | { readonly kind: "anonymous" };

const PREFIX = "functions.";
const INDEXED = /^(?<name>.*):(?<index>\d+)$/su;
const PLAUSIBLE_NAME = /^[\p{L}\p{N}_$][\p{L}\p{M}\p{N}_.:/@$#+-]*$/u;
/** Identifiers that clients and gateways put in place of the model's own, and bare counters. */
const ANONYMOUS = [
  /^:?\d+$/u,
  /^(?:call|toolu|tooluse|fc|chatcmpl(?:-tool)?)[-_][\w-]+$/u,
  /^(?:[\w-]*[-_])?[\da-f]{8}-(?:[\da-f]{4}-){3}[\da-f]{12}$/iu,
];

/** Whether an undeclared name looks like that of a tool (R4). */
export function isPlausibleName(name: string): boolean {
  return PLAUSIBLE_NAME.test(name);
}

/**
 * Reads the one word of a call's header (R4); null if it names no tool.
 *
 * One literal `functions.` is taken off, unless a declared tool has that very name, and one trailing `:digits`, the
 * index. With an index any plausible name is a name; without one, only that of a declared tool.
 */
export function readHeader(word: string, tools: readonly DeclaredTool[]): CallHeader | null {
  const indexed = INDEXED.exec(word)?.groups;
  const full = indexed?.["name"] ?? word;
  const index = indexed?.["index"] ?? null;
  const declared = (candidate: string): boolean => tools.some((tool) => tool.name === candidate);
  const name = full.startsWith(PREFIX) && !declared(full) ? full.slice(PREFIX.length) : full;
  if (declared(name) || (index !== null && isPlausibleName(name))) return { kind: "named", name, index };
  return ANONYMOUS.some((pattern) => pattern.test(word)) ? { kind: "anonymous" } : null;
}

/**
 * The name of the one declared tool that takes exactly these arguments: all that it requires are there, and none
 * that it does not declare. Null where no tool fits, or more than one: a tool is never guessed.
 */
export function inferTool(
  args: Readonly<Record<string, unknown>>,
  tools: readonly DeclaredTool[],
): string | null {
  const keys = Object.keys(args);
  const fitting = tools.filter(({ parameters }) => {
    const { properties, required } = isObject(parameters) ? parameters : {};
    const declared = isObject(properties) ? properties : {};
    const needed: readonly unknown[] = Array.isArray(required) ? required : [];
    return (
      keys.every((key) => Object.hasOwn(declared, key)) &&
      needed.every((key) => typeof key === "string" && Object.hasOwn(args, key))
    );
  });
  const [only, ...others] = fitting;
  return only !== undefined && others.length === 0 ? only.name : null;
}
