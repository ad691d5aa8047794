import { isObject } from "../kimi/index.ts";

/** A value that is still to be written, or text that stands behind one. */
type Step = { readonly value: unknown } | string;

/**
 * A JSON value as text. Unlike `JSON.stringify`, it takes a value that is nested as deep as the service likes: steps
 * are kept in a list, not on the stack. With `sorted`, values that are equal but for the order of their keys have the
 * same text.
 */
export function jsonText(value: unknown, { sorted }: { readonly sorted: boolean }): string {
  const parts: string[] = [];
  const steps: Step[] = [{ value }];
  for (let step = steps.pop(); step !== undefined; step = steps.pop()) {
    if (typeof step === "string") parts.push(step);
    else if (Array.isArray(step.value)) addItems(step.value, steps);
    else if (isObject(step.value)) addFields(step.value, sorted, steps);
    else parts.push(step.value === undefined ? "null" : JSON.stringify(step.value));
  }
  return parts.join("");
}

// The last step is taken first, so all are added from behind.

function addItems(items: readonly unknown[], steps: Step[]): void {
  steps.push("]");
  for (let at = items.length - 1; at >= 0; at -= 1) steps.push({ value: items[at] }, at === 0 ? "" : ",");
  steps.push("[");
}

function addFields(fields: Readonly<Record<string, unknown>>, sorted: boolean, steps: Step[]): void {
  const keys = Object.keys(fields);
  if (sorted) keys.sort();
  steps.push("}");
  for (let at = keys.length - 1; at >= 0; at -= 1) {
    const key = keys[at] ?? "";
    steps.push({ value: fields[key] }, `${at === 0 ? "" : ","}${JSON.stringify(key)}:`);
  }
  steps.push("{");
}
