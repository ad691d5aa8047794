import { request, type IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";

import { CLIENT_ID } from "../simulator/oauth.ts";
import {
  defaultAccount,
  oauthFaults,
  startSimulator,
  type RecordedRequest,
  type Simulator,
} from "../simulator/simulator.ts";
import { ask, call } from "../simulator/test-support.ts";

const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code";
const accounts = [
  { ...defaultAccount, models: ["kimi-for-coding"] },
  { id: "plus", key: "sk-kimi-simulator-plus", models: ["kimi-for-coding", "k3"] },
] as const;

const deviceAnswer = z.strictObject({
  user_code: z.string().regex(/^[B-Z]{4}-[B-Z]{4}$/u),
  device_code: z.string().min(1),
  verification_uri: z.url(),
  verification_uri_complete: z.url(),
  expires_in: z.int(),
  interval: z.int(),
});
const tokenAnswer = z.strictObject({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1),
  expires_in: z.number().positive(),
  scope: z.string(),
  token_type: z.literal("Bearer"),
});

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ accounts });
});
afterEach(() => simulator.reset());
afterAll(async () => {
  await simulator.stop();
});

async function post(path: string, fields: Record<string, string>): Promise<Response> {
  return await fetch(`${simulator.url}${path}`, { method: "POST", body: new URLSearchParams(fields) });
}

async function requestToken(fields: Record<string, string>): Promise<Response> {
  return await post("/api/oauth/token", { client_id: CLIENT_ID, ...fields });
}

async function startSignIn() {
  const response = await post("/api/oauth/device_authorization", { client_id: CLIENT_ID });
  expect(response.status).toBe(200);
  return deviceAnswer.parse(await response.json());
}

const poll = (device_code: string) => requestToken({ grant_type: deviceGrant, device_code });
const refresh = (refresh_token: string) => requestToken({ grant_type: "refresh_token", refresh_token });

async function refreshed(refreshToken: string) {
  const response = await refresh(refreshToken);
  expect(response.status).toBe(200);
  return tokenAnswer.parse(await response.json());
}

/** Status and error code of a refusal. */
async function refusal(pending: Response | Promise<Response>): Promise<string> {
  const response = await pending;
  const { error } = z.looseObject({ error: z.string() }).parse(await response.json());
  return `${response.status} ${error}`;
}

async function listModels(accessToken: string): Promise<number> {
  const headers = { authorization: `Bearer ${accessToken}` };
  return (await call(simulator, "/models", "", { method: "GET", headers })).status;
}

const isToken = ({ path }: RecordedRequest) => path === "/api/oauth/token";

describe("a sign-in by device code", () => {
  it("gives tokens once it is approved, and only once", async () => {
    const device = await startSignIn();
    expect(device).toMatchObject({ expires_in: 1800, interval: 5 });
    expect(device.verification_uri_complete).toBe(`${device.verification_uri}?user_code=${device.user_code}`);
    expect(new URL(device.verification_uri).origin).toBe(simulator.url);
    expect(await refusal(poll(device.device_code))).toBe("400 authorization_pending");
    simulator.oauth.approve(device.user_code);
    const response = await poll(device.device_code);
    expect(response.headers.get("cache-control")).toBe("no-store");
    const tokens = tokenAnswer.parse(await response.json());
    expect(tokens.expires_in).toBe(900);
    expect(await listModels(tokens.access_token)).toBe(200);
    expect(await refusal(poll(device.device_code))).toBe("400 invalid_grant");
  });

  it("asks a client that polls too fast to slow down, by five seconds each time", async () => {
    const { device_code: deviceCode, user_code: userCode } = await startSignIn();
    await poll(deviceCode);
    expect(await refusal(poll(deviceCode))).toBe("400 slow_down");
    simulator.clock.advance(5000);
    expect(await refusal(poll(deviceCode))).toBe("400 slow_down");
    simulator.clock.advance(15_000);
    expect(await refusal(poll(deviceCode))).toBe("400 authorization_pending");
    simulator.oauth.approve(userCode);
    expect((await poll(deviceCode)).status).toBe(200);
  });

  it.each([
    { name: "denied", decide: (code: string) => simulator.oauth.deny(code), error: "400 access_denied" },
    { name: "expired", decide: (code: string) => simulator.oauth.expire(code), error: "400 expired_token" },
    { name: "too old", decide: () => simulator.clock.advance(1_800_000), error: "400 expired_token" },
  ])("is refused when it is $name", async ({ decide, error }) => {
    const { device_code: deviceCode, user_code: userCode } = await startSignIn();
    decide(userCode);
    expect(await refusal(poll(deviceCode))).toBe(error);
    expect(() => simulator.oauth.approve(userCode)).toThrow("No sign-in waits");
  });
});

