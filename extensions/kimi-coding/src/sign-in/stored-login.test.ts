import { describe, expect, it } from "vitest";
import { fromFields, toFields, UNUSED_LIFETIME_MS } from "./stored-login.ts";

const login = {
  id: "login-1",
  issuer: "https://auth.kimi.com",
  accessToken: "a",
  refreshToken: "r",
  dueAt: 1_800_000_000_000,
};
const credential = { type: "oauth", provider: "kimi", ...toFields(login) };

describe("a stored sign-in", () => {
  it("tells the host the end of the sign-in, far beyond the 5 min before which hosts renew by themselves", () => {
    expect(toFields(login).expires).toBe(login.dueAt + UNUSED_LIFETIME_MS);
    expect(UNUSED_LIFETIME_MS).toBeGreaterThan(24 * 3_600_000);
  });

  it.each([
    { name: "a key", value: { type: "api_key", provider: "kimi", key: "sk-kimi-x" } },
    { name: "nothing", value: undefined },
    { name: "no id", value: { ...credential, accountId: undefined } },
    { name: "no refresh token", value: { ...credential, refresh: "" } },
    { name: "no access token", value: { ...credential, access: "" } },
    { name: "no time", value: { ...credential, expires: undefined } },
    { name: "no issuer", value: { ...credential, issuer: undefined } },
    { name: "an issuer that may see no token", value: { ...credential, issuer: "http://auth.example" } },
    {
      name: "what a host stores while it renews by itself",
      value: {
        ...credential,
        access: "openclaw-oauth-refresh-fence:v1:00:access:00",
        refresh: "openclaw-oauth-refresh-fence:v1:00:refresh:00",
        expires: 1,
      },
    },
  ])("is not made of $name", ({ value }) => {
    expect(fromFields(value)).toBeNull();
  });
});
