/** The longest wait of a timer; beyond it, Node waits 1 ms (`TimeoutOverflowWarning`). */
const MAX_DELAY_MS = 2_147_483_647;

/**
 * A wait as timers and `AbortSignal.timeout` accept it: whole, not negative and not too long. What is not a number does
 * not wait. Times come from clocks that jump, from configs and from the service.
 */
export function timerDelay(ms: number): number {
  return Number.isNaN(ms) ? 0 : Math.min(MAX_DELAY_MS, Math.max(0, Math.ceil(ms)));
}
