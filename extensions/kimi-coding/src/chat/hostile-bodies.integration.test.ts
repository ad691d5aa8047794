import { afterEach, describe, expect, it } from "vitest";
import { type HostileService, startHostileService } from "../../test-support/hostile-service.ts";
import { chatAt } from "./run-chat-test-support.ts";

let service: HostileService | null = null;

afterEach(async () => {
  await service?.stop();
  service = null;
});

describe.each(["endless", "a gzip bomb"] as const)("a body that is %s", (body) => {
  it.each([
    { name: "a refusal", status: 400, said: /^400 / },
    {
      name: "an answer that is not streamed",
      status: 200,
      said: /longer than any can be, so the rest was not/u,
    },
  ])("is read no further as $name, and its connection is closed", async ({ status, said }) => {
    service = await startHostileService(status, body);
    const events = await chatAt(new URL(service.origin));
    const last = events.at(-1);
    expect(last?.type === "error" ? last.error.errorMessage : last).toMatch(said);
    await service.closed;
  });
});
