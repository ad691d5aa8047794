import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import { startGateway, type Gateway } from "../host/gateway.ts";
import { openTui, tuiConnected, type Terminal } from "../host/terminal.ts";
import type { RecordedRequest } from "../simulator/simulator.ts";
import { setUpPluginHost, type PluginHost } from "./support/plugin-host.ts";
import { plainRequest, wireFacts } from "./support/wire-facts.ts";

let host: PluginHost;
let gateway: Gateway;
let tui: Terminal | undefined;

beforeAll(async () => {
  host = await setUpPluginHost();
  gateway = await startGateway(host.home);
});
afterEach(async () => {
  await tui?.stop();
  host.simulator.reset();
});
afterAll(async () => {
  await gateway.stop();
  await host[Symbol.asyncDispose]();
});

/** The turn that answers `text`, and not a request that the host makes beside it, for a title say. */
function asks(text: string): (request: RecordedRequest) => boolean {
  return ({ body }) => JSON.stringify(body).includes(text);
}

/** Opens the chat in a conversation of its own and sets the model. */
async function openChat(session: string, modelRef: string): Promise<Terminal> {
  tui = await openTui(host.home, gateway, { sessionKey: `agent:main:${session}` });
  await tui.waitFor(tuiConnected);
  await tui.type(`/model ${modelRef}`);
  await tui.press("Enter");
  await tui.waitFor(/model set to kimi\/kimi-code/u);
  return tui;
}

describe("the terminal UI", () => {
  it("takes kimi/kimi-code, and shows the answer while it comes in", async () => {
    const { simulator } = host;
    const question = "which tea goes with honey?";
    const release = Promise.withResolvers<void>();
    // Without reasoning: after any, 2026.9.6 holds the text of an openai-completions answer back to its end.
    simulator.enqueue(
      {
        kind: "deltas",
        steps: [
          { kind: "text", text: "Oolong, because " },
          { kind: "hold", until: release.promise },
          { kind: "text", text: "of its honey notes." },
        ],
      },
      { when: asks(question) },
    );
    const chat = await openChat("streamed", "kimi/kimi-code");
    await chat.type(question);
    await chat.press("Enter");
    const during = await chat.waitFor(/Oolong, because/u, { timeoutMs: 90_000 });
    expect(during).not.toContain("honey notes");
    release.resolve();
    const after = await chat.waitFor(/Oolong, because of its honey notes\./u);
    expect(after).not.toContain(simulator.key);

    const turns = simulator.requests.filter(asks(question));
    expect(turns.map(wireFacts)).toStrictEqual([expect.objectContaining(plainRequest)]);
  });

  it("takes the model by an older name of it, and answers after having reasoned", async () => {
    const { simulator } = host;
    const question = "and which one with lemon?";
    simulator.enqueue(
      { kind: "message", reasoning: "A matter of taste.", text: "Darjeeling goes with lemon." },
      { when: asks(question) },
    );
    const chat = await openChat("older-name", "kimi/k2p5");
    await chat.type(question);
    await chat.press("Enter");
    await chat.waitFor(/Darjeeling goes with lemon\./u, { timeoutMs: 90_000 });

    const turns = simulator.requests.filter(asks(question));
    expect(turns.map(wireFacts)).toStrictEqual([expect.objectContaining(plainRequest)]);
  });
});
