import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startGateway, type Gateway } from "../../host/gateway.ts";
import { turnText } from "../../simulator/conversation.ts";
import type { RecordedRequest } from "../../simulator/simulator.ts";
import { compact, conversation } from "./conversation-script.ts";
import { editConfig, writeProviders } from "./edit-config.ts";
import { scriptedReasoning, workFiles } from "./everyday-turns.ts";
import {
  foreignSignature,
  foreignTexts,
  startForeignService,
  type ForeignService,
} from "./foreign-service.ts";
import { layOutFiles, playConversation, type PlayedChapter } from "./play-conversation.ts";
import { setUpPluginHost, type PluginHost } from "./plugin-host.ts";
import { findReplayFaults, readConversation } from "./replay-rules.ts";
import { wireFacts } from "./wire-facts.ts";

const sessionKey = "agent:main:conversation";
const k3 = {
  id: "k3",
  name: "K3",
  reasoning: true,
  input: ["text", "image"],
  contextWindow: 1_048_576,
  maxTokens: 32_768,
};

/** A model of another vendor, as a user configures one. */
function foreignProvider(url: string, api: string): object {
  const model = { id: "thinker", name: "Thinker", reasoning: true, input: ["text"] };
  const models = [{ ...model, contextWindow: 200_000, maxTokens: 8192 }];
  return { baseUrl: api === "anthropic-messages" ? url : `${url}/v1`, api, apiKey: "none", models };
}

const chapters = conversation.map((chapter, index) => ({ ...chapter, index }));
const turns = chapters.flatMap((chapter) =>
  chapter.turns.map((turn, place) => ({
    ...turn,
    place,
    chapter: chapter.index,
    title: `${chapter.name}: ${turn.name}`,
  })),
);
const commands = chapters.flatMap((chapter) =>
  chapter.commands.map((command, place) => ({ ...command, place, chapter: chapter.index })),
);

function requestsOf(chapter: PlayedChapter | undefined): readonly RecordedRequest[] {
  return chapter?.turns.flatMap(({ requests }) => requests) ?? [];
}

/** Whether the request is of the sub-agent that the conversation starts. */
function isOfHelper(request: RecordedRequest): boolean {
  const task = readConversation(request).turns.find(({ role }) => role === "user");
  return task !== undefined && turnText(task).includes("[Subagent Task]");
}

/** Whether the request tells the model that the sub-agent has finished. */
function tellsOfHelper({ body }: RecordedRequest): boolean {
  return JSON.stringify(body).includes("A background task completed");
}

