import type { DialectName } from "./faults.ts";

/** A request as it arrived; a later version of the same record tells how it was answered. */
export interface RecordedRequest {
  /** Counts from 1 in order of arrival. */
  readonly id: number;
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Names in lower case. Keys are replaced by the account they belong to, or by a fingerprint. */
  readonly headers: Readonly<Record<string, string>>;
  readonly userAgent: string;
  /** The account whose key or token came with it; null for none. A refresh token counts in any state. */
  readonly accountId: string | null;
  /** Null for endpoints without a dialect. */
  readonly dialect: DialectName | null;
  /**
   * The JSON that came, or the fields of a form, tokens and device codes replaced by their descriptions and files by
   * what is said about them; null when there was none or it was malformed.
   */
  readonly body: unknown;
  readonly bodyBytes: number;
  readonly startedAt: Date;
  /** Null until the answer starts. */
  readonly status: number | null;
  /** `disconnected` when either side cut the answer short. */
  readonly outcome: "pending" | "complete" | "disconnected";
}

export type RequestPredicate = (request: RecordedRequest) => boolean;

interface Waiter {
  readonly predicate: RequestPredicate;
  readonly resolve: (request: RecordedRequest) => void;
}

const DEFAULT_TIMEOUT_MS = 120_000;

export interface RequestLog {
  /** Everything since the start or the last `clear`, each in its latest version. */
  all(): readonly RecordedRequest[];
  add(request: Omit<RecordedRequest, "id" | "status" | "outcome">): RecordedRequest;
  update(id: number, change: Partial<Pick<RecordedRequest, "status" | "outcome">>): void;
  /**
   * Resolves with the first record, present or future, that matches; records are looked at when they
   * arrive and whenever they change. Rejects after `timeoutMs` (120 s by default) with what did arrive.
   */
  waitFor(predicate: RequestPredicate, options?: { readonly timeoutMs?: number }): Promise<RecordedRequest>;
  clear(): void;
}

export function createRequestLog(): RequestLog {
  let records: readonly RecordedRequest[] = [];
  let nextId = 1;
  const waiters = new Set<Waiter>();

  const announce = (record: RecordedRequest) => {
    for (const waiter of waiters) if (waiter.predicate(record)) waiter.resolve(record);
  };

  return {
    all: () => records,
    add(request) {
      const record = { ...request, id: nextId, status: null, outcome: "pending" as const };
      nextId += 1;
      records = [...records, record];
      announce(record);
      return record;
    },
    update(id, change) {
      records = records.map((record) => (record.id === id ? { ...record, ...change } : record));
      const updated = records.find((record) => record.id === id);
      if (updated !== undefined) announce(updated);
    },
    async waitFor(predicate, { timeoutMs = DEFAULT_TIMEOUT_MS } = {}) {
      const present = records.find((record) => predicate(record));
      if (present !== undefined) return present;
      const { promise, resolve, reject } = Promise.withResolvers<RecordedRequest>();
      const waiter = { predicate, resolve };
      waiters.add(waiter);
      const timer = setTimeout(() => reject(new Error(timeoutMessage(timeoutMs, records))), timeoutMs);
      try {
        return await promise;
      } finally {
        clearTimeout(timer);
        waiters.delete(waiter);
      }
    },
    clear() {
      records = [];
    },
  };
}

/** One line about a request, for people; it never holds a key. */
export function summarize(request: RecordedRequest): string {
  const subject = textField(request.body, "model") || textField(request.body, "grant_type");
  const status = request.status === null ? request.outcome : String(request.status);
  return [request.method, request.path, subject, status].filter((word) => word !== "").join(" ");
}

function textField(body: unknown, name: string): string {
  if (typeof body !== "object" || body === null) return "";
  const value: unknown = Object.entries(body).find(([key]) => key === name)?.[1];
  return typeof value === "string" ? value : "";
}

function timeoutMessage(timeoutMs: number, records: readonly RecordedRequest[]): string {
  const seen = records.length === 0 ? "none" : records.map(summarize).join("; ");
  return `No matching request within ${timeoutMs} ms. Requests so far: ${seen}`;
}
