import type { Simulator } from "../simulator/simulator.ts";
import { seenRequest } from "./harvest.ts";
import type { RunRecord, SeenRequest } from "./run-record.ts";

/** What the service has seen of a run. */
export interface ServiceFacts {
  /** Takes over what the service has recorded, and has it forget that. Only while no request is under way. */
  collect(): void;
  readonly requests: readonly SeenRequest[];
  signIns(): RunRecord["signIns"];
}

export function collectFrom(simulator: Simulator): ServiceFacts {
  const requests: SeenRequest[] = [];
  const counts = { renewals: 0, reuses: 0, refused: 0 };
  return {
    requests,
    collect() {
      requests.push(...simulator.inferences.flatMap((request) => seenRequest(request, simulator) ?? []));
      const exchanges = simulator.requests.filter(({ path }) => path === "/api/oauth/token");
      counts.refused += exchanges.filter(({ status }) => status !== 200).length;
      counts.renewals += simulator.oauth.refreshes;
      counts.reuses += simulator.oauth.reuses;
      simulator.forgetRequests();
    },
    signIns: () => ({ ...counts }),
  };
}