describe("a refresh", () => {
  it("gives new tokens of the same account and uses up the old refresh token", async () => {
    const first = simulator.oauth.issue("plus");
    const second = await refreshed(first.refresh_token);
    const third = await refreshed(second.refresh_token);
    expect(new Set([first, second, third].map((tokens) => tokens.refresh_token)).size).toBe(3);
    const headers = { authorization: `Bearer ${third.access_token}` };
    const models = await (await call(simulator, "/models", "", { method: "GET", headers })).json();
    expect(models).toMatchObject({ data: [{ id: "kimi-for-coding" }, { id: "k3" }] });
    expect(simulator.oauth).toMatchObject({ refreshes: 2, reuses: 0 });
  });

  it("refuses a used token and counts the reuse; the newest token stays good", async () => {
    const first = simulator.oauth.issue();
    const second = await refreshed(first.refresh_token);
    expect(await refusal(refresh(first.refresh_token))).toBe("400 invalid_grant");
    expect(simulator.oauth).toMatchObject({ refreshes: 1, reuses: 1 });
    await refreshed(second.refresh_token);
    simulator.reset();
    expect(simulator.oauth).toMatchObject({ refreshes: 0, reuses: 0 });
  });

  it("is done once for two clients that ask at the same time", async () => {
    const { refresh_token: token } = simulator.oauth.issue();
    const statuses = await Promise.all([refresh(token), refresh(token)]);
    expect(statuses.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 400]);
    expect(simulator.oauth).toMatchObject({ refreshes: 1, reuses: 1 });
  });

  it("refuses revoked, old, unknown and access tokens, which is not a reuse", async () => {
    const revoked = simulator.oauth.issue();
    simulator.oauth.revoke(revoked.refresh_token);
    expect(await refusal(refresh(revoked.refresh_token))).toBe("400 invalid_grant");
    expect(await refusal(refresh(revoked.access_token))).toBe("400 invalid_grant");
    expect(await refusal(refresh("nobody's"))).toBe("400 invalid_grant");
    const old = simulator.oauth.issue();
    simulator.clock.advance(30 * 24 * 3_600_000);
    expect(await refusal(refresh(old.refresh_token))).toBe("400 invalid_grant");
    expect(simulator.oauth).toMatchObject({ refreshes: 0, reuses: 0 });
  });
});

