import { writeFile } from "node:fs/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { messageText } from "../../host/chat.ts";
import type { Gateway } from "../../host/gateway.ts";
import { brokenStreams } from "../../simulator/broken-stream.ts";
import {
  defaultAccount,
  startSimulator,
  type RecordedRequest,
  type Simulator,
} from "../../simulator/simulator.ts";
import { drawBitmap, drawPhotograph, drawImage, today } from "../../simulator/test-support.ts";
import { applyProviders } from "../support/edit-config.ts";
import { credentialStore, findInFiles } from "../support/find-in-files.ts";
import { makeKey, type PluginHost } from "../support/plugin-host.ts";
import { plainRequest, wireFacts } from "../support/wire-facts.ts";
import type { SharedGateway } from "./shared-gateway.ts";

const plain: unknown = expect.objectContaining(plainRequest);
const sessionsChangedSchema = z.looseObject({ sessionKey: z.string(), reason: z.string() });
const sessionListSchema = z.looseObject({
  sessions: z.array(z.looseObject({ key: z.string(), displayName: z.string().optional() })),
});

/** The request that the host makes for a title, beside the turn. */
function asksForTitle({ body }: RecordedRequest): boolean {
  return JSON.stringify(body).includes("concise session title");
}

/** Counts uploads from now on. */
function watchUploads({ simulator }: PluginHost): () => readonly RecordedRequest[] {
  const uploads = () => simulator.requests.filter(({ path }) => path.endsWith("/files"));
  const before = uploads().length;
  return () => uploads().slice(before);
}

/** The uploaded files that a chat refers to, in order. */
function referencesIn({ body }: RecordedRequest): readonly string[] {
  return JSON.stringify(body).match(/ms:\/\/[\w-]+/gu) ?? [];
}

