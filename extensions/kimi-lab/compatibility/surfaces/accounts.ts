import { asks, type HostContext } from "../context.ts";
import { until } from "../until.ts";

/** A region of the service, as a sign-in names it. */
export interface RegionName {
  /** The account of the simulator that its sign-ins are approved for. */
  readonly account: "mainland" | "global";
  readonly site: string;
  /** As the host's web page names the sign-in. */
  readonly label: string;
  /** As `/login` names it. */
  readonly choice: string;
  /** Where it is made. */
  readonly issuer: string;
}

export const regions = {
  mainland: {
    account: "mainland",
    site: "kimi.com",
    label: "Kimi Code sign-in (kimi.com)",
    choice: "kimi/kimi-code-oauth",
    issuer: "auth.kimi.com:443",
  },
  global: {
    account: "global",
    site: "kimi.ai",
    label: "Kimi Code sign-in (kimi.ai, global)",
    choice: "kimi/kimi-code-oauth-global",
    issuer: "auth.kimi.ai:443",
  },
} as const satisfies Record<RegionName["account"], RegionName>;

/** Approves the only sign-in that waits. @throws when none waits, or one was begun at another region than this one. */
export function approveSignIn(context: HostContext, account: RegionName["account"], asked: number): void {
  const { oauth } = context.simulator;
  const places = [...new Set(context.signIns.slice(asked))];
  if (places.join() !== regions[account].issuer)
    throw new Error(`The sign-in was begun at ${places.join(" and ") || "no known place"}.`);
  const [code] = oauth.pending;
  if (code === undefined) throw new Error("No sign-in waits to be approved.");
  oauth.approve(code, account);
}

/** Asks in a chat of its own, and sees whose credential the host used. @throws when that is another one's. */
export async function usesAccount(
  context: HostContext,
  account: string,
  storedBy: "page" | "chat",
): Promise<void> {
  const question = `whose account is ${account}, stored by the ${storedBy}?`;
  await context.ask(`agent:main:${account}-by-${storedBy}`, question, /whose account/u);
  const request = await until("a request of the chat", () =>
    context.simulator.inferences.find(asks(question)),
  );
  if (request.accountId !== account) throw new Error(`The chat used the account "${request.accountId}".`);
}
