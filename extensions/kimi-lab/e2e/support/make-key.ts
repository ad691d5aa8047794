import { randomUUID } from "node:crypto";

/** A key in the form of a subscription's. Made anew each time: it must stand in no file, not even in a test's. */
export function makeKey(): string {
  return `sk-kimi-${randomUUID()}`;
}
