import { describe, expect, it } from "vitest";

import { armFaults } from "./armed-faults.ts";
import { markersOf } from "./marker.ts";
import { buildTurn } from "./test-support.ts";
import type { TurnFault } from "./fault-kinds.ts";

const path = "/coding/v1/chat/completions";
const truncated = { name: "truncated", at: 0.5, times: 2 } as const;

function arm(fault: TurnFault, number = 0) {
  const turn = buildTurn({ fault, number });
  return { faultFor: armFaults([{ turns: [turn], trouble: null, troubleAt: 0 }]), ...markersOf(turn) };
}

describe("the armed faults", () => {
  it("befall the requests of their turn, as often as they are to", () => {
    const { faultFor, said } = arm(truncated);
    const given = [1, 2, 3].map(() => faultFor(path, `{"content":"${said}"}`));
    expect(given).toStrictEqual([{ name: "truncated", at: 0.5 }, { name: "truncated", at: 0.5 }, null]);
  });

  it("befall no request in which the message is an earlier one", () => {
    const { faultFor, said } = arm(truncated);
    const later = markersOf({ session: 0, number: 1 }).said;
    expect(faultFor(path, `${said} ${later}`)).toBeNull();
  });

  it("befall no request for something else than an answer, and none that the service itself fails", () => {
    const { faultFor, said } = arm(truncated);
    expect(faultFor("/api/oauth/token", said)).toBeNull();
    const failing = arm({ name: "503", at: 0, times: 1 });
    expect(failing.faultFor(path, failing.said)).toBeNull();
  });
});
