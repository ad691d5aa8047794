import { describe, expect, it } from "vitest";
import { afterPoll, startPolling, type Polling } from "./device-poll.ts";
import type { TokenAnswer } from "./oauth-answer.ts";

const start = startPolling({ intervalMs: 5000, lifetimeMs: 600_000 }, 1000);
const error = (code: Extract<TokenAnswer, { kind: "error" }>["code"]) => ({ kind: "error", code }) as const;
const pending = error("authorization_pending");
const unavailable = { kind: "unavailable" } as const;

/** The state after these answers, none of which ends the wait. */
function after(answers: readonly TokenAnswer[], now = 2000): Polling {
  return answers.reduce((polling, answer) => {
    const step = afterPoll(polling, answer, now);
    if (step.kind !== "wait") throw new TypeError(`the wait ended: ${step.kind}`);
    return step.polling;
  }, start);
}

describe("the wait for an approval", () => {
  it("begins with the service's interval and ends with the code's life", () => {
    expect(start).toStrictEqual({ intervalMs: 5000, pauseMs: 5000, expiresAt: 601_000 });
  });

  it.each([
    { name: "pending", answers: [pending], pauseMs: 5000 },
    { name: "slow_down", answers: [error("slow_down")], pauseMs: 10_000 },
    { name: "slow_down, for good", answers: [error("slow_down"), pending, pending], pauseMs: 10_000 },
    { name: "two slow_down", answers: [error("slow_down"), error("slow_down")], pauseMs: 15_000 },
    { name: "no answer", answers: [unavailable], pauseMs: 10_000 },
    { name: "no answer twice", answers: [unavailable, unavailable], pauseMs: 20_000 },
    { name: "no answer ten times", answers: Array.from({ length: 10 }, () => unavailable), pauseMs: 60_000 },
    { name: "an answer again", answers: [unavailable, unavailable, pending], pauseMs: 5000 },
  ])("pauses $pauseMs ms after $name", ({ answers, pauseMs }) => {
    expect(after(answers).pauseMs).toBe(pauseMs);
  });

  it("never pauses shorter than the service asked", () => {
    const slow = startPolling({ intervalMs: 90_000, lifetimeMs: 600_000 }, 0);
    expect(afterPoll(slow, unavailable, 1)).toMatchObject({ polling: { pauseMs: 90_000 } });
  });

  it.each([
    { answer: error("expired_token"), reason: "expired" },
    { answer: error("access_denied"), reason: "denied" },
    { answer: error("invalid_grant"), reason: "unexpected" },
    { answer: { kind: "unexpected" } as const, reason: "unexpected" },
  ])("ends as $reason after $answer", ({ answer, reason }) => {
    expect(afterPoll(start, answer, 2000)).toStrictEqual({ kind: "failed", reason });
  });

  it.each([pending, error("slow_down"), unavailable])(
    "ends when the code has run out, after %o",
    (answer) => {
      expect(afterPoll(start, answer, 601_000)).toStrictEqual({ kind: "failed", reason: "expired" });
      expect(afterPoll(start, answer, 600_999).kind).toBe("wait");
    },
  );

  it("takes tokens even when the code has run out", () => {
    const tokens = { accessToken: "a", refreshToken: "r", lifetimeMs: 900_000 };
    const step = afterPoll(start, { kind: "tokens", tokens }, 700_000);
    expect(step).toStrictEqual({ kind: "approved", tokens });
  });
});
