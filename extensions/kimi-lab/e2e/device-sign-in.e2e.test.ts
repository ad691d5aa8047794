import { createServer } from "node:http";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { oauthFaults, startSimulator, type Simulator } from "../simulator/simulator.ts";
import { only, present, registerPlugin } from "openclaw-kimi-coding/test-api";
import { signInByDevice } from "./support/device-sign-in.ts";

const methods = registerPlugin().provider.auth;
const methodOf = (wanted: string) => present(methods.find(({ id }) => id === wanted));
const method = methodOf("device-code");
const isPoll = ({ path }: { readonly path: string }) => path === "/api/oauth/token";

let simulator: Simulator;

beforeAll(async () => {
  simulator = await startSimulator({ oauth: { intervalSeconds: 1 } });
});
afterAll(() => simulator.stop());
afterEach(() => simulator.reset());

/** Signs in as a host has it done, at this OAuth host, and keeps what the user is shown. */
const signIn = (issuer: string, signal?: AbortSignal) =>
  signInByDevice(method, issuer, signal === undefined ? {} : { signal });

/** The user code, once the sign-in has been polled for. */
async function polledCode(): Promise<string> {
  await simulator.waitForRequest(isPoll);
  return present(simulator.oauth.pending.at(-1));
}

describe("a sign-in by device code", () => {
  it("shows page and code, opens the page, counts down, and ends with a profile of the OAuth host", async () => {
    const { done, shown, opened } = signIn(simulator.url);
    const code = await polledCode();
    simulator.oauth.approve(code);
    const { profiles, defaultModel } = await done;
    expect(defaultModel).toBe("kimi/kimi-code");
    expect(only(profiles)).toMatchObject({
      profileId: "kimi:oauth",
      credential: { type: "oauth", provider: "kimi", issuer: simulator.url },
    });
    expect(shown[0]).toContain(`Code: ${code}`);
    expect(only(opened)).toContain(`user_code=${code}`);
    expect(shown.at(-1)).toMatch(/\(29:5\d left\)/u);
  });

  it.each([
    { name: "denied", decide: (code: string) => simulator.oauth.deny(code), says: /was declined/u },
    { name: "expired", decide: (code: string) => simulator.oauth.expire(code), says: /no longer valid/u },
  ])("says so and what to type when it is $name", async ({ decide, says }) => {
    const { done } = signIn(simulator.url);
    done.catch(() => undefined);
    decide(await polledCode());
    await expect(done).rejects.toThrow(says);
    await expect(done).rejects.toThrow("openclaw models auth login --provider kimi --method device-code");
  });

  it("names the command of its own region when it is denied", async () => {
    const { done } = signInByDevice(methodOf("device-code-global"), simulator.url);
    done.catch(() => undefined);
    simulator.oauth.deny(await polledCode());
    await expect(done).rejects.toThrow(
      "openclaw models auth login --provider kimi --method device-code-global",
    );
  });

  it("goes on when a question gets no answer", async () => {
    simulator.oauth.enqueue({ fault: "disconnect" }, { when: isPoll });
    const { done } = signIn(simulator.url);
    simulator.oauth.approve(await polledCode());
    expect(only((await done).profiles).profileId).toBe("kimi:oauth");
  });

  it("ends at once when its user breaks it off", async () => {
    const user = new AbortController();
    const { done } = signIn(simulator.url, user.signal);
    done.catch(() => undefined);
    await polledCode();
    user.abort();
    await expect(done).rejects.toThrow("You cancelled the sign-in. Nothing was stored.");
  });

  it("says that the service has no time", async () => {
    simulator.oauth.enqueue({ fault: oauthFaults.unavailable });
    await expect(signIn(simulator.url).done).rejects.toThrow(/status 503 and without a code.*in a minute/u);
  });

  it("opens and shows no page of another origin", async () => {
    const other = await startSimulator({ oauth: { verificationUri: "https://www.kimi.com.example/device" } });
    const { done, shown, opened } = signIn(other.url);
    await expect(done).rejects.toThrow(/does not belong to Kimi, so the page was not opened/u);
    expect([shown, opened]).toStrictEqual([[], []]);
    await other.stop();
  });

  it("follows no redirect", async () => {
    const server = createServer((_, response) => {
      response.writeHead(307, { location: `${simulator.url}/api/oauth/device_authorization` }).end();
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    const address = server.address();
    const port = typeof address === "object" ? address?.port : undefined;
    await expect(signIn(`http://127.0.0.1:${port}`).done).rejects.toThrow(/status 307 and without a code/u);
    expect(simulator.requests).toStrictEqual([]);
    server.close();
  });
});
