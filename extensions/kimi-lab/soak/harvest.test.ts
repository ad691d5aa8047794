import { describe, expect, it } from "vitest";

import type { RecordedRequest } from "../simulator/simulator.ts";
import { isMended, seenRequest as seen } from "./harvest.ts";
import { markersOf } from "./marker.ts";

const [first, second] = [0, 1].map((number) => markersOf({ session: 4, number }));
const foreign = markersOf({ session: 5, number: 0 });

const seenRequest = (request: RecordedRequest) => seen(request, { hasFile: (_, id) => id === "kept" });

function buildRequest(messages: readonly object[]): RecordedRequest {
  return {
    id: 1,
    method: "POST",
    path: "/coding/v1/chat/completions",
    query: {},
    headers: {},
    userAgent: "",
    accountId: "k2",
    dialect: "openai",
    body: { model: "kimi-for-coding", messages },
    bodyBytes: 1,
    startedAt: new Date(0),
    status: 200,
    outcome: "complete",
  };
}

const user = (content: string) => ({ role: "user", content });
const shows = (id: string) => {
  const image = { type: "image_url", image_url: { url: `ms://${id}` } };
  return buildRequest([{ role: "user", content: [{ type: "text", text: `${first?.said}` }, image] }]);
};
const assistant = (content: string) => ({ role: "assistant", content });

describe("a request as the service saw it", () => {
  it("is of the session of its newest message, with the numbers of those before", () => {
    const messages = [user(`say ${first?.said}`), assistant(`${first?.said}`), user(`read ${second?.said}`)];
    expect(seenRequest(buildRequest(messages))).toStrictEqual({
      session: 4,
      dialect: "openai",
      accountId: "k2",
      numbers: [0, 1],
      foreign: [],
      status: 200,
      isForgotten: false,
      isAskedAgain: false,
    });
  });

  it("refers to images that the service has, or has forgotten", () => {
    expect(seenRequest(shows("kept"))).toMatchObject({ isForgotten: false });
    expect(seenRequest(shows("old"))).toMatchObject({ isForgotten: true });
    expect(isMended({ status: 400, isForgotten: true })).toBe(true);
    expect(isMended({ status: 400, isForgotten: false })).toBe(false);
    expect(isMended({ status: 500, isForgotten: true })).toBe(false);
  });

  it.each([
    "The previous attempt did not produce a user-visible answer. Continue from here.",
    "Continue the current task from the existing transcript, preserving completed work.",
  ])("shows that the host asks in other words for an answer that it can show: %s", (words) => {
    const messages = [user(`${first?.said}`), user(words)];
    expect(seenRequest(buildRequest(messages))).toMatchObject({ isAskedAgain: true });
  });

  it("shows a message that came twice, and every word of another session", () => {
    const messages = [user(`${first?.said}`), assistant(foreign.found), user(`${first?.said}`)];
    expect(seenRequest(buildRequest(messages))).toMatchObject({ numbers: [0, 0], foreign: [foreign.found] });
  });

  it("is nothing without a message of a turn", () => {
    expect(seenRequest(buildRequest([user("a title, please")]))).toBeNull();
  });
});