describe("a scripted answer", () => {
  it.each([
    {
      name: "a 429",
      fault: { ...oauthFaults.tooManyRequests, headers: { "retry-after": "1" } },
      status: 429,
    },
    { name: "a 500", fault: oauthFaults.internalError, status: 500 },
    { name: "a 503", fault: oauthFaults.unavailable, status: 503 },
  ])("can be $name that changes nothing", async ({ fault, status }) => {
    const { refresh_token: token } = simulator.oauth.issue();
    simulator.oauth.enqueue({ fault });
    expect((await refresh(token)).status).toBe(status);
    await refreshed(token);
    expect(simulator.oauth.reuses).toBe(0);
  });

  it("can be lost after the rotation, by a 502 or a closed connection", async () => {
    const first = simulator.oauth.issue();
    simulator.oauth.enqueue({ lost: oauthFaults.badGateway });
    expect((await refresh(first.refresh_token)).status).toBe(502);
    expect(await refusal(refresh(first.refresh_token))).toBe("400 invalid_grant");
    const second = simulator.oauth.issue();
    simulator.oauth.enqueue({ lost: "disconnect" });
    await expect(refresh(second.refresh_token)).rejects.toThrow("fetch failed");
    expect(await refusal(refresh(second.refresh_token))).toBe("400 invalid_grant");
    expect(simulator.oauth).toMatchObject({ refreshes: 2, reuses: 2 });
  });

  it("can be a connection cut before anything is done", async () => {
    const { refresh_token: token } = simulator.oauth.issue();
    simulator.oauth.enqueue({ fault: "disconnect" });
    await expect(refresh(token)).rejects.toThrow("fetch failed");
    await refreshed(token);
  });

  it("can be any other answer, such as tokens that are not whole or a portal's page", async () => {
    const { refresh_token: token } = simulator.oauth.issue();
    const page = { status: 200, body: "<html>", headers: { "content-type": "text/html" } };
    simulator.oauth.enqueue({ fault: page });
    simulator.oauth.enqueue({ lost: { status: 200, body: '{"access_token":"a"}' } });
    const first = await refresh(token);
    expect([first.headers.get("content-type"), await first.text()]).toEqual(["text/html", "<html>"]);
    expect(await (await refresh(token)).json()).toEqual({ access_token: "a" });
    expect(simulator.oauth).toMatchObject({ refreshes: 1, reuses: 0 });
  });

  it("can hold a request before the rotation, and an answer after it", async () => {
    const { refresh_token: token } = simulator.oauth.issue();
    const before = Promise.withResolvers<void>();
    const after = Promise.withResolvers<void>();
    simulator.oauth.enqueue({ before: before.promise, after: after.promise });
    const answer = refresh(token);
    await simulator.waitForRequest(isToken);
    expect(simulator.oauth.refreshes).toBe(0);
    before.resolve();
    expect(await refusal(refresh(token))).toBe("400 invalid_grant");
    expect(simulator.requests.find(isToken)?.outcome).toBe("pending");
    after.resolve();
    expect((await answer).status).toBe(200);
  });

  it("is completed even if the client has disconnected", async () => {
    const { refresh_token: token } = simulator.oauth.issue();
    const before = Promise.withResolvers<void>();
    simulator.oauth.enqueue({ before: before.promise });
    const client = new AbortController();
    const body = new URLSearchParams({
      client_id: CLIENT_ID,
      grant_type: "refresh_token",
      refresh_token: token,
    });
    const answer = fetch(`${simulator.url}/api/oauth/token`, {
      method: "POST",
      body,
      signal: client.signal,
    });
    await simulator.waitForRequest(isToken);
    client.abort();
    await expect(answer).rejects.toThrow("aborted");
    await simulator.waitForRequest(({ outcome }) => outcome === "disconnected");
    // A round trip later, whatever the leaving has set off is done.
    expect(await listModels(simulator.key)).toBe(200);
    expect(simulator.oauth.refreshes).toBe(0);
    before.resolve();
    expect(await refusal(refresh(token))).toBe("400 invalid_grant");
    expect(simulator.oauth).toMatchObject({ refreshes: 1, reuses: 1 });
  });

  it("leaves inference alone, and what is scripted for inference leaves sign-in alone", async () => {
    simulator.enqueue({ kind: "message", text: "for the chat" });
    simulator.oauth.enqueue({ fault: oauthFaults.unavailable });
    const { access_token: access, refresh_token: token } = simulator.oauth.issue();
    const headers = { authorization: `Bearer ${access}` };
    expect(await (await call(simulator, "/chat/completions", ask(), { headers })).text()).toContain(
      "for the chat",
    );
    expect((await refresh(token)).status).toBe(503);
  });
});

