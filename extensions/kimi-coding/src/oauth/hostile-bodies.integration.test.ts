import { afterEach, describe, expect, it } from "vitest";
import { type HostileService, startHostileService } from "../../test-support/hostile-service.ts";
import { present } from "../../test-support/registration.ts";
import { USER_AGENT } from "../kimi/index.ts";
import { authorizeDevice, exchangeRefreshToken, pollDevice } from "./oauth-requests.ts";

let service: HostileService | null = null;

afterEach(async () => {
  await service?.stop();
  service = null;
});

const place = () => ({ issuer: present(service).origin, userAgent: USER_AGENT });

describe.each(["endless", "a gzip bomb"] as const)("an answer of the sign-in service that is %s", (body) => {
  it("is told of as too long when a code is asked for", async () => {
    service = await startHostileService(200, body);
    await expect(authorizeDevice(place())).rejects.toThrow(
      /sent more than 64 KB, .* This is a fault of that service, or of a proxy before it/u,
    );
    await service.closed;
  });

  it.each([200, 400, 503])("decides nothing about tokens with status %d", async (status) => {
    service = await startHostileService(status, body);
    const tooLong = { kind: "unexpected", isTooLong: true };
    expect(await pollDevice(place(), "device")).toStrictEqual(tooLong);
    expect(await exchangeRefreshToken(place(), "token")).toStrictEqual(tooLong);
    await service.closed;
  });
});
