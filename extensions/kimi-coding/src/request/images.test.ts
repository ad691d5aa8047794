import { describe, expect, it } from "vitest";
import { deepFreeze } from "../../test-support/values.ts";
import { KimiError } from "../errors/index.ts";
import type { JsonObject } from "../kimi/index.ts";
import { base64Length, IMAGE_LIMITS } from "./image-limits.ts";
import { base64Of, says, wires } from "./image-test-support.ts";
import { patchImages as patchWith } from "./images.ts";
import { REPLAY_NOTES } from "./replay-notes.ts";

const answer = { role: "assistant", content: "I see." };
/** A turn that failed, as 2026.9.6 writes it on either dialect. */
const failed = {
  role: "assistant",
  content: [says("[This turn failed before it completed. Do not redo its work.]")],
};
const KILO = 1000;
const BUDGET_BYTES = 2_000_000;
/** An endpoint that has said how much it accepts. */
const limits = { ...IMAGE_LIMITS, messageBytes: BUDGET_BYTES };

function user(...content: readonly object[]): object {
  return { role: "user", content };
}

function bodyOf(...messages: readonly object[]): JsonObject {
  return deepFreeze({
    model: "kimi-for-coding",
    messages: [{ role: "system", content: "Be kind." }, ...messages],
  });
}

/** Patches a body of which nothing else is known, or where so many messages of the user are without an answer. */
function patchImages(body: JsonObject, unanswered?: number): JsonObject {
  return patchWith(body, { unanswered, limits });
}

/** The notes in what a body says, in order. */
function notes(body: JsonObject): string[] {
  return [...JSON.stringify(body).matchAll(/\[image left out: [^\]]*\]/gu)].map(([note]) => note);
}

function refusal(body: JsonObject, unanswered?: number): string {
  try {
    patchImages(body, unanswered);
  } catch (error) {
    if (error instanceof KimiError && error.code === "image-refused") return error.message;
    throw error;
  }
  throw new Error("the body was not refused");
}

