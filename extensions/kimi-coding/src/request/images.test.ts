import { describe, expect, it } from "vitest";

import { KimiError } from "../errors/kimi-error.ts";
import type { JsonObject } from "../json.ts";
import { deepFreeze } from "../test-support.ts";
import { BUDGET_BYTES, patchImages } from "./images.ts";
import { base64Of, says, wires } from "./picture-test-support.ts";

const answer = { role: "assistant", content: "I see." };
const KILO = 1000;

function user(...content: readonly object[]): object {
  return { role: "user", content };
}

function bodyOf(...messages: readonly object[]): JsonObject {
  return deepFreeze({
    model: "kimi-for-coding",
    messages: [{ role: "system", content: "Be kind." }, ...messages],
  });
}

/** The notes in what a body says, in order. */
function notes(body: JsonObject): string[] {
  return [...JSON.stringify(body).matchAll(/\[picture left out: [^\]]*\]/gu)].map(([note]) => note);
}

function refusal(body: JsonObject): string {
  try {
    patchImages(body);
  } catch (error) {
    if (error instanceof KimiError && error.code === "picture-refused") return error.message;
    throw error;
  }
  throw new Error("the body was not refused");
}

describe.each(wires)("patchImages on $api", ({ picture, toolRound }) => {
  const small = picture(base64Of("PNG"));
  const large = (format: "PNG" | "JPEG" = "PNG") =>
    picture(base64Of(format, 600 * KILO), format === "PNG" ? "image/png" : "image/jpeg");

  it.each([
    { name: "without messages", body: deepFreeze({ model: "x" }) },
    { name: "without pictures", body: bodyOf(user(says("hi")), answer, { role: "user", content: "again" }) },
    { name: "with pictures that fit", body: bodyOf(user(says("what is this?"), small)) },
  ])("returns a body $name as it came", ({ body }) => {
    expect(patchImages(body)).toBe(body);
  });

  it.each([
    { format: "PNG", mediaType: "image/png" },
    { format: "JPEG", mediaType: "image/jpeg" },
    { format: "GIF", mediaType: "image/gif" },
    { format: "WebP", mediaType: "image/webp" },
  ] as const)("sends a $format as $mediaType whatever it was declared as", ({ format, mediaType }) => {
    const base64 = base64Of(format);
    for (const declared of ["image/x-unknown", "image/bmp", ""]) {
      const body = bodyOf(user(says("what is this?"), picture(base64, declared)));
      expect(patchImages(body)).toStrictEqual(
        bodyOf(user(says("what is this?"), picture(base64, mediaType))),
      );
    }
  });

  const marked = (base64: string, mediaType: string) => ({
    ...picture(base64, mediaType),
    cache_control: { type: "ephemeral" },
  });

  it("keeps what stands beside a picture, such as a cache breakpoint", () => {
    const body = bodyOf(user(marked(base64Of("JPEG"), "image/png")), answer, user(says("and?")));
    expect(patchImages(body)).toStrictEqual(
      bodyOf(user(marked(base64Of("JPEG"), "image/jpeg")), answer, user(says("and?"))),
    );
    const bmp = bodyOf(user(marked(base64Of("BMP"), "image/bmp")), answer, user(says("and?")));
    expect(patchImages(bmp)).toHaveProperty(["messages", 1, "content", 0, "cache_control"], {
      type: "ephemeral",
    });
  });

  it.each([
    {
      name: "the picture",
      content: [says("look"), picture(base64Of("BMP", 16 * KILO))],
      expected:
        "Kimi Code cannot read the picture of your message (BMP, 12 KB): it takes PNG, JPEG, GIF and WebP.",
    },
    {
      name: "the second of two",
      content: [small, picture(base64Of("HEIC"), "image/png")],
      expected: "Kimi Code cannot read picture 2 of 2 in your message (HEIC, 1 KB)",
    },
    {
      name: "one of no format",
      content: [picture(btoa("hello"))],
      expected: "the picture of your message (unknown format, 1 KB)",
    },
  ])("refuses $name of the user's message where it is of another format", ({ content, expected }) => {
    expect(refusal(bodyOf(user(...content)))).toContain(expected);
    const context = user(says("<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>\nnone"));
    expect(refusal(bodyOf(user(says("hi")), answer, user(...content), context))).toContain(expected);
  });

  it("takes no message of the user for a tool's, whatever it says", () => {
    const quoted = user(says("Image(s) from tool result #1 (read):"), picture(base64Of("BMP")));
    expect(refusal(bodyOf(user(says("hi")), answer, quoted))).toContain("BMP");
  });

  it("counts the system prompt and the tools, too", () => {
    const body = bodyOf(user(large()), answer, user(says("and this?"), large()));
    expect(patchImages(body)).toBe(body);
    for (const field of ["system", "tools"]) {
      const more = deepFreeze({ ...body, [field]: [says("x".repeat(900 * KILO))] });
      expect(notes(patchImages(more))).toHaveLength(1);
    }
  });

  it("goes on behind a picture of another format, with a note in its place", () => {
    const bmp = user(says("look"), picture(base64Of("BMP", 16 * KILO), "image/png"));
    const note = "[picture left out: BMP, 12 KB; Kimi Code reads only PNG, JPEG, GIF and WebP]";
    for (const between of [[answer], []]) {
      const body = bodyOf(bmp, ...between, user(says("never mind")));
      expect(patchImages(body)).toStrictEqual(
        bodyOf(user(says("look"), says(note)), ...between, user(says("never mind"))),
      );
    }
  });

  it("tells the model of a picture that a tool returned in another format", () => {
    const bmp = picture(base64Of("BMP", 16 * KILO), "image/bmp");
    const body = bodyOf(user(says("look at a.bmp")), ...toolRound("a", [bmp, small]));
    expect(patchImages(body)).toStrictEqual(
      bodyOf(
        user(says("look at a.bmp")),
        ...toolRound("a", [
          says("[picture left out: BMP, 12 KB; Kimi Code reads only PNG, JPEG, GIF and WebP]"),
          small,
        ]),
      ),
    );
  });

  it("lets the oldest pictures give way to notes where the request would be too large", () => {
    const body = bodyOf(
      user(large(), large("JPEG")),
      answer,
      user(large()),
      answer,
      user(says("and this?"), large()),
    );
    const patched = patchImages(body);
    expect(notes(patched)).toStrictEqual(["[picture left out: PNG, 450 KB; the request had no room for it]"]);
    expect(patched).toStrictEqual(
      bodyOf(
        user(says("[picture left out: PNG, 450 KB; the request had no room for it]"), large("JPEG")),
        answer,
        user(large()),
        answer,
        user(says("and this?"), large()),
      ),
    );
  });

  it("lets the same pictures give way for several turns", () => {
    const turn = [user(picture(base64Of("PNG", 100 * KILO))), answer];
    const leftOut = Array.from({ length: 40 }, (_, turns) => {
      const messages = Array.from({ length: turns + 1 }, () => turn).flat();
      return notes(patchImages(bodyOf(...messages, user(says("and now?"))))).length;
    });
    // Six at a time: one more than the step, as notes take room, too.
    expect([...new Set(leftOut)]).toStrictEqual([0, 6, 11, 16, 21, 26]);
  });

  it("lets a picture that a tool has just returned give way only where it must, the oldest first", () => {
    const before = [user(large()), answer, user(says("look at them"))];
    const body = bodyOf(...before, ...toolRound("a", [large("JPEG"), large(), large()]));
    expect(notes(patchImages(body))).toStrictEqual([
      "[picture left out: PNG, 450 KB; the request had no room for it]",
    ]);
    const more = bodyOf(...before, ...toolRound("a", [large("JPEG"), large(), large(), large()]));
    expect(notes(patchImages(more))).toStrictEqual([
      "[picture left out: PNG, 450 KB; the request had no room for it]",
      "[picture left out: JPEG, 450 KB; the request had no room for it]",
    ]);
  });

  it.each([
    {
      name: "a picture",
      content: [picture(base64Of("PNG", 2_400 * KILO))],
      expected:
        /^The picture of your message \(PNG, 1\.8 MB\) is too large: .* pictures of 1\.5 MB\. Send it smaller/u,
    },
    {
      name: "pictures",
      content: [large(), large("JPEG"), large(), large()],
      expected:
        /^The 4 pictures of your message \(PNG, 450 KB; JPEG, 450 KB; PNG, 450 KB; PNG, 450 KB\) are together too large: .* or in several messages\.$/u,
    },
    {
      name: "a picture beside much text",
      content: [says("x".repeat(1_500 * KILO)), large()],
      expected: /pictures of 375 KB\. .* \/compact or \/new makes more room\.$/u,
    },
  ])("refuses $name of the user's message that cannot fit", ({ content, expected }) => {
    expect(refusal(bodyOf(user(large()), answer, user(...content)))).toMatch(expected);
  });

  it("leaves it to the service where the text alone is too large", () => {
    const body = bodyOf(user(large()), answer, user(says("x".repeat(BUDGET_BYTES)), small));
    const patched = patchImages(body);
    expect(notes(patched)).toHaveLength(1);
    expect(patched).toHaveProperty(["messages", 3], {
      role: "user",
      content: [says("x".repeat(BUDGET_BYTES)), small],
    });
  });
});

describe("patchImages on pictures that are pointed at", () => {
  it.each([
    {
      name: "an address on chat completions",
      part: { type: "image_url", image_url: { url: "https://x.test/a.bmp" } },
    },
    { name: "a file of the service", part: { type: "image_url", image_url: { url: "ms://file-1" } } },
    {
      name: "an address on messages",
      part: { type: "image", source: { type: "url", url: "https://x.test/a.bmp" } },
    },
  ])("leaves $name", ({ part }) => {
    const body = bodyOf(user(part));
    expect(patchImages(body)).toBe(body);
  });
});

describe("patchImages on a picture in a tool message", () => {
  it("tells the model that it is left out", () => {
    const bmp = { type: "image_url", image_url: { url: `data:image/bmp;base64,${base64Of("BMP")}` } };
    expect(notes(patchImages(bodyOf({ role: "tool", tool_call_id: "a", content: [bmp] })))).toHaveLength(1);
  });
});
