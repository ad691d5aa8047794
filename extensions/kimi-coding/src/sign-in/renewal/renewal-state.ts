import type { ReadResult, StoredLogin } from "../index.ts";

/** While the sign-in service has no time, the token in hand is used, and asked about no more often than this. */
const PAUSE_MS = 30_000;

/**
 * What this process remembers of the renewals of one sign-in. All of it may get lost with the process: what must not
 * is in the store and in the exchange files.
 */
export class RenewalState {
  /**
   * The renewal that runs now in this process.
   *
   * Set by {@link run} when one begins; cleared when that one ends, however it ends.
   */
  #running: Promise<ReadResult> | null = null;

  /**
   * Until when the sign-in service is left alone, in ms since the epoch.
   *
   * Set by {@link pause} when a renewal fails for a passing reason; cleared by time alone.
   */
  #pausedUntil = 0;

  /**
   * Refresh tokens that the service does not accept any more; more than one where two stores hold a copy each.
   *
   * Set by {@link end} when the service says so; never cleared, as no such token becomes good again. A new sign-in has
   * another id, and so another state.
   */
  readonly #ended = new Set<string>();

  /**
   * A renewed sign-in that could not be stored yet, and the one before it, whose token is spent.
   *
   * Set by {@link keep} when the store cannot be written; cleared by {@link forget} when it is stored, and by
   * {@link unsavedAfter} when the store holds something newer.
   */
  #unsaved: { readonly previous: StoredLogin; readonly next: StoredLogin } | null = null;

  /** The renewal that runs now, for callers to wait for; `null` for none. */
  get running(): Promise<ReadResult> | null {
    return this.#running;
  }

  /** Begins a renewal, which is the one that runs until it ends. */
  run(renew: () => Promise<ReadResult>): Promise<ReadResult> {
    const running = renew().finally(() => {
      this.#running = null;
    });
    this.#running = running;
    return running;
  }

  /** Has the service left alone for a while. */
  pause(now: number): void {
    this.#pausedUntil = now + PAUSE_MS;
  }

  /** Whether the service is to be left alone. */
  isPaused(now: number): boolean {
    return now < this.#pausedUntil;
  }

  /** Notes that the service does not accept this refresh token any more. */
  end(refreshToken: string): void {
    this.#ended.add(refreshToken);
  }

  /** Whether the service said that it does not accept this refresh token any more. */
  hasEnded(refreshToken: string): boolean {
    return this.#ended.has(refreshToken);
  }

  /** Keeps a renewed sign-in in memory, in place of `previous` in the store. */
  keep(previous: StoredLogin, next: StoredLogin): void {
    this.#unsaved = { previous, next };
  }

  /** Notes that what was kept is stored, or is not needed. */
  forget(): void {
    this.#unsaved = null;
  }

  /** Whether a renewed sign-in is kept that the store does not have yet. */
  get hasUnsaved(): boolean {
    return this.#unsaved !== null;
  }

  /**
   * The renewed sign-in to store in place of `stored`; `null` for none. Where the store holds another one than that
   * which was renewed, what was kept is forgotten: somebody has signed in anew, or renewed since.
   */
  unsavedAfter(stored: StoredLogin): StoredLogin | null {
    if (this.#unsaved !== null && this.#unsaved.previous.refreshToken !== stored.refreshToken) this.forget();
    return this.#unsaved?.next ?? null;
  }
}
