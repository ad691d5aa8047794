import { describe, expect, it } from "vitest";
import { parseDeviceAuthorization, parseTokenAnswer } from "./oauth-answer.ts";

const body = {
  access_token: "header.payload.signature",
  refresh_token: "r-1",
  expires_in: 900,
  scope: "kimi-code",
  token_type: "Bearer",
};
const tokens = { accessToken: "header.payload.signature", refreshToken: "r-1", lifetimeMs: 900_000 };

describe("parseTokenAnswer", () => {
  it("reads tokens and their life", () => {
    expect(parseTokenAnswer(200, body)).toStrictEqual({ kind: "tokens", tokens });
  });

  it("reads a life that is written as a text", () => {
    expect(parseTokenAnswer(200, { ...body, expires_in: "900" })).toStrictEqual({ kind: "tokens", tokens });
  });

  it.each([
    { name: "no access token", answer: { ...body, access_token: undefined } },
    { name: "an empty access token", answer: { ...body, access_token: "" } },
    { name: "a token that no header can hold", answer: { ...body, access_token: "a\nb" } },
    { name: "no new refresh token", answer: { ...body, refresh_token: undefined } },
    { name: "a token of 1 MB", answer: { ...body, access_token: "t".repeat(1e6) } },
    { name: "no JSON", answer: undefined },
    { name: "a list", answer: [body] },
  ])("takes success with $name for unexpected", ({ answer }) => {
    expect(parseTokenAnswer(200, answer)).toStrictEqual({ kind: "unexpected" });
  });

  it.each([
    { expires_in: undefined, lifetimeMs: 900_000 },
    { expires_in: null, lifetimeMs: 900_000 },
    { expires_in: 0, lifetimeMs: 900_000 },
    { expires_in: -1, lifetimeMs: 900_000 },
    { expires_in: -1e306, lifetimeMs: 900_000 },
    { expires_in: "soon", lifetimeMs: 900_000 },
    { expires_in: "", lifetimeMs: 900_000 },
    { expires_in: "9".repeat(1e6), lifetimeMs: 900_000 },
    { expires_in: [900], lifetimeMs: 900_000 },
    { expires_in: Number.NaN, lifetimeMs: 900_000 },
    { expires_in: 1e-9, lifetimeMs: 1000 },
    { expires_in: 1.5, lifetimeMs: 1500 },
    { expires_in: 86_400, lifetimeMs: 86_400_000 },
    { expires_in: 1e306, lifetimeMs: 2_592_000_000 },
    { expires_in: Infinity, lifetimeMs: 2_592_000_000 },
  ])("keeps tokens that live for $expires_in s", ({ expires_in, lifetimeMs }) => {
    expect(parseTokenAnswer(200, { ...body, expires_in })).toStrictEqual({
      kind: "tokens",
      tokens: { ...tokens, lifetimeMs },
    });
  });

  it.each(["authorization_pending", "slow_down", "expired_token", "access_denied", "invalid_grant"])(
    "reads %s whatever the status is",
    (code) => {
      for (const status of [400, 401, 403, 429, 500]) {
        expect(parseTokenAnswer(status, { error: code })).toStrictEqual({ kind: "error", code });
      }
    },
  );

  it.each([408, 429, 500, 502, 503, 504])(
    "treats status %i without an OAuth error as no answer",
    (status) => {
      expect(parseTokenAnswer(status, undefined)).toStrictEqual({ kind: "unavailable" });
      expect(parseTokenAnswer(status, { error: "temporarily_unavailable" })).toStrictEqual({
        kind: "unavailable",
      });
    },
  );

  it.each([301, 302, 400, 401, 403, 404])("never treats a bare %i as the end of a grant", (status) => {
    expect(parseTokenAnswer(status, undefined)).toStrictEqual({ kind: "unexpected" });
    expect(parseTokenAnswer(status, { error: "invalid_client" })).toStrictEqual({ kind: "unexpected" });
  });
});

const device = {
  device_code: "d-1",
  user_code: "ABCD-EFGH",
  verification_uri: "https://www.kimi.com/code/authorize_device",
  verification_uri_complete: "https://www.kimi.com/code/authorize_device?user_code=ABCD-EFGH",
  expires_in: 600,
  interval: 2,
};

describe("parseDeviceAuthorization", () => {
  it("reads code, page, life and interval", () => {
    expect(parseDeviceAuthorization(200, device)).toStrictEqual({
      deviceCode: "d-1",
      userCode: "ABCD-EFGH",
      verificationUrl: device.verification_uri_complete,
      lifetimeMs: 600_000,
      intervalMs: 2000,
    });
  });

  it("waits 5 s and half an hour where the service does not say", () => {
    const { expires_in: _life, interval: _interval, ...rest } = device;
    expect(parseDeviceAuthorization(200, rest)).toMatchObject({ lifetimeMs: 1_800_000, intervalMs: 5000 });
    expect(parseDeviceAuthorization(200, { ...rest, interval: 0, expires_in: -1 })).toMatchObject({
      lifetimeMs: 1_800_000,
      intervalMs: 5000,
    });
  });

  it.each([
    { expires_in: 1e306, interval: 1e306, lifetimeMs: 86_400_000, intervalMs: 60_000 },
    { expires_in: 1e-9, interval: 1e-9, lifetimeMs: 1000, intervalMs: 1000 },
    { expires_in: "600", interval: "2", lifetimeMs: 600_000, intervalMs: 2000 },
    { expires_in: {}, interval: Number.NaN, lifetimeMs: 1_800_000, intervalMs: 5000 },
    { expires_in: Infinity, interval: -Infinity, lifetimeMs: 86_400_000, intervalMs: 5000 },
  ])("makes waits of timers of $expires_in and $interval", ({ expires_in, interval, ...times }) => {
    expect(parseDeviceAuthorization(200, { ...device, expires_in, interval })).toMatchObject(times);
  });

  it.each([
    { device_code: "d".repeat(1e6) },
    { user_code: "U".repeat(65) },
    { verification_uri_complete: `https://www.kimi.com/${"a".repeat(1e6)}` },
  ])("is none with a text that is longer than any", (field) => {
    expect(parseDeviceAuthorization(200, { ...device, ...field })).toBeNull();
  });

  it.each(["device_code", "user_code", "verification_uri_complete"])("is refused without %s", (field) => {
    expect(parseDeviceAuthorization(200, { ...device, [field]: "" })).toBeNull();
    expect(parseDeviceAuthorization(200, { ...device, [field]: undefined })).toBeNull();
  });

  it("is refused if the code contains control characters", () => {
    expect(parseDeviceAuthorization(200, { ...device, user_code: "\u001B[2JABCD" })).toBeNull();
  });

  it("is refused with another status", () => {
    expect(parseDeviceAuthorization(400, device)).toBeNull();
  });
});