describe.each(wires)("patchImages on $api", ({ image, toolRound }) => {
  const small = image(base64Of("PNG"));
  const large = (format: "PNG" | "JPEG" = "PNG") =>
    image(base64Of(format, 600 * KILO), format === "PNG" ? "image/png" : "image/jpeg");

  it.each([
    { name: "without messages", body: deepFreeze({ model: "x" }) },
    { name: "without images", body: bodyOf(user(says("hi")), answer, { role: "user", content: "again" }) },
    { name: "with images that fit", body: bodyOf(user(says("what is this?"), small)) },
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
      const body = bodyOf(user(says("what is this?"), image(base64, declared)));
      expect(patchImages(body)).toStrictEqual(bodyOf(user(says("what is this?"), image(base64, mediaType))));
    }
  });

  const marked = (base64: string, mediaType: string) => ({
    ...image(base64, mediaType),
    cache_control: { type: "ephemeral" },
  });

  it("keeps what stands beside an image, such as a cache breakpoint", () => {
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
      name: "the image",
      content: [says("look"), image(base64Of("BMP", 16 * KILO))],
      expected:
        "Kimi Code cannot read the image of your message (BMP, 12 KB). Kimi Code reads PNG, JPEG, GIF and WebP. Convert the image and send it again, for example with ImageMagick:\nmagick image.bmp image.png",
    },
    {
      name: "the second of two",
      content: [small, image(base64Of("HEIC"), "image/png")],
      expected: "Kimi Code cannot read image 2 of 2 in your message (HEIC, 1 KB)",
    },
    {
      name: "one of no format",
      content: [image(btoa("hello"))],
      expected:
        "the image of your message (unknown format, 1 KB). The file is damaged, or it is not an image.",
    },
  ])("refuses $name of the user's message where it is of another format", ({ content, expected }) => {
    expect(refusal(bodyOf(user(...content)))).toContain(expected);
    const context = user(says("<<<BEGIN_OPENCLAW_INTERNAL_CONTEXT>>>\nnone"));
    expect(refusal(bodyOf(user(says("hi")), answer, user(...content), context))).toContain(expected);
  });

  it("never treats a message of the user as a tool's, whatever it says", () => {
    const quoted = user(says("Image(s) from tool result #1 (read):"), image(base64Of("BMP")));
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

  it.each([
    { name: "an answer", between: [answer] },
    { name: "a turn that the adapter leaves out, in which the user was told", between: [], unanswered: 1 },
    { name: "such a turn as 2026.9.6 writes it", between: [failed], unanswered: 1 },
  ])("goes on behind an image of another format, with a note in its place: behind $name", (row) => {
    const bmp = user(says("look"), image(base64Of("BMP", 16 * KILO), "image/png"));
    const note = "[image left out: BMP, 12 KB; Kimi Code reads only PNG, JPEG, GIF and WebP]";
    const body = bodyOf(bmp, ...row.between, user(says("never mind")));
    expect(patchImages(body, row.unanswered)).toStrictEqual(
      bodyOf(user(says("look"), says(note)), ...row.between, user(says("never mind"))),
    );
  });

  // 2026.5.7 sends who wrote a message behind it, 2026.9.6 what the user says while a turn runs.
  it.each([
    { name: "another message", behind: [user(says("what is it?"))], unanswered: 2 },
    { name: "another message, of which nothing else is known", behind: [user(says("what is it?"))] },
    { name: "a turn that failed otherwise", behind: [failed, user(says("again"))], unanswered: 2 },
  ])("refuses an image that has no answer, behind which there is $name", ({ behind, unanswered }) => {
    const bmp = image(base64Of("BMP"));
    const asked = [user(says("hi")), answer, user(says("look"), bmp), ...behind];
    expect(refusal(bodyOf(...asked), unanswered)).toContain("the image of your message (BMP, 1 KB)");
    const two = bodyOf(...asked, user(says("and this?"), image(base64Of("BMP", 8 * KILO))));
    expect(refusal(two, unanswered && unanswered + 1)).toContain(
      "image 1 of 2 in your last messages (BMP, 1 KB)",
    );
    const large = image(base64Of("PNG", 2_400 * KILO));
    const tooLarge = bodyOf(user(says("hi")), answer, user(says("look"), large), ...behind);
    expect(refusal(tooLarge, unanswered)).toMatch(
      /^The image of your message \(PNG, 1\.8 MB\) is too large/u,
    );
  });

  it("looks only at the messages after the last answer, whatever is said of their number", () => {
    const bmp = user(says("look"), image(base64Of("BMP")));
    expect(notes(patchImages(bodyOf(bmp, answer, user(says("and?"))), 7))).toHaveLength(1);
  });

  it("tells the model of an image that a tool returned in another format", () => {
    const bmp = image(base64Of("BMP", 16 * KILO), "image/bmp");
    const body = bodyOf(user(says("look at a.bmp")), ...toolRound("a", [bmp, small]));
    expect(patchImages(body)).toStrictEqual(
      bodyOf(
        user(says("look at a.bmp")),
        ...toolRound("a", [
          says("[image left out: BMP, 12 KB; Kimi Code reads only PNG, JPEG, GIF and WebP]"),
          small,
        ]),
      ),
    );
  });

  it("lets the oldest images give way to notes where the request would be too large", () => {
    const body = bodyOf(
      user(large(), large("JPEG")),
      answer,
      user(large()),
      answer,
      user(says("and this?"), large()),
    );
    const patched = patchImages(body);
    expect(notes(patched)).toStrictEqual(["[image left out: PNG, 450 KB; the request had no room for it]"]);
    expect(patched).toStrictEqual(
      bodyOf(
        user(says("[image left out: PNG, 450 KB; the request had no room for it]"), large("JPEG")),
        answer,
        user(large()),
        answer,
        user(says("and this?"), large()),
      ),
    );
  });

  it("lets the same images give way for several turns", () => {
    const turn = [user(image(base64Of("PNG", 100 * KILO))), answer];
    const leftOut = Array.from({ length: 40 }, (_, turns) => {
      const messages = Array.from({ length: turns + 1 }, () => turn).flat();
      return notes(patchImages(bodyOf(...messages, user(says("and now?"))))).length;
    });
    // Six at a time: one more than the step, as notes take room, too.
    expect([...new Set(leftOut)]).toStrictEqual([0, 6, 11, 16, 21, 26]);
  });

  it("lets an image that a tool has just returned give way only where it must, the oldest first", () => {
    const before = [user(large()), answer, user(says("look at them"))];
    const body = bodyOf(...before, ...toolRound("a", [large("JPEG"), large(), large()]));
    expect(notes(patchImages(body))).toStrictEqual([
      "[image left out: PNG, 450 KB; the request had no room for it]",
    ]);
    const more = bodyOf(...before, ...toolRound("a", [large("JPEG"), large(), large(), large()]));
    expect(notes(patchImages(more))).toStrictEqual([
      "[image left out: PNG, 450 KB; the request had no room for it]",
      "[image left out: JPEG, 450 KB; the request had no room for it]",
    ]);
  });

  it.each([
    {
      name: "an image",
      content: [image(base64Of("PNG", 2_400 * KILO))],
      expected:
        /^The image of your message \(PNG, 1\.8 MB\) is too large: .* which leaves 1\.5 MB for images\. Save it as JPEG, or with fewer pixels, and send it again\.$/u,
    },
    {
      name: "an image that is a JPEG",
      content: [image(base64Of("JPEG", 2_400 * KILO))],
      expected: / Save it with fewer pixels, and send it again\.$/u,
    },
    {
      name: "images",
      content: [large(), large("JPEG"), large(), large()],
      expected:
        /^The 4 images of your message \(PNG, 450 KB; JPEG, 450 KB; PNG, 450 KB; PNG, 450 KB\) are together too large: .* Save them as JPEG, or with fewer pixels, or send them in several messages\.$/u,
    },
    {
      name: "an image beside much text",
      content: [says("x".repeat(1_500 * KILO)), large()],
      expected:
        /Tools and instructions use 1 KB of that and the text of this conversation 1\.5 MB, which leaves 375 KB for images\. .* A shorter conversation leaves more room for images:\n\/compact$/u,
    },
  ])("refuses $name of the user's message that cannot fit", ({ content, expected }) => {
    expect(refusal(bodyOf(user(large()), answer, user(...content)))).toMatch(expected);
  });

  it.each(["system", "tools"])("names the %s where they take the room of an image", (field) => {
    const body = { ...bodyOf(user(says("look"), large())), [field]: [says("x".repeat(1_500 * KILO))] };
    expect(refusal(deepFreeze(body))).toMatch(
      /Tools and instructions use 1\.5 MB of that and the text of this conversation 1 KB, which leaves 375 KB for images\. .* Fewer tools leave more room for images: .*\(tools\.toolSearch\)\.$/u,
    );
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

describe("patchImages by the limits of the official client", () => {
  const [{ image }] = wires;
  const mebibytes = (count: number) => image(base64Of("PNG", base64Length(count * 1024 * 1024)));

  it("sends images of 5 MiB, and 20 MiB of them", () => {
    const five = mebibytes(5);
    const body = bodyOf(user(five, five), answer, user(five, five));
    expect(patchWith(body, {})).toBe(body);
  });

  it("lets the oldest give way, a quarter of the limit at a time, where they are more", () => {
    const four = mebibytes(4);
    const body = bodyOf(user(four, four), answer, user(four, four), answer, user(four, four));
    expect(notes(patchWith(body, {}))).toHaveLength(2);
  });

  it("puts a note in the place of an old image of more", () => {
    expect(notes(patchWith(bodyOf(user(mebibytes(6)), answer, user(says("and?"))), {}))).toStrictEqual([
      "[image left out: PNG, 6.3 MB; Kimi Code does not accept an image of that size]",
    ]);
  });

  it.each([
    {
      name: "an image of more",
      images: [mebibytes(6)],
      expected: /^The image of your message \(PNG, 6\.3 MB\) is too large: Kimi Code accepts 5 MB for each/u,
    },
    {
      name: "one of several images",
      images: [mebibytes(1), mebibytes(6)],
      expected: /^1 of the 2 images of your message \(PNG, 6\.3 MB\) is too large: .* send it again\.$/u,
    },
    {
      name: "images that are more together",
      images: [5, 5, 5, 5, 1].map(mebibytes),
      expected: /^The 5 images of your message .* are together too large: Kimi Code accepts 20 MB of images/u,
    },
  ])("refuses $name where they are to be answered", ({ images, expected }) => {
    expect(() => patchWith(bodyOf(user(...images)), {})).toThrow(expected);
  });
});

describe("patchImages on flawed images", () => {
  const [{ image }] = wires;
  const png = base64Of("PNG", 400);

  it.each([
    { flaw: "cut", expected: "Its end is missing" },
    { flaw: "too-many-pixels", expected: "megapixels" },
    { flaw: "refused", expected: "Kimi Code found it damaged" },
  ] as const)("refuses one that is $flaw, and says why", ({ flaw, expected }) => {
    const flaws = new Map([[png, flaw]]);
    const body = bodyOf(user(says("look"), image(png)));
    expect(() => patchWith(body, { flaws })).toThrow(new RegExp(expected, "iu"));
    expect(notes(patchWith(bodyOf(user(image(png)), answer, user(says("and?"))), { flaws }))).toHaveLength(1);
  });

  it("says of an empty one that it is empty", () => {
    expect(() => patchWith(bodyOf(user(image(""))), {})).toThrow(/The file is empty\./u);
  });
});

describe("patchImages on images that are pointed at", () => {
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

describe("patchImages on images of a tool whose call is gone", () => {
  const bmp = { type: "image_url", image_url: { url: `data:image/bmp;base64,${base64Of("BMP")}` } };
  it.each([
    { name: "in the result", messages: [user(says(REPLAY_NOTES.orphanedResult), bmp)] },
    {
      name: "behind the result",
      messages: [
        { role: "user", content: `${REPLAY_NOTES.orphanedResult}\n(see attached image)` },
        user(says("Image(s) from tool result #1 (read):"), bmp),
      ],
    },
  ])("tells the model that they are left out: $name", ({ messages }) => {
    expect(notes(patchImages(bodyOf(...messages, user(says("go on")))))).toHaveLength(1);
  });
});

describe("patchImages on an image in a tool message", () => {
  it("tells the model that it is left out", () => {
    const bmp = { type: "image_url", image_url: { url: `data:image/bmp;base64,${base64Of("BMP")}` } };
    expect(notes(patchImages(bodyOf({ role: "tool", tool_call_id: "a", content: [bmp] })))).toHaveLength(1);
  });
});