describe("an access token", () => {
  it.each([
    { name: "Bearer on chat", path: "/chat/completions", headers: (token: string) => bearer(token) },
    { name: "Bearer on messages", path: "/messages", headers: (token: string) => bearer(token) },
    {
      name: "x-api-key on messages",
      path: "/messages",
      headers: (token: string) => ({ authorization: "", "x-api-key": token }),
    },
  ])("passes as $name until it expires", async ({ path, headers }) => {
    const { access_token: token } = simulator.oauth.issue("plus");
    const ok = await call(simulator, path, ask({ model: "k3" }), { headers: headers(token) });
    expect(ok.status).toBe(200);
    simulator.clock.advance(900_000);
    const late = await call(simulator, path, ask(), { headers: headers(token) });
    expect(late.status).toBe(401);
    expect(await late.text()).toContain("The API Key appears to be invalid or may have expired.");
    expect(simulator.requests.map(({ accountId }) => accountId)).toEqual(["plus", null]);
  });

  it("stays good after a refresh, and is refused once revoked", async () => {
    const first = simulator.oauth.issue();
    const second = await refreshed(first.refresh_token);
    expect(await listModels(first.access_token)).toBe(200);
    simulator.oauth.revoke(first.access_token);
    expect([await listModels(first.access_token), await listModels(second.access_token)]).toEqual([401, 200]);
    simulator.oauth.revokeAll();
    expect(await listModels(second.access_token)).toBe(401);
    expect(await listModels(simulator.key)).toBe(200);
  });

  it("is not accepted as a refresh token, and a refresh token is not accepted as an access token", async () => {
    expect(await listModels(simulator.oauth.issue().refresh_token)).toBe(401);
  });
});

function bearer(token: string): Record<string, string> {
  return { authorization: `Bearer ${token}` };
}

describe("a malformed request", () => {
  it.each([
    { name: "no grant type", fields: {}, error: "400 invalid_request" },
    { name: "no refresh token", fields: { grant_type: "refresh_token" }, error: "400 invalid_request" },
    { name: "no device code", fields: { grant_type: deviceGrant }, error: "400 invalid_request" },
    { name: "another grant", fields: { grant_type: "password" }, error: "400 unsupported_grant_type" },
    {
      name: "the name of a built-in JavaScript property",
      fields: { grant_type: "toString" },
      error: "400 unsupported_grant_type",
    },
    {
      name: "another client",
      fields: { client_id: "x", grant_type: "refresh_token", refresh_token: "r" },
      error: "400 invalid_client",
    },
    {
      name: "no client",
      fields: { client_id: "", grant_type: "refresh_token" },
      error: "400 invalid_request",
    },
    {
      name: "an unknown device code",
      fields: { grant_type: deviceGrant, device_code: "x" },
      error: "400 invalid_grant",
    },
  ])("with $name is answered $error", async ({ fields, error }) => {
    expect(await refusal(requestToken(fields))).toBe(error);
  });

  it.each([
    { name: "JSON", contentType: "application/json", body: JSON.stringify({ client_id: CLIENT_ID }) },
    { name: "a form called JSON", contentType: "application/json", body: `client_id=${CLIENT_ID}` },
    {
      name: "a repeated field",
      contentType: "application/x-www-form-urlencoded",
      body: `client_id=${CLIENT_ID}&client_id=${CLIENT_ID}`,
    },
    { name: "an empty body", contentType: "application/x-www-form-urlencoded", body: "" },
  ])("with $name starts no sign-in", async ({ contentType, body }) => {
    const { pending } = simulator.oauth;
    const headers = { "content-type": contentType };
    const url = `${simulator.url}/api/oauth/device_authorization`;
    expect(await refusal(fetch(url, { method: "POST", headers, body }))).toBe("400 invalid_request");
    expect(simulator.oauth.pending).toEqual(pending);
  });
});

describe("records", () => {
  it("name tokens and device codes by number and account, and hold none of them", async () => {
    const { device_code: deviceCode, user_code: userCode } = await startSignIn();
    simulator.oauth.approve(userCode, "plus");
    const tokens = tokenAnswer.parse(await (await poll(deviceCode)).json());
    await listModels(tokens.access_token);
    await refreshed(tokens.refresh_token);
    await call(simulator, "/models", "", { method: "GET", headers: bearer(tokens.refresh_token) });
    const [, polled, listed, refreshing, misused] = simulator.requests;
    expect(polled).toMatchObject({
      accountId: null,
      body: {
        client_id: CLIENT_ID,
        grant_type: deviceGrant,
        device_code: expect.stringMatching(/^<device code \d+>$/u),
      },
    });
    expect(listed?.headers["authorization"]).toMatch(/^Bearer <access token \d+ of account plus>$/u);
    expect(refreshing).toMatchObject({
      accountId: "plus",
      body: { refresh_token: expect.stringMatching(/^<refresh token \d+ of account plus>$/u) },
    });
    expect(misused).toMatchObject({ accountId: null, status: 401 });
    const recorded = JSON.stringify(simulator.requests);
    const { secrets } = simulator.oauth;
    expect(secrets).toEqual(expect.arrayContaining([deviceCode, tokens.access_token, tokens.refresh_token]));
    expect(secrets.filter((secret) => recorded.includes(secret))).toEqual([]);
  });
});

