import type { Account } from "./accounts.ts";
import type { Answer } from "./answer.ts";
import type { Fault } from "./faults.ts";
import type { Reply } from "./reply.ts";
import type { RequestBody } from "./request-body.ts";

/** A request that has passed the checks of its route, and the means to answer it. */
export interface Exchange {
  readonly account: Account;
  readonly body: RequestBody;
  readonly answer: Answer;
  /** Takes the reply that a test has scripted for this request, if any. */
  readonly scripted: () => Reply | undefined;
  /** Answers with a refusal, in the envelope of the route. */
  readonly refuse: (fault: Fault) => Promise<void>;
}
