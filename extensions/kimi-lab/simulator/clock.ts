/** The service's time. Clients keep their own, so a token can be dead here and fresh to them. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /**
   * Moves the service's time forward at once; it goes on from there.
   *
   * @throws {RangeError} for a negative or infinite number of milliseconds.
   */
  advance(ms: number): void;
}

/** A clock that shows real time plus what it was advanced by. */
export function createClock(realNow: () => number = Date.now): Clock {
  let aheadMs = 0;
  return {
    now: () => realNow() + aheadMs,
    advance(ms) {
      if (!Number.isFinite(ms) || ms < 0) throw new RangeError(`A clock cannot be advanced by ${ms} ms.`);
      aheadMs += ms;
    },
  };
}
