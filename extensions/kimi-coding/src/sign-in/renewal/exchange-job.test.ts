import { describe, expect, it } from "vitest";
import { parseJob } from "./exchange-job.ts";

describe("parseJob", () => {
  const job = {
    issuer: "https://auth.kimi.com",
    refreshToken: "r",
    userAgent: "a/1",
    folder: "/state",
    until: 5,
  };

  it("reads what was written", () => {
    expect(parseJob(JSON.stringify(job))).toStrictEqual(job);
  });

  it("ignores the partial job of a killed process", () => {
    const text = JSON.stringify(job);
    for (let length = 0; length < text.length; length += 1) {
      expect(parseJob(text.slice(0, length))).toBeNull();
    }
  });

  it.each(["issuer", "refreshToken", "userAgent", "folder", "until"])(
    "takes one without %s for no job",
    (name) => {
      expect(parseJob(JSON.stringify({ ...job, [name]: undefined }))).toBeNull();
    },
  );
});