/** What a user meets in a chat on the default dialect. */
export function describeChat(shared: SharedGateway): void {
  describe("a chat on a gateway", () => {
    let host: PluginHost;
    let gateway: Gateway;
    beforeAll(() => {
      ({ host, gateway } = shared);
    });

    describe("with images, at the service of today", () => {
      it("sees an attached PNG, and a JPEG of a megabyte that the host makes smaller, and keeps the answers", async () => {
        const sessionKey = "agent:main:images";
        const png = Buffer.from(
          await drawImage({ width: 640, height: 480, background: "#ff0000" }),
          "base64",
        );
        const jpeg = Buffer.from(await drawPhotograph(), "base64");
        expect(jpeg.length).toBeGreaterThan(1_000_000);
        host.takeRequests();
        const uploads = watchUploads(host);

        const first = await gateway.chat({
          sessionKey,
          message: "what is in this image?",
          attachments: [{ fileName: "red.png", mimeType: "image/png", data: png }],
        });
        expect(first).toMatchObject({
          state: "final",
          text: expect.stringMatching(/640x480 PNG, mostly red/u),
        });
        const second = await gateway.chat({
          sessionKey,
          message: "and in this one?",
          attachments: [{ fileName: "sea.jpg", mimeType: "image/jpeg", data: jpeg }],
        });
        expect(second).toMatchObject({ state: "final", text: expect.stringMatching(/JPEG, mostly blue/u) });

        const answers = (await gateway.history(sessionKey)).filter(({ role }) => role === "assistant");
        expect(answers.map(messageText)).toStrictEqual([
          expect.stringContaining("mostly red"),
          expect.stringContaining("mostly blue"),
        ]);
        const chats = host.takeRequests();
        expect(chats.map(wireFacts)).toStrictEqual([plain, plain]);
        expect(uploads().map(({ status }) => status)).toStrictEqual([200, 200]);
        const [one, two] = chats.map(referencesIn);
        expect(two).toStrictEqual([...(one ?? []), expect.any(String)]);
      });

      it("keeps all images of a conversation, each uploaded once", async () => {
        const sessionKey = "agent:main:long-album";
        host.takeRequests();
        const uploads = watchUploads(host);
        for (const number of [1, 2, 3, 4]) {
          const photograph = await drawPhotograph({ width: 1140 + number, height: 900 });
          const reply = await gateway.chat({
            sessionKey,
            message: `image ${number}: what is it?`,
            attachments: [
              { fileName: `${number}.jpg`, mimeType: "image/jpeg", data: Buffer.from(photograph, "base64") },
            ],
          });
          expect(reply).toMatchObject({ state: "final", text: expect.stringMatching(/JPEG, mostly blue/u) });
        }
        const chats = host.takeRequests();
        expect(uploads()).toHaveLength(4);
        expect(chats.map((chat) => referencesIn(chat).length)).toStrictEqual([1, 2, 3, 4]);
        expect(JSON.stringify(chats)).not.toContain("[image left out");
      });

      it("sends a BMP, which the host cannot convert, as what it is", async () => {
        host.takeRequests();
        const uploads = watchUploads(host);
        const reply = await gateway.chat({
          sessionKey: "agent:main:bitmap-today",
          message: "what is this?",
          attachments: [
            { fileName: "drawing.bmp", mimeType: "image/bmp", data: Buffer.from(drawBitmap(), "base64") },
          ],
        });
        expect(reply).toMatchObject({ state: "final", text: expect.stringContaining("BMP") });
        const chats = host.takeRequests();
        expect(uploads().map(({ status }) => status)).toStrictEqual([200]);
        expect(chats.map((chat) => referencesIn(chat).length)).toStrictEqual([1]);
      });
    });

    describe("with images, at a service of before", () => {
      beforeAll(() => host.simulator.changeService({ version: "before-2026-09" }));
      afterAll(() => host.simulator.changeService(today));

      it("goes on where the images of a conversation outgrow what a service accepts, and says so", async () => {
        const sessionKey = "agent:main:album";
        // Small enough for the host to send them as they are.
        const photograph = Buffer.from(await drawPhotograph({ width: 1150, height: 900 }), "base64");
        expect(photograph.length).toBeGreaterThan(700_000);
        host.takeRequests();
        const uploads = watchUploads(host);
        const told: boolean[] = [];
        for (const number of [1, 2, 3, 4]) {
          const reply = await gateway.chat({
            sessionKey,
            message: `image ${number}: what is it?`,
            attachments: [{ fileName: `${number}.jpg`, mimeType: "image/jpeg", data: photograph }],
          });
          expect(reply).toMatchObject({
            state: "final",
            text: expect.stringMatching(/1 image: a 1150x900 JPEG, mostly blue/u),
          });
          told.push(reply.text.includes("so its oldest image was not sent."));
        }
        // The limit that the service names in its refusal is known from then on.
        const chats = host.takeRequests();
        expect(uploads().map(({ status }) => status)).toStrictEqual([400]);
        expect(chats.map(({ status }) => status)).toStrictEqual([200, 400, 200, 200, 200]);
        expect(
          chats.map(({ body }) => JSON.stringify(body).split("[image left out: JPEG").length - 1),
        ).toStrictEqual([0, 0, 1, 2, 3]);
        expect(told).toStrictEqual([false, true, false, false]);
        expect(JSON.stringify(chats)).not.toContain("Kimi Code images");
      });

      it("says which image it cannot send, asks the service nothing, and goes on behind it", async () => {
        const sessionKey = "agent:main:bitmap";
        host.takeRequests();
        // Another one than before, which the service has.
        const bitmap = Buffer.from(drawBitmap(), "base64");
        bitmap[60] = 1;
        const refused = await gateway.chat({
          sessionKey,
          message: "what is this?",
          attachments: [{ fileName: "drawing.png", mimeType: "image/png", data: bitmap }],
        });
        expect(refused.state).toBe("error");
        const said = (await gateway.history(sessionKey)).findLast(({ role }) => role === "assistant");
        expect(said && messageText(said)).toBe(
          "Kimi Code cannot read the image of your message (BMP, 1 KB). Kimi Code reads PNG, JPEG, GIF and WebP. Convert the image and send it again, for example with ImageMagick:\nmagick image.bmp image.png",
        );
        expect(host.takeRequests()).toStrictEqual([]);
        expect(await gateway.chat({ sessionKey, message: "never mind" })).toMatchObject({
          state: "final",
          text: expect.stringContaining("never mind"),
        });
        expect(host.takeRequests().map(wireFacts)).toStrictEqual([plain]);
      });
    });

    it("streams the answer", async () => {
      const reply = await gateway.chat({ sessionKey: "agent:main:stream", message: "tell me something" });
      const kinds = reply.updates.map(({ kind }) => kind);
      expect(kinds).toContain("thinking");
      expect(reply.text).toContain("tell me something");
      expect(kinds).toContain("text");
    });

    it("runs the host's own read tool and answers from its result", async () => {
      const file = shared.fileOf("note.txt");
      await writeFile(file, "the word is PINEAPPLE\n");
      host.takeRequests();
      const reply = await gateway.chat({ sessionKey: "agent:main:tools", message: `read the file ${file}` });
      expect(reply).toMatchObject({ state: "final", text: expect.stringContaining("PINEAPPLE") });
      expect(host.takeRequests().map(wireFacts)).toStrictEqual([plain, plain]);
    });

    it.each([
      "kimi/k2p5",
      "kimi/kimi-for-coding",
      "kimi/Kimi-K2.5",
      "kimi-coding/k2p5",
      "kimi-code/kimi-code",
    ])("answers on the default model after /model %s", async (ref) => {
      const sessionKey = `agent:main:${ref.replaceAll(/\W/gu, "-")}`;
      await gateway.chat({ sessionKey, message: `/model ${ref}` });
      host.takeRequests();
      const reply = await gateway.chat({ sessionKey, message: "hello" });
      expect(reply.state).toBe("final");
      expect(host.takeRequests().map(wireFacts)).toStrictEqual([plain]);
    });

    it("says what is wrong with a model that does not exist, and lets no other model answer", async () => {
      const sessionKey = "agent:main:nope";
      await gateway.chat({ sessionKey, message: "/model kimi/nope" });
      host.takeRequests();
      const reply = await gateway.chat({ sessionKey, message: "hello" });
      expect(reply.state).toBe("error");
      const [answer] = (await gateway.history(sessionKey)).toReversed().map(messageText);
      expect(answer).toContain("Kimi Code does not know the model kimi/nope");
      expect(answer).toContain("/model kimi/kimi-code");
      expect(host.takeRequests().map(wireFacts)).toStrictEqual([
        expect.objectContaining({ model: "nope", status: 404 }),
      ]);
      await gateway.chat({ sessionKey, message: "/model kimi/kimi-code" });
      expect((await gateway.chat({ sessionKey, message: "hello again" })).state).toBe("final");
    });

    it.each([
      { name: "is cut in its text", reply: brokenStreams["cut in the text"] },
      { name: "ends without a finish reason", reply: brokenStreams["no finish reason"] },
      { name: "has a malformed frame", reply: brokenStreams["a malformed frame"] },
      { name: "is nothing but reasoning", reply: brokenStreams["only reasoning, up to the limit"] },
      { name: "has no word", reply: brokenStreams["no word"] },
    ])("asks again for an answer that $name", async ({ name, reply }) => {
      host.simulator.enqueue(reply);
      host.takeRequests();
      const answer = await gateway.chat({
        sessionKey: `agent:main:broken-${name.replaceAll(/\W/gu, "-")}`,
        message: "which tea goes with honey?",
      });
      expect(answer).toMatchObject({ state: "final", text: expect.stringContaining("Kimi here.") });
      expect(host.takeRequests()).toHaveLength(2);
    });

    it("says so where the service answers without a word, and again", async () => {
      const sessionKey = "agent:main:broken-silence";
      host.simulator.enqueue(brokenStreams["no word"], { times: 2 });
      const reply = await gateway.chat({ sessionKey, message: "which tea goes with honey?" });
      expect(reply.state).toBe("error");
      const said = (await gateway.history(sessionKey)).findLast(({ role }) => role === "assistant");
      expect(said && messageText(said)).toMatch(/^Kimi Code returned an empty answer twice\./u);
      expect(await gateway.chat({ sessionKey, message: "green or black?" })).toMatchObject({
        state: "final",
      });
    });

    it("says that a web page came in place of an answer, and asks once only", async () => {
      const sessionKey = "agent:main:broken-page";
      host.simulator.enqueue(brokenStreams["a web page"]);
      host.takeRequests();
      expect(await gateway.chat({ sessionKey, message: "hello" })).toMatchObject({ state: "error" });
      expect(host.takeRequests()).toHaveLength(1);
      const said = (await gateway.history(sessionKey)).findLast(({ role }) => role === "assistant");
      expect(said && messageText(said)).toMatch(/^http:\S+ sent a web page in place of an answer\./u);
      expect(await gateway.chat({ sessionKey, message: "hello again" })).toMatchObject({ state: "final" });
    });

    it("compacts a conversation through the same endpoint", async () => {
      const sessionKey = "agent:main:compact";
      for (const message of ["first", "second", "third"]) {
        await gateway.chat({ sessionKey, message: `${message}: ${"a long story ".repeat(400)}` });
      }
      host.takeRequests();
      await gateway.chat({ sessionKey, message: "/compact" });
      const facts = host.takeRequests().map(wireFacts);
      expect(facts.length).toBeGreaterThan(0);
      expect(facts).toStrictEqual(facts.map(() => plain));
    });

    it("spawns a sub-agent that uses the same endpoint", async () => {
      const sessionKey = "agent:main:parent";
      // This tool is one that the host offers by its search, not by itself (2026.9.6).
      const call = { id: "sessions_spawn", args: { task: "count to three" } };
      host.simulator.enqueue({ kind: "message", toolCalls: [{ name: "tool_call", arguments: call }] });
      host.takeRequests();
      await gateway.chat({ sessionKey, message: "ask a helper" });
      const child = await host.simulator.waitForRequest(
        ({ body, outcome }) => JSON.stringify(body).includes("[Subagent Task]") && outcome === "complete",
      );
      expect(wireFacts(child)).toMatchObject(plainRequest);
      // The parent hears of its end in a turn of its own, which may come after the answer to the user.
      await host.simulator.waitForRequest(
        ({ body, outcome }) =>
          JSON.stringify(body).includes("A background task completed") && outcome === "complete",
      );
      const facts = host.takeRequests().map(wireFacts);
      expect(facts).toStrictEqual(facts.map(() => plain));
    });

    it("gives a conversation of the web interface the title that the model finds for its first message", async () => {
      const { simulator } = host;
      const title = "Tea that goes with honey";
      simulator.enqueue(
        // More reasoning than the 4,096 tokens that the host asks for where it wants a title.
        { kind: "message", reasoning: "A matter of tea. ".repeat(1100), text: title },
        { when: asksForTitle },
      );
      // As the web interface does: the host titles a session that exists when the message comes (2026.9.6).
      const sessionKey = "agent:main:dashboard:tea";
      const titled = Promise.withResolvers<void>();
      const stopListening = gateway.socket.onEvent(({ event, payload }) => {
        const change =
          event === "sessions.changed" ? sessionsChangedSchema.safeParse(payload).data : undefined;
        if (change?.sessionKey === sessionKey && change.reason === "chat.title") titled.resolve();
      });
      await gateway.call("sessions.subscribe");
      await gateway.call("sessions.create", { agentId: "main", key: sessionKey });
      host.takeRequests();
      expect(await gateway.chat({ sessionKey, message: "which tea goes with honey?" })).toMatchObject({
        state: "final",
        text: expect.stringContaining("which tea goes with honey?"),
      });
      const request = await simulator.waitForRequest(
        (request) => asksForTitle(request) && request.outcome === "complete",
      );
      expect(wireFacts(request)).toMatchObject(plainRequest);
      await titled.promise;
      stopListening();

      expect(host.takeRequests().map(wireFacts)).toStrictEqual([plain, plain]);
      const { sessions } = sessionListSchema.parse(await gateway.call("sessions.list"));
      expect(sessions.find(({ key }) => key === sessionKey)?.displayName).toBe(title);
    });

    it("leaves the key in no file but the credential store, and in nothing that the gateway printed", async () => {
      const { home, simulator } = host;
      expect(await findInFiles(home.directory, simulator.key, credentialStore)).toStrictEqual([]);
      expect(gateway.output()).not.toContain(simulator.key);
    });
  });
}

