import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  drawBitmap,
  drawHeif,
  drawPhotograph,
  drawImage,
  faults,
  startRedirectingService,
  startSimulator,
  type Simulator,
  today,
} from "openclaw-kimi-lab";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { countHeldTurns } from "../../test-support/held-turns.ts";
import { openChat, type ChatOptions } from "../../test-support/open-chat.ts";
import { assistantMessage, type StreamContext } from "../../test-support/registration.ts";

type Message = StreamContext["messages"][number];
type Service = NonNullable<NonNullable<Parameters<typeof startSimulator>[0]>["service"]>;

let stateDir: string;
let simulator: Simulator;
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "kimi-images-"));
  vi.stubEnv("OPENCLAW_STATE_DIR", stateDir);
});
afterEach(async () => {
  await simulator.stop();
  vi.unstubAllEnvs();
  await rm(stateDir, { recursive: true, force: true });
});

/** A service of its own for each test, as the plugin remembers endpoints. */
async function serve(service: Service = today): Promise<void> {
  simulator = await startSimulator({ service });
}

function sends(text: string, ...images: readonly string[]): Message {
  const parts = images.map((data) => ({ type: "image" as const, data, mimeType: "image/png" }));
  return { role: "user", content: [{ type: "text", text }, ...parts], timestamp: 0 };
}
const answer = assistantMessage({ content: [{ type: "text", text: "I see." }] });

async function ask(messages: readonly Message[], more: Partial<ChatOptions> & { withTools?: boolean } = {}) {
  const tools =
    more.withTools === true
      ? [{ name: "read", description: "Reads.", parameters: { type: "object", properties: {} } }]
      : [];
  const stream = await openChat({
    baseUrl: simulator.baseUrl,
    key: simulator.key,
    context: { messages: [...messages], ...(tools.length > 0 && { tools }) },
    ...more,
  });
  return stream.result();
}

function uploads() {
  return simulator.requests.filter(({ path }) => path.endsWith("/files"));
}

/** What the chats that were sent hold of images: references, bytes and notes, in order. */
function sent() {
  return simulator.inferences.map(({ body }) => {
    const text = JSON.stringify(body);
    return {
      references: [...text.matchAll(/"url":"(ms:\/\/[\w-]+)"/gu)].map(([, url]) => url),
      inline: text.split("data:image/").length - 1,
      notes: text.split("[image left out").length - 1,
    };
  });
}

function textOf({ content }: Awaited<ReturnType<typeof ask>>): string {
  return content.map((block) => (block.type === "text" ? block.text : "")).join("");
}

const red = await drawImage({ background: "#ff0000" });
const blue = await drawImage({ background: "#0000ff" });
const photograph = await drawPhotograph({ width: 200, height: 150 });