describe("the verification page", () => {
  it("shows the code of its address and signs in when it is approved", async () => {
    const device = await startSignIn();
    const page = await fetch(device.verification_uri_complete);
    expect(page.headers.get("content-type")).toContain("text/html");
    expect(await page.text()).toContain(`value="${device.user_code}"`);
    const userCode = device.user_code.replace("-", "").toLowerCase();
    const decided = await postDecision({ user_code: userCode, decision: "approve" });
    expect([decided.status, await decided.text()]).toEqual([200, expect.stringContaining("Approved")]);
    expect((await poll(device.device_code)).status).toBe(200);
  });

  it("denies", async () => {
    const device = await startSignIn();
    expect((await postDecision({ user_code: device.user_code, decision: "deny" })).status).toBe(200);
    expect(await refusal(poll(device.device_code))).toBe("400 access_denied");
  });

  it.each([
    { name: "an unknown code", fields: { user_code: "<b>", decision: "approve" }, status: 404 },
    { name: "no decision", fields: { user_code: "x" }, status: 400 },
    { name: "another decision", fields: { user_code: "x", decision: "maybe" }, status: 400 },
  ])("answers $status to $name, and puts no markup of others on the page", async ({ fields, status }) => {
    const response = await postDecision(fields);
    expect(response.status).toBe(status);
    expect(await response.text()).not.toContain("<b>");
  });

  it("puts no markup of its address on the page", async () => {
    const code = encodeURIComponent('"><script>');
    const page = await fetch(`${simulator.url}/code/authorize_device?user_code=${code}`);
    expect(await page.text()).toContain('value="&quot;&gt;&lt;script&gt;"');
  });
});

async function postDecision(fields: Record<string, string>): Promise<Response> {
  return await post("/code/authorize_device", fields);
}

describe("a simulator with another verification page", () => {
  it("names that page", async () => {
    const other = await startSimulator({ oauth: { verificationUri: "https://kimi.example/device" } });
    try {
      const body = new URLSearchParams({ client_id: CLIENT_ID });
      const response = await fetch(`${other.url}/api/oauth/device_authorization`, { method: "POST", body });
      const device = deviceAnswer.parse(await response.json());
      expect(device.verification_uri).toBe("https://kimi.example/device");
      expect(device.verification_uri_complete).toBe(
        `https://kimi.example/device?user_code=${device.user_code}`,
      );
    } finally {
      await other.stop();
    }
  });
});

describe("a sign-in that was asked for at a region's own host", () => {
  it.each([
    { host: "auth.kimi.com", site: "https://www.kimi.com" },
    { host: "auth.kimi.ai", site: "https://www.kimi.ai" },
  ])("is to be approved at $site, for $host", async ({ host, site }) => {
    const asked = request(`${simulator.url}/api/oauth/device_authorization`, {
      method: "POST",
      headers: { host, "content-type": "application/x-www-form-urlencoded" },
    });
    const answered = new Promise<IncomingMessage>((resolve) => asked.once("response", resolve));
    asked.end(new URLSearchParams({ client_id: CLIENT_ID }).toString());
    const device = deviceAnswer.parse(await json(await answered));
    expect(device.verification_uri).toBe(`${site}/code/authorize_device`);
  });
});

describe("two simulators", () => {
  it("know nothing of each other's tokens", async () => {
    const other = await startSimulator();
    try {
      expect(await listModels(other.oauth.issue().access_token)).toBe(401);
      expect(await refusal(refresh(other.oauth.issue().refresh_token))).toBe("400 invalid_grant");
      other.clock.advance(900_000);
      expect(await listModels(simulator.oauth.issue().access_token)).toBe(200);
    } finally {
      await other.stop();
    }
  });
});