/** What a user meets with a key that the service refuses. The host pauses the key then. */
export function describeWrongKey(shared: SharedGateway): void {
  describe("a chat with a wrong key", () => {
    let host: PluginHost;
    let gateway: Gateway;
    beforeAll(() => {
      ({ host, gateway } = shared);
    });

    it("says that the key is wrong and what to type, shows it nowhere, and lets no other model answer", async () => {
      const { home, simulator } = host;
      await using stranger = await startStranger();
      await applyProviders(gateway, home, { kimi: { baseUrl: stranger.simulator.baseUrl, models: [] } });
      const sessionKey = "agent:main:wrong";
      const reply = await gateway.chat({ sessionKey, message: "hello" });
      expect(reply.state).toBe("error");
      const streamed = reply.updates.map((update) => (update.kind === "text" ? update.text : "")).join("");
      const [answer] = (await gateway.history(sessionKey)).toReversed().map(messageText);
      for (const text of [streamed, answer]) {
        expect(text).toContain("Kimi Code did not accept the API key");
        expect(text).toContain("openclaw onboard --auth-choice kimi-code-api-key");
      }
      expect(stranger.simulator.inferences.map(wireFacts)).toStrictEqual([
        expect.objectContaining({ account: null, status: 401 }),
      ]);
      expect(JSON.stringify([reply, answer])).not.toContain(simulator.key);
      expect(await findInFiles(home.directory, simulator.key, credentialStore)).toStrictEqual([]);
      expect(gateway.output()).not.toContain(simulator.key);
    });
  });
}

/** A service that knows only keys of other people. It stops with the block. */
async function startStranger(): Promise<AsyncDisposable & { readonly simulator: Simulator }> {
  const simulator = await startSimulator({ accounts: [{ ...defaultAccount, key: makeKey() }] });
  return { simulator, [Symbol.asyncDispose]: () => simulator.stop() };
}
