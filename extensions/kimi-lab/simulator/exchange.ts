import type { Account } from "./accounts.ts";
import type { Answer } from "./answer.ts";
import type { Fault } from "./faults.ts";
import type { FileStore } from "./file-store.ts";
import type { OAuthService } from "./oauth.ts";
import type { Reply } from "./reply.ts";
import type { RequestBody } from "./request-body.ts";
import type { RecordedRequest } from "./request-log.ts";
import type { Service } from "./service.ts";

/** A request that has passed the checks of its route, and the means to answer it. */
export interface Exchange {
  readonly account: Account;
  readonly body: RequestBody;
  readonly answer: Answer;
  readonly files: FileStore;
  /** How the service behaves to this request. */
  readonly service: Service;
  /** Takes the reply that a test has scripted for this request, if any. */
  readonly scripted: () => Reply | undefined;
  /** Answers with a refusal, in the envelope of the route. */
  readonly refuse: (fault: Fault) => Promise<void>;
}

/** A request to an endpoint that asks for no key. */
export interface OpenExchange {
  readonly request: RecordedRequest;
  readonly body: RequestBody;
  readonly answer: Answer;
  readonly oauth: OAuthService;
  /** The simulator's own address, without a path. */
  readonly origin: string;
  /** Waits until the promise settles or the simulator stops, whether or not the client stays. */
  readonly hold: (until: Promise<unknown>) => Promise<void>;
}
