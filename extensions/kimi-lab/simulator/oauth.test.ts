import { describe, expect, it } from "vitest";

import { defaultAccount } from "./accounts.ts";
import { createClock } from "./clock.ts";
import { createOAuth, type OAuthOptions } from "./oauth.ts";
import { createRequestLog } from "./request-log.ts";

const plus = { ...defaultAccount, id: "plus", key: "sk-kimi-plus" };
const clock = createClock();
const build = (options: OAuthOptions = {}) => createOAuth([defaultAccount, plus], clock, options);

const request = createRequestLog().add({
  method: "POST",
  path: "/api/oauth/token",
  query: {},
  headers: {},
  userAgent: "",
  accountId: null,
  dialect: null,
  body: null,
  bodyBytes: 0,
  startedAt: new Date(0),
});

describe("createOAuth", () => {
  it("signs in to the account that approves, by default the first one", () => {
    const oauth = build();
    const [first, second] = [oauth.startSignIn(), oauth.startSignIn()];
    oauth.control.approve(first.userCode);
    oauth.control.approve(second.userCode, "plus");
    const accounts = [first, second].map(({ deviceCode }) => oauth.poll(deviceCode));
    expect(accounts).toMatchObject([{ accountId: "default" }, { accountId: "plus" }]);
  });

  it("knows no other account", () => {
    const oauth = build();
    const { userCode } = oauth.startSignIn();
    expect(() => oauth.control.approve(userCode, "nobody")).toThrow('no account "nobody"');
    expect(() => oauth.control.issue("nobody")).toThrow('no account "nobody"');
    expect(oauth.control.pending).toEqual([userCode]);
  });

  it("approves by itself if told so", () => {
    const oauth = build({ autoApprove: true });
    expect(oauth.poll(oauth.startSignIn().deviceCode)).toEqual({ kind: "approved", accountId: "default" });
    expect(oauth.control.pending).toEqual([]);
  });

  it("sends users to another page if told so", () => {
    expect(build().verificationUri).toBeNull();
    expect(build({ verificationUri: "https://evil.example/" }).verificationUri).toBe("https://evil.example/");
  });

  it("names tokens and device codes only by number and account", () => {
    const oauth = build();
    const { deviceCode } = oauth.startSignIn();
    const { access_token: access, refresh_token: refresh } = oauth.control.issue("plus");
    expect([deviceCode, access, refresh, "else"].map((secret) => oauth.describe(secret))).toEqual([
      "<device code 1>",
      "<access token 1 of account plus>",
      "<refresh token 1 of account plus>",
      undefined,
    ]);
  });

  it("accepts only live access tokens as a key", () => {
    const oauth = build();
    const [good, bad] = [oauth.control.issue("plus"), oauth.control.issue("plus")];
    oauth.control.revoke(bad.access_token);
    const presented = [good.access_token, bad.access_token, good.refresh_token, "else"];
    const owners = () => presented.map((token) => oauth.accountOf(token)?.id);
    expect(owners()).toEqual(["plus", undefined, undefined, undefined]);
    clock.advance(900_000);
    expect(owners()).toEqual([undefined, undefined, undefined, undefined]);
  });

  it("knows the account of a refresh token in any state", () => {
    const oauth = build();
    const { access_token: access, refresh_token: refresh } = oauth.control.issue("plus");
    oauth.rotate(refresh);
    expect([refresh, access, "else"].map((token) => oauth.accountIdOf(token))).toEqual([
      "plus",
      undefined,
      undefined,
    ]);
  });

  it("forgets scripts and counts on a reset, and keeps tokens", () => {
    const oauth = build();
    const { refresh_token: used } = oauth.control.issue();
    const rotation = oauth.rotate(used);
    oauth.rotate(used);
    oauth.control.enqueue({ fault: "disconnect" });
    oauth.reset();
    expect(oauth.control).toMatchObject({ refreshes: 0, reuses: 0 });
    expect(oauth.scripted(request)).toBeUndefined();
    expect(rotation.kind === "rotated" && oauth.accountOf(rotation.tokens.access_token)?.id).toBe("default");
  });
});
