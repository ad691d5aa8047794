import { writeFile } from "node:fs/promises";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";

import type { Gateway } from "../../host/gateway.ts";
import { openTui, tuiConnected, type Terminal } from "../../host/terminal.ts";
import { leakedReply } from "../../simulator/leak.ts";
import type { DeltasReply } from "../../simulator/reply.ts";
import type { RecordedRequest } from "../../simulator/simulator.ts";
import type { PluginHost } from "../support/plugin-host.ts";
import { plainRequest, wireFacts } from "../support/wire-facts.ts";
import type { Dialect, SharedGateway } from "./shared-gateway.ts";

const sessionKey = "agent:main:terminal";
const modelSet = /model set to kimi\/kimi-code/u;

/** The turn that answers `text`, and not a request that the host makes beside it, for a title say. */
function asks(text: string): (request: RecordedRequest) => boolean {
  return ({ body }) => JSON.stringify(body).includes(text);
}

/** The screen of `openclaw tui`. */
export function describeTerminalUi(shared: SharedGateway): void {
  describe("the terminal UI", () => {
    let host: PluginHost;
    let gateway: Gateway;
    /** All tests type into one chat: it takes as long to open as a host takes to start. */
    let screen: Terminal;
    beforeAll(async () => {
      ({ host, gateway } = shared);
      host.simulator.reset();
      screen = await openTui(host.home, gateway, { sessionKey });
      await screen.waitFor(tuiConnected);
    });
    afterEach(() => host.simulator.reset());
    afterAll(() => screen.stop());

    async function enter(line: string): Promise<void> {
      await screen.type(line);
      await screen.press("Enter");
    }

    it("takes kimi/kimi-code, and shows the answer while it comes in", async () => {
      const { simulator } = host;
      await enter("/model kimi/kimi-code");
      await screen.waitFor(modelSet);
      const question = "which tea goes with honey?";
      const release = Promise.withResolvers<void>();
      simulator.enqueue(
        {
          kind: "deltas",
          steps: [
            { kind: "reasoning", text: "A matter of honey." },
            { kind: "text", text: "Oolong, because " },
            { kind: "hold", until: release.promise },
            { kind: "text", text: "of its honey notes." },
          ],
        },
        { when: asks(question) },
      );
      await enter(question);
      expect(await screen.waitFor(/Oolong, because/u)).not.toContain("honey notes");
      release.resolve();
      const after = await screen.waitFor(/Oolong, because of its honey notes\./u);
      expect(after).not.toContain(simulator.key);

      const turns = simulator.requests.filter(asks(question));
      expect(turns.map(wireFacts)).toStrictEqual([expect.objectContaining(plainRequest)]);
    });

    it("takes the model by an older name of it, and answers after having reasoned", async () => {
      const { simulator } = host;
      await enter("/model kimi/k2p5");
      await screen.waitFor(new RegExp(`${modelSet.source}.*${modelSet.source}`, "su"));
      const question = "and which one with lemon?";
      simulator.enqueue(
        { kind: "message", reasoning: "A matter of taste.", text: "Darjeeling goes with lemon." },
        { when: asks(question) },
      );
      await enter(question);
      await screen.waitFor(/Darjeeling goes with lemon\./u);

      const turns = simulator.requests.filter(asks(question));
      expect(turns.map(wireFacts)).toStrictEqual([expect.objectContaining(plainRequest)]);
    });

    const leaks: readonly { readonly api: Dialect; readonly word: string; readonly before: string }[] = [
      { api: "openai-completions", word: "PINEAPPLE", before: "Let me see. " },
      { api: "anthropic-messages", word: "MANGO", before: "Once more. " },
    ];
    it.each(leaks)("never shows the markup of a leaked tool call on $api", async ({ api, word, before }) => {
      const { simulator } = host;
      await shared.useDialect(api);
      const file = shared.fileOf(`${api}.txt`);
      await writeFile(file, `the word is ${word}\n`);
      const question = `what is the word on ${api}?`;
      const leak = leakedReply({ calls: [{ name: "read", arguments: { path: file } }] });
      const shown = Promise.withResolvers<void>();
      const steps: DeltasReply["steps"] = [
        { kind: "text", text: before },
        // A text that a tool call follows at once may be cut on this screen (2026.9.6).
        { kind: "hold", until: shown.promise },
        ...leak.steps,
      ];
      simulator.enqueue({ ...leak, steps }, { when: asks(question) });
      await enter(question);
      await screen.waitFor(new RegExp(before.trim(), "u"));
      shown.resolve();
      expect(await screen.waitFor(new RegExp(word, "u"))).not.toContain("<|");
      expect(JSON.stringify(await gateway.history(sessionKey))).not.toContain("<|");
      expect(shared.takeMarkup(sessionKey)).toStrictEqual([]);
    });
  });
}
