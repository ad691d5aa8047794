import { describe, expect, it } from "vitest";
import { classifyServiceError } from "../../errors/index.ts";
import { lostConnection } from "./lost-connection.ts";

const failure = (code: string) => Object.assign(new Error("failed"), { code });

describe("lostConnection", () => {
  it.each([
    {
      name: "a refused connection",
      error: failure("ECONNREFUSED"),
      says: "Connection error. (ECONNREFUSED)",
    },
    {
      name: "a cause",
      error: new Error("failed", { cause: failure("ENOTFOUND") }),
      says: "Connection error. (ENOTFOUND)",
    },
    { name: "a name of the client's own", error: failure("UND_ERR_SOCKET"), says: "Connection error." },
    {
      name: "a head that did not come",
      error: failure("UND_ERR_HEADERS_TIMEOUT"),
      says: "Request timed out.",
    },
    { name: "no error at all", error: "odd", says: "Connection error." },
  ])("tells of $name before the answer", ({ error, says }) => {
    expect(lostConnection(error, "before the answer").message).toBe(says);
  });

  it.each([
    { name: "a cut", error: failure("UND_ERR_SOCKET"), says: "terminated" },
    { name: "silence", error: failure("UND_ERR_BODY_TIMEOUT"), says: "Request timed out." },
  ])("tells of $name in the answer", ({ error, says }) => {
    const { message } = lostConnection(error, "in the answer");
    expect(message).toBe(says);
    expect(classifyServiceError({ text: message })).toMatchObject({ code: "network" });
  });
});
