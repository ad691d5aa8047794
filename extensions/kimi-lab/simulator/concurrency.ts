/** Counts what is under way, by account. */
export interface Concurrency {
  /** Begins one more, unless the account has `limit` of them under way; ends it when `ended` aborts. */
  enter(accountId: string, limit: number, ended: AbortSignal): boolean;
}

export function createConcurrency(): Concurrency {
  const underWay = new Map<string, number>();
  return {
    enter(accountId, limit, ended) {
      const count = underWay.get(accountId) ?? 0;
      if (count >= limit) return false;
      underWay.set(accountId, count + 1);
      const leave = () => underWay.set(accountId, (underWay.get(accountId) ?? 1) - 1);
      if (ended.aborted) leave();
      else ended.addEventListener("abort", leave, { once: true });
      return true;
    },
  };
}
