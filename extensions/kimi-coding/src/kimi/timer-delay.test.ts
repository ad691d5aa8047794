import { expect, it } from "vitest";
import { timerDelay } from "./timer-delay.ts";

it.each([
  { name: "a whole time", ms: 1500, delay: 1500 },
  { name: "nothing", ms: 0, delay: 0 },
  { name: "a time that has passed", ms: -5, delay: 0 },
  { name: "the beginning of all times", ms: -Infinity, delay: 0 },
  { name: "a fraction", ms: 0.5, delay: 1 },
  { name: "what is not a number", ms: Number.NaN, delay: 0 },
  { name: "more than a timer can wait", ms: 2 ** 31, delay: 2 ** 31 - 1 },
  { name: "for ever", ms: Infinity, delay: 2 ** 31 - 1 },
])("makes a wait that timers accept of $name", ({ ms, delay }) => {
  expect(timerDelay(ms)).toBe(delay);
  expect(AbortSignal.timeout(timerDelay(ms))).toBeInstanceOf(AbortSignal);
});