/** What must hold on each dialect, of a conversation of many turns. Each has a test file of its own, so that both run at a time. */
export function describeConversation(name: string, api: "openai-completions" | "anthropic-messages"): void {
  describe(`a conversation of ${turns.length} turns on ${name}`, () => {
    let host: PluginHost;
    let foreign: ForeignService;
    let gateway: Gateway;
    let played: readonly PlayedChapter[];
    const eventsWithMarkup: string[] = [];
    beforeAll(async () => {
      host = await setUpPluginHost({ models: ["kimi-for-coding", "k3"] });
      foreign = await startForeignService();
      await writeProviders(host.home, {
        kimi: { baseUrl: host.simulator.baseUrl, api, models: [k3] },
        completer: foreignProvider(foreign.url, "openai-completions"),
        messenger: foreignProvider(foreign.url, "anthropic-messages"),
      });
      // A "safeguard" compaction, the default, would have its summary judged, which here comes from no model.
      const compaction = { mode: "default", keepRecentTokens: 500 };
      await editConfig(host.home, ({ agents, ...config }) => ({
        ...config,
        // By default the host keeps 20,000 tokens of the newest turns as they are: more than all turns of a chapter.
        agents: { ...agents, defaults: { ...agents?.defaults, compaction } },
      }));
      await layOutFiles(host);
      gateway = await startGateway(host.home);
      gateway.socket.onEvent((event) => {
        const text = JSON.stringify(event);
        if (text.includes("<|")) eventsWithMarkup.push(text);
      });
      played = await playConversation(host, gateway, sessionKey, conversation);
    });
    afterAll(async () => {
      await gateway.stop();
      await foreign.stop();
      await host[Symbol.asyncDispose]();
    });

    it.each(commands)("obeys $message", ({ chapter, place, answer }) => {
      const turn = played[chapter]?.commands[place];
      const text: unknown = expect.stringMatching(answer);
      expect(turn?.reply).toMatchObject({ state: "final", text });
    });

    it.each(turns)("answers, $title", ({ chapter, place, answer, abortAt, statuses = [200] }) => {
      const turn = played[chapter]?.turns[place];
      const state = abortAt === undefined ? "final" : "aborted";
      const text: unknown = expect.stringMatching(answer);
      expect(turn?.reply).toMatchObject({ state, text });
      expect(turn?.requests.map(({ status }) => status)).toStrictEqual(statuses);
    });

    it("sees no request refused, but for the overload that the script asks for", () => {
      const refused = host.simulator.requests.filter(({ status }) => status !== 200);
      expect(refused.map(({ status }) => status)).toStrictEqual([429]);
      expect(host.simulator.pendingReplies).toBe(0);
    });

    it.each(chapters)(
      "asks for the model and the thinking of the user's choice, $name",
      ({ index, wire }) => {
        const asked = requestsOf(played[index]).map(wireFacts);
        expect(asked).not.toHaveLength(0);
        expect(asked).toStrictEqual(
          asked.map((): unknown => expect.objectContaining({ ...wire, foreign: [] })),
        );
      },
    );

    it("marks all of its requests alike, whatever is changed or compacted", () => {
      const own = played.flatMap(requestsOf).filter((request) => !isOfHelper(request));
      const marks = new Set(own.map((request) => wireFacts(request).cacheKey));
      expect([...marks]).toStrictEqual([expect.stringMatching(/\w/u)]);
    });

    it.each(chapters)("replays its earlier turns in good order, $name", ({ index }) => {
      const faults = requestsOf(played[index]).flatMap((request) =>
        findReplayFaults(readConversation(request)).map((fault) => `request ${request.id}: ${fault}`),
      );
      expect(faults).toStrictEqual([]);
    });

    it("lets a helper work on the same model, and hears of its end", async () => {
      for (const isAwaited of [isOfHelper, tellsOfHelper]) {
        const request = await host.simulator.waitForRequest(
          (request) => request.dialect !== null && isAwaited(request) && request.outcome === "complete",
        );
        expect(wireFacts(request)).toMatchObject({ status: 200, model: "k3" });
      }
    });

    it.each(chapters)("replays no reasoning as text, $name", ({ index }) => {
      const texts = requestsOf(played[index]).flatMap((request) =>
        readConversation(request).turns.map(turnText),
      );
      expect(texts.filter((text) => text.includes(scriptedReasoning))).toStrictEqual([]);
    });

    const compacted = chapters.filter((chapter) => chapter.commands.includes(compact));
    it.each(compacted)("goes on with a summary, $name", ({ index }) => {
      const last = requestsOf(played[index - 1]).at(-1);
      const [first] = requestsOf(played[index]);
      if (last === undefined || first === undefined) throw new Error("A chapter made no request.");
      expect(JSON.stringify(first.body)).toContain("compacted into the following summary");
      expect(readConversation(first).turns.length).toBeLessThan(readConversation(last).turns.length / 2);
    });

    it("shows no tool-call markup, in any event or in the history", async () => {
      expect(eventsWithMarkup).toStrictEqual([]);
      expect(JSON.stringify(await gateway.history(sessionKey))).not.toContain("<|");
    });

    it.each(["completer", "messenger"])("goes on with a session that began on %s", async (provider) => {
      const session = `agent:main:${provider}`;
      const ask = async (message: string) => (await gateway.chat({ sessionKey: session, message })).text;
      await ask(`/model ${provider}/thinker`);
      const said = [
        await ask("good day"),
        await ask("read the file note.txt"),
        await ask("and the other one"),
      ];
      expect(said).toStrictEqual(foreignTexts);
      host.takeRequests();

      await ask("/model kimi/kimi-code");
      expect(await ask("who are you?")).toContain("Kimi here.");
      expect(await ask("read the file note.txt")).toContain("PINEAPPLE");
      expect(await ask("leak: read the file other.txt")).toContain("MANGO");
      const requests = host.takeRequests();
      expect(requests.map(({ status }) => status)).toStrictEqual([200, 200, 200, 200, 200]);
      for (const request of requests) {
        const held = readConversation(request);
        expect(findReplayFaults(held)).toStrictEqual([]);
        const text = held.turns.map(turnText).join("\n");
        for (const line of [...foreignTexts, ...Object.values(workFiles)])
          expect(text).toContain(line.trim());
        expect(JSON.stringify(request.body)).not.toContain(foreignSignature);
      }
    });
  });
}
