import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { forgetUploads, knownUpload, rememberUploads, uploadKey } from "./known-uploads.ts";
import { readUploads, writeUploads } from "./stored-uploads.ts";

let stateDir: string;
beforeEach(async () => {
  stateDir = await mkdtemp(join(tmpdir(), "kimi-uploads-"));
  vi.stubEnv("OPENCLAW_STATE_DIR", stateDir);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(stateDir, { recursive: true, force: true });
});

const key = (secret: string, image = "AAAA", endpoint = "a") =>
  uploadKey(endpoint, secret, image, "image/png");
/** A token of a sign-in, as far as it is read. */
const token = (claims: object, signature: string) =>
  ["e30", Buffer.from(JSON.stringify(claims)).toString("base64url"), signature].join(".");

describe("uploadKey", () => {
  it("tells accounts, endpoints, images and their types apart", () => {
    const others = [key("sk-kimi-2"), key("sk-kimi-1", "BBBB"), key("sk-kimi-1", "AAAA", "b")];
    expect(new Set([key("sk-kimi-1"), ...others]).size).toBe(4);
    expect(uploadKey("a", "sk-kimi-1", "AAAA", "image/gif")).not.toBe(key("sk-kimi-1"));
  });

  it("is the same for each token of an account", () => {
    expect(key(token({ sub: "u1", iat: 1 }, "s1"))).toBe(key(token({ sub: "u1", iat: 2 }, "s2")));
    expect(key(token({ sub: "u1" }, "s1"))).not.toBe(key(token({ sub: "u2" }, "s1")));
    expect(key(token({}, "s1"))).not.toBe(key(token({}, "s2")));
    expect(key("a.b.c")).not.toBe(key("a.b.d"));
  });
});

describe("the uploads that are known", () => {
  it("are kept until they are forgotten, in a file without a secret", async () => {
    const [one, two] = [key("sk-kimi-secret"), key("sk-kimi-secret", "BBBB")];
    rememberUploads([
      { key: one, id: "file-1" },
      { key: two, id: "file-2" },
    ]);
    expect([knownUpload(one), knownUpload(two)]).toStrictEqual(["file-1", "file-2"]);
    forgetUploads([one]);
    expect([knownUpload(one), knownUpload(two)]).toStrictEqual([undefined, "file-2"]);
    const text = await readFile(join(stateDir, "kimi", "image-uploads.json"), "utf8");
    expect(text).toContain("file-2");
    expect(text).not.toMatch(/secret|AAAA|BBBB|file-1/u);
  });

  it("are those of another state folder there", () => {
    rememberUploads([{ key: key("sk-kimi-1"), id: "file-1" }]);
    vi.stubEnv("OPENCLAW_STATE_DIR", join(stateDir, "other"));
    expect(knownUpload(key("sk-kimi-1"))).toBeUndefined();
  });
});

const upload = (number: number, at: number) => ({
  key: number.toString(16).padStart(32, "0"),
  id: `file-${number}`,
  at,
});

describe("the file of uploads", () => {
  const DAY_MS = 86_400_000;

  it("holds the latest thousand", () => {
    const text = writeUploads(Array.from({ length: 1001 }, (_, number) => upload(number, number + 1)));
    const kept = readUploads(text, 2000);
    expect(kept).toHaveLength(1000);
    expect(kept.some(({ id }) => id === "file-0")).toBe(false);
  });

  it("counts for seven days, and not before it was written", () => {
    const text = writeUploads([upload(1, 10 * DAY_MS)]);
    expect(readUploads(text, 16 * DAY_MS)).toHaveLength(1);
    expect(readUploads(text, 17 * DAY_MS + 1)).toStrictEqual([]);
    expect(readUploads(text, 9 * DAY_MS)).toStrictEqual([]);
  });

  it.each(["", "{", "[]", '{"uploads":5}', '{"uploads":[{"key":"x","id":"y z","at":1},{"key":1}]}'])(
    "is as good as none where it is broken: %s",
    (text) => expect(readUploads(text, 2)).toStrictEqual([]),
  );
});
