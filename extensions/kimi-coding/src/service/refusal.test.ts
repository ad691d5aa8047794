import { describe, expect, it } from "vitest";
import { explainRefusal, type Refusal } from "./refusal.ts";

const refusal = (fields: Partial<Refusal>) =>
  explainRefusal({
    service: "search",
    status: 500,
    text: "",
    shownUrl: "https://api.kimi.com/coding/v1",
    isSignIn: false,
    modelRef: "kimi/kimi-code",
    ...fields,
  });
const body = (type: string, message: string) => JSON.stringify({ error: { type, message } });

describe("explainRefusal", () => {
  it.each([
    {
      name: "a wrong key",
      status: 401,
      text: body("invalid_authentication_error", "Invalid Authentication"),
      said: /did not accept the API key.*\nopenclaw onboard --auth-choice kimi-code-api-key/u,
    },
    {
      name: "a sign-in that is refused",
      isSignIn: true,
      status: 401,
      text: body("invalid_authentication_error", "Invalid Authentication"),
      said: /did not accept your Kimi sign-in/u,
    },
    { name: "no membership", status: 402, text: "", said: /finds no active membership/u },
    {
      name: "a used-up quota",
      status: 403,
      text: body("access_terminated_error", "You've reached your weekly (7-day) usage limit."),
      said: /has used up its weekly/u,
    },
    { name: "a rate", status: 429, text: "", said: /rate limit is reached/u },
    {
      name: "a fault of the service",
      status: 502,
      text: "",
      said: /failed \(502\)\. This is a fault of the service/u,
    },
    { name: "a status that is not known", status: 418, text: "", said: /answered with status 418/u },
    {
      name: "a redirect",
      status: 302,
      text: "",
      said: /redirects elsewhere \(302\)\. Your key is never forwarded\./u,
    },
    {
      name: "an endpoint that is not there",
      status: 404,
      text: "",
      said: /search was not found at https/u,
    },
    { name: "a bad query", status: 400, text: "", said: /search did not accept this request/u },
    {
      name: "a page that cannot be read",
      service: "page reading" as const,
      status: 400,
      text: body("invalid_request_error", "failed"),
      said: /could not read this page/u,
    },
    {
      name: "a page that is not there",
      service: "page reading" as const,
      status: 404,
      text: "",
      said: /did not find this page \(404\), or https/u,
    },
  ])("explains $name", ({ said, name: _name, ...fields }) => {
    expect(refusal(fields)).toMatch(said);
  });

  it("repeats nothing of an answer", () => {
    const text = body("odd", "<b>hush</b>");
    for (const status of [302, 400, 401, 402, 403, 404, 413, 418, 429, 500]) {
      expect(refusal({ status, text })).not.toMatch(/hush|<b>/u);
    }
  });
});
