import { describe, expect, it } from "vitest";
import { readBody } from "./read-body.ts";

/** A body of these pieces that goes on without end where `isEndless`; counts what was asked of it. */
function bodyOf(pieces: readonly Uint8Array[], isEndless = false) {
  const counts = { asked: 0, closed: 0 };
  async function* read() {
    const count = isEndless ? Infinity : pieces.length;
    for (let index = 0; index < count; index += 1) {
      counts.asked += 1;
      yield pieces[index % pieces.length] ?? new Uint8Array();
    }
  }
  return { body: read(), counts, close: () => (counts.closed += 1) };
}

const bytes = (text: string) => new TextEncoder().encode(text);

async function* drip() {
  yield bytes("a");
  await new Promise(() => undefined);
}

async function* broken(): AsyncGenerator<Uint8Array> {
  yield bytes("a");
  throw new TypeError("terminated");
}

const close = () => undefined;

describe("readBody", () => {
  it("reads a body of exactly as many bytes as are allowed whole", async () => {
    const { body, counts, close } = bodyOf([bytes("abc"), bytes("def")]);
    expect(await readBody(body, { maxBytes: 6, close })).toStrictEqual({ text: "abcdef", isCut: false });
    expect(counts.closed).toBe(0);
  });

  it("stops at the first byte too many, and closes the connection", async () => {
    const { body, counts, close } = bodyOf([bytes("abc")], true);
    expect(await readBody(body, { maxBytes: 8, close })).toStrictEqual({ text: "abcabcab", isCut: true });
    expect(counts).toStrictEqual({ asked: 3, closed: 1 });
  });

  it("joins a character that arrives in parts, and gives no half of one that is cut", async () => {
    const [whole, cut] = [bodyOf([...bytes("€é")].map((byte) => Uint8Array.of(byte))), bodyOf([bytes("a€")])];
    expect((await readBody(whole.body, { maxBytes: 99, close: whole.close })).text).toBe("€é");
    expect((await readBody(cut.body, { maxBytes: 2, close: cut.close })).text).toBe("a");
  });

  it("gives up a body that drips for longer than it may take", async () => {
    let closed = 0;
    const read = readBody(drip(), { maxBytes: 9, withinMs: 5, close: () => (closed += 1) });
    expect(await read).toStrictEqual({ text: "a", isCut: true });
    expect(closed).toBe(1);
  });

  it("reads nothing of no body, and rejects as the body does", async () => {
    expect(await readBody(null, { maxBytes: 9, close })).toStrictEqual({ text: "", isCut: false });
    await expect(readBody(broken(), { maxBytes: 9, close })).rejects.toThrow("terminated");
  });
});