describe("the images of a chat", () => {
  it("are uploaded once, signed and named as the chat, and referred to in each turn", async () => {
    await serve();
    const first = [sends("what is it?", red)];
    expect(textOf(await ask(first))).toContain("mostly red");
    const second = [...first, answer, sends("and these?", blue, red)];
    expect(textOf(await ask(second))).toContain("mostly blue");
    await ask([...second, answer, sends("thanks")]);

    expect(uploads()).toHaveLength(2);
    expect(uploads()[0]).toMatchObject({ method: "POST", body: { purpose: "image" } });
    const { authorization, "user-agent": userAgent } = simulator.inferences[0]?.headers ?? {};
    expect(uploads()[0]?.headers).toMatchObject({ authorization, "user-agent": userAgent });
    const [one, two, three] = sent();
    expect(two?.references).toStrictEqual([
      ...(one?.references ?? []),
      expect.any(String),
      one?.references[0],
    ]);
    expect(three?.references).toStrictEqual(two?.references);
    expect(sent().map(({ inline }) => inline)).toStrictEqual([0, 0, 0]);
  });

  it("hold nothing of a turn after its end", async () => {
    await serve();
    const held = await countHeldTurns(12, async (index) =>
      ask([sends("what is it?", await drawImage({ width: 20 + index }))]),
    );
    expect(held).toBeLessThan(6);
  });

  it("cost a conversation without any no request", async () => {
    await serve();
    await ask([sends("hello")]);
    expect(uploads()).toStrictEqual([]);
  });

  it("are uploaded as what they are, whatever was said", async () => {
    await serve();
    expect((await ask([sends("what is it?", drawHeif())])).stopReason).toBe("stop");
    expect((await ask([sends("what is it?", drawBitmap())])).stopReason).toBe("stop");
    expect(uploads()).toHaveLength(2);
    expect(sent().map(({ references }) => references.length)).toStrictEqual([1, 1]);
  });

  it("are known again by another process", async () => {
    await serve();
    await ask([sends("what is it?", red)]);
    vi.resetModules();
    const fresh = await import("../../test-support/open-chat.ts");
    const context = { messages: [sends("what is it?", red)] };
    await (await fresh.openChat({ baseUrl: simulator.baseUrl, key: simulator.key, context })).result();
    expect(uploads()).toHaveLength(1);
    expect(sent()[1]).toStrictEqual(sent()[0]);
  });

  it("are uploaded again where the service has forgotten them, and the turn goes on", async () => {
    await serve();
    await ask([sends("what is it?", red)]);
    simulator.reset();
    const reply = await ask([sends("what is it?", red), answer, sends("and now?")]);
    expect(reply.stopReason).toBe("stop");
    expect(uploads()).toHaveLength(1);
    expect(simulator.inferences.map(({ status }) => status)).toStrictEqual([400, 200]);
  });

  it.each([
    { name: "empty", steps: [] },
    { name: "cut off", steps: ['{"error":{"message":"unsupp'] },
  ])("are uploaded again where the reason of a 400 is $name, and never twice", async ({ steps }) => {
    await serve();
    const refusal = { kind: "raw", status: 400, steps } as const;
    const conversation = [sends("what is it?", red), answer, sends("and now?")];
    await ask([sends("what is it?", red)]);
    simulator.enqueue(refusal);
    expect((await ask(conversation)).stopReason).toBe("stop");
    expect(uploads()).toHaveLength(2);
    expect(simulator.inferences.map(({ status }) => status)).toStrictEqual([200, 400, 200]);
    simulator.enqueue(refusal, { times: 2 });
    expect((await ask(conversation)).errorMessage).toMatch(/^400 /u);
    expect(uploads()).toHaveLength(3);
    expect(sent().map(({ inline }) => inline)).toStrictEqual([0, 0, 0, 0, 0]);
  });

  it("go within the request where a service stores them and does not know them in a chat", async () => {
    await serve();
    const fault = { ...faults.invalidRequest, message: "unsupported image url" };
    simulator.enqueue(
      { kind: "fault", fault },
      { when: ({ body }) => JSON.stringify(body).includes("ms://"), times: 5 },
    );
    expect(textOf(await ask([sends("what is it?", red)]))).toContain("mostly red");
    expect(sent().map(({ references, inline }) => [references.length, inline])).toStrictEqual([
      [1, 0],
      [0, 1],
    ]);
    await ask([sends("what is it?", red), answer, sends("and this?", blue)]);
    expect(uploads()).toHaveLength(1);
  });

  it("stay within the request where a service stores none, which is not tried in the next turn", async () => {
    await serve({ version: "before-2026-09" });
    expect(textOf(await ask([sends("what is it?", red)]))).toContain("mostly red");
    await ask([sends("what is it?", red), answer, sends("and this?", blue)]);
    expect(uploads().map(({ status }) => status)).toStrictEqual([400]);
    expect(sent().map(({ inline }) => inline)).toStrictEqual([1, 2]);
  });

  it.each([
    { name: "a page that is not there", fault: { ...faults.invalidRequest, status: 404 } },
    { name: "a fault of the service", fault: { ...faults.invalidRequest, status: 503 } },
  ])("stay within the request behind $name", async ({ fault }) => {
    await serve();
    simulator.enqueue({ kind: "fault", fault }, { when: ({ path }) => path.endsWith("/files") });
    expect(textOf(await ask([sends("what is it?", red)]))).toContain("mostly red");
    await ask([sends("what is it?", red), answer, sends("and this?", blue)]);
    expect(uploads()).toHaveLength(1);
    expect(sent().map(({ inline }) => inline)).toStrictEqual([1, 2]);
  });

  it("are made smaller by the host where they must go within the request and are larger than 5 MiB", async () => {
    await serve({ version: "before-2026-09", messageBytesLimit: 12_000_000 });
    const large = await drawPhotograph({ width: 3200, height: 2400 });
    expect(Buffer.byteLength(large, "base64")).toBeGreaterThan(5 * 1024 * 1024);
    expect(textOf(await ask([sends("what is it?", large)]))).toContain("2000x1500 JPEG");
  });

  it("are not sent on to where an endpoint redirects", async () => {
    await serve();
    const elsewhere = await startRedirectingService();
    const reply = await ask([sends("what is it?", red)], { baseUrl: elsewhere.baseUrl(307) });
    expect(reply.errorMessage).toContain("redirects elsewhere (307)");
    expect(elsewhere.redirected.map((line) => line.split("/").at(-1))).toStrictEqual([
      "files",
      "completions",
    ]);
    expect(elsewhere.arrivals).toStrictEqual([]);
    await elsewhere.stop();
  });

  it("are not awaited any more after the turn is aborted", async () => {
    await serve();
    const paths: string[] = [];
    const asked = Promise.withResolvers<void>();
    const silent = createServer((request) => {
      paths.push(request.url ?? "");
      asked.resolve();
    });
    silent.listen(0, "127.0.0.1");
    await once(silent, "listening");
    const address = silent.address();
    if (address === null || typeof address === "string") throw new TypeError("the server has no port");
    const leaving = new AbortController();
    const result = ask([sends("what is it?", red)], {
      baseUrl: `http://127.0.0.1:${address.port}/coding/v1`,
      options: { apiKey: simulator.key, signal: leaving.signal },
    });
    await asked.promise;
    leaving.abort();
    expect((await result).stopReason).toBe("aborted");
    expect(paths).toStrictEqual(["/coding/v1/files"]);
    silent.closeAllConnections();
    silent.close();
    await once(silent, "close");
  });
});

