import { once } from "node:events";
import { createServer } from "node:http";

import { defaultAccount, type Account } from "./accounts.ts";
import { createConcurrency } from "./concurrency.ts";
import { createClock, type Clock } from "./clock.ts";
import { dispatch } from "./dispatch.ts";
import { createOAuth, type OAuthControl, type OAuthOptions } from "./oauth.ts";
import { createFileStore } from "./file-store.ts";
import { createRequestLog, summarize, type RecordedRequest, type RequestPredicate } from "./request-log.ts";
import type { Reply } from "./reply.ts";
import type { Plan } from "./plans.ts";
import { createScenarioQueue, type EnqueueOptions } from "./scenario.ts";
import { resolveService, type ServiceOptions } from "./service.ts";

export { defaultAccount, SIMULATOR_KEY, type Account } from "./accounts.ts";
export { plans } from "./plans.ts";
export { faults, type Fault } from "./faults.ts";
export { refusals } from "./refusals.ts";
export type { ServiceOptions } from "./service.ts";
export { oauthFaults } from "./oauth-faults.ts";
export type { RecordedRequest } from "./request-log.ts";
export type { Reply } from "./reply.ts";
export { quotas, type QuotaName } from "./usage.ts";

export interface SimulatorOptions {
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** 127.0.0.1 by default. */
  readonly host?: string;
  /** At least one; by default the account of {@link defaultAccount}. */
  readonly accounts?: readonly Account[];
  /** How the service behaves to everybody: whose facts it has, its gate, its limits. */
  readonly service?: ServiceOptions;
  /** How signing in behaves; by default as the live service has been seen to. */
  readonly oauth?: OAuthOptions;
  /**
   * Gets one line per answered request, and one per failure of the simulator itself; never a key. By
   * default failures go to standard error and requests nowhere.
   */
  readonly log?: (line: string) => void;
}

/** A running stand-in for the Kimi Code service. The caller must `stop` it. */
export interface Simulator {
  /** Without a path, such as `http://127.0.0.1:4321`. It is also the OAuth host. */
  readonly url: string;
  /** `url` with `/coding/v1`. */
  readonly baseUrl: string;
  /** The key of the first account. */
  readonly key: string;
  /** The time by which tokens and device codes live. */
  readonly clock: Clock;
  /** Sign-ins and tokens. Access tokens pass wherever keys do, as those of their account. */
  readonly oauth: OAuthControl;
  /** Everything that arrived since the start or the last `reset`, oldest first. */
  readonly requests: readonly RecordedRequest[];
  /** Those of them that ask a model, in either dialect. */
  readonly inferences: readonly RecordedRequest[];
  /** How many scripted replies wait for a request. */
  readonly pendingReplies: number;
  /** Changes what an account's subscription includes, from the next request on; by default of the first account. */
  changePlan(plan: Plan, accountId?: string): void;
  /** Changes how the service behaves, from the next request on; what the change leaves out stays as it is. */
  changeService(change: ServiceOptions): void;
  /**
   * Scripts the answer to the next request that passes every check and that matches: by default one to a chat. A search
   * or the like takes a fault or raw bytes, and answers of its own accord to anything else.
   */
  enqueue(reply: Reply, options?: EnqueueOptions): void;
  /** Resolves with the first request, past or future, that matches; rejects after `timeoutMs` (120 s). */
  waitForRequest(
    predicate: RequestPredicate,
    options?: { readonly timeoutMs?: number },
  ): Promise<RecordedRequest>;
  /** Whether an account has this uploaded file. */
  hasFile(accountId: string, id: string): boolean;
  /** Forgets all uploaded files, as a service does when their time is over. */
  forgetFiles(): void;
  /** Forgets requests, scripts and counts. What a client may rely on stays. */
  forgetRequests(): void;
  /** Forgets requests, scripts, files and counts. Connections, sign-ins, tokens and the clock stay. */
  reset(): void;
  /** Cuts every connection and resolves when the last one is closed. May be called again. */
  stop(): Promise<void>;
}

/**
 * Starts a simulator and resolves once it listens.
 *
 * @throws the listening error (`EADDRINUSE`, say) when the address cannot be had.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, host = "127.0.0.1", log: print } = options;
  const accounts: Account[] = [...(options.accounts ?? [defaultAccount])];
  const log = createRequestLog();
  const scenario = createScenarioQueue<Reply>();
  const clock = createClock();
  const oauth = createOAuth(accounts, clock, options.oauth);
  const files = createFileStore();
  const concurrency = createConcurrency();
  let service = options.service ?? {};
  const stopping = new AbortController();

  // Never before the client, however long that is kept from running: by default a server closes an idle connection
  // after 5 s, and a client on a busy machine may send on it just then.
  const server = createServer({ keepAliveTimeout: 0, requestTimeout: 0 });
  server.listen(port, host);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The simulator has no TCP address.");
  const url = `http://${address.family === "IPv6" ? `[${address.address}]` : address.address}:${address.port}`;
  const state = {
    origin: url,
    accounts,
    log,
    scenario,
    oauth,
    files,
    service: () => resolveService(service),
    concurrency,
    stopped: stopping.signal,
    onFinished: (request: RecordedRequest) => print?.(summarize(request)),
  };
  // Listened to before any connection can be taken: nothing is awaited since the server began to listen.
  server.on("request", (request, response) => {
    dispatch(state, request, response).catch((error: unknown) => {
      // A client that leaves while it still sends is no failure of ours.
      if (!request.complete) return;
      (print ?? console.error)(`simulator failed: ${error instanceof Error ? error.message : String(error)}`);
      response.destroy();
    });
  });

  const forgetRequests = () => {
    scenario.clear();
    oauth.reset();
    log.clear();
  };
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    const closed = once(server, "close");
    stopping.abort();
    server.close();
    server.closeAllConnections();
    await closed;
  };

  return {
    url,
    baseUrl: `${url}/coding/v1`,
    key: accounts[0]?.key ?? "",
    clock,
    oauth: oauth.control,
    get requests() {
      return log.all();
    },
    get inferences() {
      return log.all().filter(isInference);
    },
    get pendingReplies() {
      return scenario.size();
    },
    changePlan(plan, accountId = accounts[0]?.id) {
      const index = accounts.findIndex(({ id }) => id === accountId);
      const account = accounts[index];
      if (account === undefined) throw new Error(`There is no account "${accountId}".`);
      const { id, key, quota } = account;
      accounts[index] = { id, key, ...(quota !== undefined && { quota }), ...plan };
    },
    changeService(change) {
      service = { ...service, ...change };
    },
    enqueue: (reply, options) => scenario.enqueue(reply, { when: isInference, ...options }),
    waitForRequest: (predicate, options) => log.waitFor(predicate, options),
    hasFile: (accountId, id) => files.find(accountId, id) !== undefined,
    forgetFiles: () => files.clear(),
    forgetRequests,
    reset() {
      forgetRequests();
      files.clear();
    },
    stop: () => (stopped ??= stop()),
  };
}

/** Whether a model is asked. */
function isInference({ dialect }: RecordedRequest): boolean {
  return dialect !== null;
}
