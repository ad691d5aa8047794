import { badRequest, faults, type Fault } from "../../simulator/faults.ts";

/** A failure of the service, and what the user sees of it in OpenClaw 2026.9.6. */
export interface Row {
  readonly name: string;
  readonly fault: Fault;
  /** What the conversation keeps, and what is streamed unless the host tries again. */
  readonly says: string;
  /** What the host says of the run. */
  readonly hostSays: string;
  /** How often the host sends the request: it tries again once, where it tries again (see `error-host.ts`). */
  readonly requests?: 1 | 2;
}

const page = "See https://www.kimi.com/code/console. Or choose another provider's model:\n/model";
const failed = "⚠️ kimi/kimi-code request failed.";
const busy = "The AI service is temporarily overloaded. Please try again in a moment.";

/** A refusal whose text the host shows as its own. */
function shown(name: string, fault: Fault, says: string): Row {
  return { name, fault, says, hostSays: `⚠️ ${says}` };
}

const usedUp = "Your Kimi Code subscription has used up its";
const closed = `Kimi has closed this subscription's access to Kimi Code. Your quota and your key are not the reason, so waiting or a new key does not help. ${page}`;
const noMembership =
  "Kimi Code finds no active membership for this subscription. Your key is fine. Renew your plan at https://www.kimi.com/code/console and send the message again. Or choose another provider's model:\n/model";
const refusedClient = "Kimi Code rejected the User-Agent of this request. Your key is not the reason.";

export const weeklyLimit = shown(
  "the weekly limit",
  faults.weeklyLimit,
  `${usedUp} weekly (7-day) quota. Your key is fine. ${page}`,
);
export const clientRefused: Row = {
  name: "a refused User-Agent",
  fault: faults.userAgentRefused,
  says: refusedClient,
  hostSays: failed,
};
export const engineOverloaded: Row = {
  name: "an overload",
  fault: faults.engineOverloaded,
  says: "⚠️ LLM request failed (provider overloaded). This is usually temporary — try again shortly.",
  hostSays: busy,
  requests: 2,
};

/** Failures after which the host lets the model rest: for each of them an agent that no other row talks to. */
export const restingRows: readonly Row[] = [
  weeklyLimit,
  shown(
    "the weekly limit with its end",
    faults.weeklyLimitUntil,
    `${usedUp} weekly (7-day) quota; it resets at 2026-11-24 08:00 UTC. Your key is fine. ${page}`,
  ),
  shown(
    "the limit of five hours",
    faults.fiveHourLimit,
    `${usedUp} 5-hour quota; it resets in 2 hours 13 minutes. Your key is fine. ${page}`,
  ),
  shown(
    "the limit of a cycle",
    faults.billingCycleLimit,
    `${usedUp} quota for this billing cycle or 5-hour window. Your key is fine. ${page}`,
  ),
  shown("the monthly limit", faults.monthlyLimit, `${usedUp} monthly quota. Your key is fine. ${page}`),
  shown(
    "the limit of a period, as a 429",
    faults.periodLimit,
    `${usedUp} quota for the current period. Your key is fine. ${page}`,
  ),
  shown(
    "an empty balance",
    faults.quotaExceeded,
    `${usedUp} token quota or balance. Your key is fine. ${page}`,
  ),
  shown("a closed account", faults.accessTerminated, closed),
  shown("no membership", faults.membershipInactive, noMembership),
  {
    name: "a rate limit",
    fault: faults.tooManyRequests,
    says: "⚠️ LLM request failed (rate limited). This is usually temporary — try again shortly.",
    hostSays:
      "⚠️ Kimi Code's rate limit is reached (requests per minute or at the same time). Your plan's quota is not the reason. Send the message again in a minute.",
    requests: 2,
  },
  {
    name: "a rate limit that says how long to wait",
    fault: faults.tooManyRequestsWait,
    says: "⚠️ LLM request failed (rate limited). This is usually temporary — try again shortly.",
    hostSays:
      "⚠️ Kimi Code's rate limit is reached (requests per minute or at the same time). Your plan's quota is not the reason. Try again in 2 seconds.",
    requests: 2,
  },
];

/** Failures after which the model is used as before. */
export const rows: readonly Row[] = [
  clientRefused,
  {
    name: "a conversation of too many bytes",
    fault: badRequest("total message size 10176584 exceeds limit 2097152"),
    says: "This conversation has grown too big for Kimi Code.",
    hostSays: failed,
  },
  {
    name: "a body of too many bytes",
    fault: faults.requestTooLarge,
    says: "This conversation has grown too big for Kimi Code.",
    hostSays: failed,
  },
  {
    name: "the content filter",
    fault: faults.contentFilter,
    says: "Kimi's content filter rejected this conversation as high risk.",
    hostSays: failed,
  },
  {
    name: "a request that the service cannot take",
    fault: badRequest("a max of 128 tools can be supported"),
    says: "Kimi Code did not accept this request: it offers more than 128 tools. Your key and plan are fine. Turn some tools off (tools.deny), and send the message again.",
    hostSays: failed,
  },
  engineOverloaded,
  {
    name: "an overload, as a 529",
    fault: faults.overloaded,
    says: "⚠️ LLM request failed (provider overloaded). This is usually temporary — try again shortly.",
    hostSays: busy,
    requests: 2,
  },
  {
    name: "a fault of the server",
    fault: faults.internalError,
    says: "⚠️ LLM request failed (provider internal error, HTTP 500). This is usually temporary — try again shortly.",
    hostSays:
      "⚠️ kimi/kimi-code request failed (provider internal error, HTTP 500). This is usually temporary — try again shortly.",
    requests: 2,
  },
];

export const invalidKey: Row = {
  name: "a refused key",
  fault: faults.invalidAuthentication,
  says: "Kimi Code did not accept the API key: it is wrong, was revoked, or is too old.",
  hostSays:
    "⚠️ kimi/kimi-code request failed (authentication failed). Re-authenticate the provider and try again.",
};

/** The service answers so to a model id that it does not know, as if the key were wrong. */
export const unknownModelId: Row = {
  name: "a 401 for a model id",
  fault: faults.unknownModelId,
  says: "Kimi Code does not know the model kimi/k3, or your plan does not include it.",
  hostSays: "⚠️ kimi/k3 request failed.",
};
