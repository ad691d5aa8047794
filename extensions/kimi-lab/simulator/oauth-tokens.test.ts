import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { createClock } from "./clock.ts";
import { createTokenStore, type TokenResponse } from "./oauth-tokens.ts";

function build({ reuseRevokesSignIn = false } = {}) {
  const clock = createClock(() => 0);
  const lives = { accessTokenLifeSeconds: 2, refreshTokenLifeSeconds: 60 };
  return { clock, tokens: createTokenStore({ ...lives, reuseRevokesSignIn }, clock) };
}

describe("createTokenStore", () => {
  it("gives out tokens of the length and shape of live ones, which say nothing", () => {
    const { access_token: access, refresh_token: refresh, ...rest } = build().tokens.issue("default");
    expect(rest).toEqual({ expires_in: 2, scope: "kimi-code", token_type: "Bearer" });
    expect(refresh).toMatch(/^[\w-]{704}$/u);
    expect(access).toMatch(/^eyJ[\w-]+\.[\w-]+\.[\w-]+$/u);
    const payload = Buffer.from(access.split(".")[1] ?? "", "base64url").toString("utf8");
    expect(() => void JSON.parse(payload)).toThrow(SyntaxError);
  });

  it("lets an access token live to the millisecond", () => {
    const { clock, tokens } = build();
    const { access_token: access } = tokens.issue("default");
    clock.advance(1999);
    expect(tokens.find(access)).toMatchObject({ kind: "access", state: "live" });
    clock.advance(1);
    expect(tokens.find(access)).toMatchObject({ state: "expired" });
  });

  it("rotates no token that is revoked, too old or none for refreshing", () => {
    const { clock, tokens } = build();
    const [old, revoked] = [tokens.issue("default"), tokens.issue("default")];
    tokens.revoke(revoked.refresh_token);
    expect(tokens.rotate(revoked.refresh_token)).toEqual({ kind: "invalid" });
    expect(tokens.rotate(old.access_token)).toEqual({ kind: "invalid" });
    clock.advance(60_000);
    expect(tokens.rotate(old.refresh_token)).toEqual({ kind: "invalid" });
  });

  it("numbers tokens in pairs", () => {
    const { tokens } = build();
    const [first, second] = [tokens.issue("one"), tokens.issue("two")];
    const numbers = [first, second].flatMap((pair) => [pair.access_token, pair.refresh_token]);
    expect(numbers.map((token) => tokens.find(token)?.number)).toEqual([1, 1, 2, 2]);
    expect(tokens.secrets()).toEqual(numbers);
  });

  it("ends one sign-in with all its tokens on a reuse, if told so", () => {
    const { tokens } = build({ reuseRevokesSignIn: true });
    const bystander = tokens.issue("default");
    const first = tokens.issue("default");
    const second = rotated(tokens.rotate(first.refresh_token));
    expect(tokens.rotate(first.refresh_token)).toEqual({ kind: "reused" });
    expect(tokens.find(second.access_token)).toMatchObject({ state: "revoked" });
    expect(tokens.rotate(second.refresh_token)).toEqual({ kind: "invalid" });
    expect(tokens.rotate(first.refresh_token)).toEqual({ kind: "reused" });
    expect(tokens.rotate(bystander.refresh_token)).toMatchObject({ kind: "rotated" });
  });

  it("takes of each sign-in only the newest refresh token, whatever was tried before", () => {
    const attempt = fc.record({ signIn: fc.nat({ max: 2 }), age: fc.nat({ max: 4 }) });
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 40 }), (attempts) => {
        const { tokens } = build();
        const chains = [0, 1, 2].map((id) => [tokens.issue(String(id)).refresh_token]);
        for (const { signIn, age } of attempts) {
          const chain = chains[signIn] ?? [];
          const result = tokens.rotate(chain.at(-1 - age) ?? "unknown");
          const expected = age === 0 ? "rotated" : age < chain.length ? "reused" : "invalid";
          expect(result.kind).toBe(expected);
          if (result.kind === "rotated") chain.push(result.tokens.refresh_token);
        }
        const live = chains.map((chain) => chain.filter((token) => tokens.find(token)?.state === "live"));
        expect(live).toEqual(chains.map((chain) => chain.slice(-1)));
      }),
    );
  });
});

function rotated(rotation: ReturnType<ReturnType<typeof build>["tokens"]["rotate"]>): TokenResponse {
  if (rotation.kind !== "rotated") throw new Error(`The refresh token is ${rotation.kind}.`);
  return rotation.tokens;
}
