import { assert, constantFrom, integer, nat, property, record, stringMatching } from "fast-check";
import "../../test-support/fixed-seed.ts";
import { describe, expect, it } from "vitest";
import { fromFields, loginFromTokens, toFields } from "./stored-login.ts";

const text = stringMatching(/^[!-~]{1,40}$/u);
const issuer = constantFrom("https://auth.kimi.com", "https://auth.kimi.ai", "http://127.0.0.1:7");
const tokens = record({
  accessToken: text,
  refreshToken: text,
  lifetimeMs: integer({ min: 1000, max: 86_400_000 }),
});

describe("a stored sign-in", () => {
  it("is read back as it was written, and is due at half of the token's life", () => {
    assert(
      property(text, issuer, tokens, nat(4_000_000_000_000), (id, issuer, tokens, now) => {
        const login = loginFromTokens({ id, issuer }, tokens, now);
        expect(fromFields({ type: "oauth", provider: "kimi", ...toFields(login) })).toStrictEqual(login);
        expect(Math.abs(login.dueAt - (now + tokens.lifetimeMs / 2))).toBeLessThanOrEqual(1);
      }),
    );
  });

  it("keeps its id and its issuer when it is renewed", () => {
    assert(
      property(text, issuer, tokens, tokens, (id, issuer, first, second) => {
        const login = loginFromTokens({ id, issuer }, first, 1);
        expect(loginFromTokens(login, second, 2)).toMatchObject({ id, issuer });
      }),
    );
  });
});
