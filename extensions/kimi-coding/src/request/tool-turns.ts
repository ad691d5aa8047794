import { createUniqueIds, type IdLimits } from "./tool-call-ids.ts";

/** A call of an assistant turn that waits for its result, or has it. */
interface ToolCall<Result> {
  readonly id: string;
  readonly turn: ToolTurn<Result>;
  isAnswered: boolean;
}

/** An assistant turn that called tools. */
export class ToolTurn<Result> {
  readonly #calls: ToolCall<Result>[];
  readonly #results: Result[] = [];

  constructor(ids: readonly string[]) {
    this.#calls = ids.map((id) => ({ id, turn: this, isAnswered: false }));
  }

  get calls(): readonly ToolCall<Result>[] {
    return this.#calls;
  }

  addResult(result: Result): void {
    this.#results.push(result);
  }

  /** The results in the order in which they came, then one for each call that has none. */
  completeResults(missing: (id: string) => Result): Result[] {
    const unanswered = this.#calls.filter(({ isAnswered }) => !isAnswered);
    return [...this.#results, ...unanswered.map(({ id }) => missing(id))];
  }
}

/** A message of a conversation as it goes out, with the tool turn whose results follow it. */
export interface ReplayEntry<Result> {
  readonly message: unknown;
  readonly turn?: ToolTurn<Result>;
}

/**
 * Matches the tool results of a conversation to its calls, each taken in order, under ids that are unique.
 *
 * A result answers a call of the last turn that used its id; the second of one id within a turn, the second such
 * call. What answers no call before it, or one that is answered, is an orphan.
 */
export class ToolTurns<Result> {
  readonly #uniqueId: (id: string) => string;
  readonly #waiting = new Map<string, { readonly calls: readonly ToolCall<Result>[]; answered: number }>();

  constructor(limits: IdLimits) {
    this.#uniqueId = createUniqueIds(limits);
  }

  /** Takes an assistant turn with calls of these ids; its calls are in the same order. */
  begin(ids: readonly string[]): ToolTurn<Result> {
    const turn = new ToolTurn<Result>(ids.map(this.#uniqueId));
    for (const [id, calls] of Map.groupBy(turn.calls, (_, index) => ids[index] ?? ""))
      this.#waiting.set(id, { calls, answered: 0 });
    return turn;
  }

  /** Takes a result for `id`, made for the id that its call has now; false where it is an orphan. */
  answer(id: string, create: (callId: string) => Result): boolean {
    const waiting = this.#waiting.get(id);
    const call = waiting?.calls[waiting.answered];
    if (waiting === undefined || call === undefined) return false;
    waiting.answered += 1;
    call.isAnswered = true;
    call.turn.addResult(create(call.id));
    return true;
  }
}
