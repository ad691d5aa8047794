import { afterEach, describe, expect, it } from "vitest";
import { type HostileService, startHostileService } from "../../test-support/hostile-service.ts";
import { authorizeDevice, exchangeRefreshToken, pollDevice } from "./oauth-requests.ts";

let service: HostileService | null = null;

afterEach(async () => {
  await service?.stop();
  service = null;
});

describe.each(["endless", "a gzip bomb"] as const)("an answer of the sign-in service that is %s", (body) => {
  it("is told of as too long when a code is asked for", async () => {
    service = await startHostileService(200, body);
    await expect(authorizeDevice(service.origin)).rejects.toThrow(
      /sent more than 64 KB, .* This is a fault of that service, or of a proxy before it/u,
    );
    await service.closed;
  });

  it.each([200, 400, 503])("decides nothing about tokens with status %d", async (status) => {
    service = await startHostileService(status, body);
    const tooLong = { kind: "unexpected", isTooLong: true };
    expect(await pollDevice(service.origin, "device")).toStrictEqual(tooLong);
    expect(await exchangeRefreshToken(service.origin, "token")).toStrictEqual(tooLong);
    await service.closed;
  });
});