describe("images that a service refuses for the size of the request", () => {
  it.each([false, true])(
    "are sent again without the oldest, which is told once (prefix: %s)",
    async (prefixed) => {
      await serve({
        version: "before-2026-09",
        messageBytesLimit: Math.ceil(photograph.length * 2.95),
        prefixesRefusals: prefixed,
      });
      const album = [sends("one", photograph), answer, sends("two", photograph), answer];
      const reply = await ask([...album, sends("three", photograph)], { withTools: true });
      expect(reply.stopReason).toBe("stop");
      expect(textOf(reply)).toMatch(
        /so its oldest image was not sent\. Send an image again if it still matters\.$/u,
      );
      expect(simulator.inferences.map(({ status }) => status)).toStrictEqual([400, 200]);
      expect(sent().map(({ inline, notes }) => [inline, notes])).toStrictEqual([
        [3, 0],
        [2, 1],
      ]);

      // The limit is known now.
      const next = await ask([...album, sends("three", photograph), answer, sends("and?")], {
        withTools: true,
      });
      expect(textOf(next)).not.toContain("not sent");
      expect(simulator.inferences.map(({ status }) => status)).toStrictEqual([400, 200, 200]);
    },
  );

  it("are sent again, half of them, where no limit is named", async () => {
    await serve({ version: "before-2026-09" });
    simulator.enqueue({ kind: "fault", fault: faults.requestTooLarge });
    const album = [sends("one", photograph), answer, sends("two", photograph), answer];
    expect((await ask([...album, sends("three", photograph)])).stopReason).toBe("stop");
    expect(simulator.inferences.map(({ status }) => status)).toStrictEqual([413, 200]);
    expect(sent().map(({ inline, notes }) => [inline, notes])).toStrictEqual([
      [3, 0],
      [1, 2],
    ]);
  });

  it("are refused by name where those that are asked about are too large themselves", async () => {
    await serve({ version: "before-2026-09", messageBytesLimit: 4000 });
    const reply = await ask([sends("what is it?", photograph)]);
    expect(reply.errorMessage).toMatch(
      /^The image of your message \(JPEG, \d+ KB\) is too large: Kimi Code accepts/u,
    );
    expect(simulator.inferences.map(({ status }) => status)).toStrictEqual([400]);
  });
});

describe("bad images", () => {
  const png = Buffer.from(red, "base64");
  it.each([
    { name: "an empty file", data: "", says: /The file is empty\./u },
    {
      name: "half a PNG",
      data: png.subarray(0, png.length / 2).toString("base64"),
      says: /the image of your message \(PNG, \d+ KB\)\. The file is not complete: its end is missing/u,
    },
    {
      name: "a PNG that claims to be huge",
      data: Buffer.concat([
        png.subarray(0, 16),
        Buffer.from([0, 1, 0, 0, 0, 1, 0, 0]),
        png.subarray(24),
      ]).toString("base64"),
      says: /more than 178 megapixels\. .*\nmagick image\.png -resize/u,
    },
    {
      name: "a PNG with a broken middle",
      data: Buffer.concat([png.subarray(0, 40), Buffer.alloc(60, 7), png.subarray(100)]).toString("base64"),
      says: /Kimi Code found it damaged\. Open it on your computer/u,
    },
    {
      name: "an SVG",
      data: btoa('<svg xmlns="http://www.w3.org/2000/svg"/>'),
      says: /\(SVG, 1 KB\).*\nmagick image\.svg image\.png$/u,
    },
    {
      name: "a text",
      data: btoa("hello, this is not an image at all"),
      says: /The file is damaged, or it is not an image/u,
    },
  ])("are named: $name; and the conversation goes on", async ({ data, says }) => {
    await serve();
    const message = sends("what is it?", data);
    const reply = await ask([message]);
    expect(reply.errorMessage).toMatch(says);
    expect(simulator.inferences).toStrictEqual([]);
    const next = await ask([message, reply, sends("never mind, and this?", blue)]);
    expect(textOf(next)).toContain("mostly blue");
    expect(sent()[0]).toMatchObject({ notes: 1 });
    expect(JSON.stringify(simulator.inferences[0]?.body)).toContain("what is it?");
  });
});
