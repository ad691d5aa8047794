import { describe, expect, it } from "vitest";
import { parseClientCredentials } from "./client-credentials.ts";

const now = 1_800_000_000_000;
const file = {
  access_token: "eyJ.a.b",
  refresh_token: "r",
  expires_at: now / 1000 + 600.5,
  scope: "kimi-code",
  token_type: "Bearer",
  expires_in: 900,
};

describe("parseClientCredentials", () => {
  it("reads the access token and its end, and not the refresh token", () => {
    expect(parseClientCredentials(`${JSON.stringify(file, undefined, 2)}\n`, now)).toStrictEqual({
      kind: "fresh",
      accessToken: "eyJ.a.b",
      expiresAt: now + 600_500,
    });
  });

  it.each([
    { name: "ended", fields: { expires_at: now / 1000 - 1 }, kind: "stale" },
    { name: "about to end", fields: { expires_at: now / 1000 + 9 }, kind: "stale" },
    { name: "signed out", fields: { access_token: "", expires_at: 0 }, kind: "signed-out" },
    { name: "without a token", fields: { access_token: undefined }, kind: "broken" },
    { name: "without an end", fields: { expires_at: "soon" }, kind: "broken" },
    { name: "with what no header can hold", fields: { access_token: "a b" }, kind: "broken" },
  ])("takes a file that is $name for $kind", ({ fields, kind }) => {
    expect(parseClientCredentials(JSON.stringify({ ...file, ...fields }), now)).toStrictEqual({ kind });
  });

  it.each(["", "{", "[]", "null", "7"])("calls '%s' broken", (text) => {
    expect(parseClientCredentials(text, now)).toStrictEqual({ kind: "broken" });
  });
});
