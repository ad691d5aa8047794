import { createHash, randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { resolveStateDir } from "openclaw/plugin-sdk/state-paths";
import { isObject, parseJson } from "../../kimi/index.ts";
import { isKept, readUploads, type StoredUpload, writeUploads } from "./stored-uploads.ts";

/**
 * Where the plugin keeps which images the service already has: `openclaw agent --local` is a process for each turn, and
 * a gateway may be started again in the middle of a conversation. Its prefix has the same bytes then, too.
 */
function uploadsFile(): string {
  return join(resolveStateDir(), "kimi", "image-uploads.json");
}

/** By state folder: tests and hosts may change it within a process. */
const known = new Map<string, Map<string, StoredUpload>>();

function uploadsOf(file: string): Map<string, StoredUpload> {
  let uploads = known.get(file);
  if (uploads === undefined) {
    uploads = new Map(readFile(file).map((upload) => [upload.key, upload]));
    known.set(file, uploads);
  }
  return uploads;
}

function readFile(file: string): readonly StoredUpload[] {
  try {
    return readUploads(readFileSync(file, "utf8"), Date.now());
  } catch {
    // There is none yet, or it cannot be read: then images are uploaded once more.
    return [];
  }
}

/** The id of an image that the service has; `undefined` for one that is not known to be there. */
export function knownUpload(key: string): string | undefined {
  const upload = uploadsOf(uploadsFile()).get(key);
  return upload !== undefined && isKept(upload, Date.now()) ? upload.id : undefined;
}

/** Keeps the ids of images that were just uploaded. */
export function rememberUploads(uploads: readonly Omit<StoredUpload, "at">[]): void {
  if (uploads.length === 0) return;
  const at = Date.now();
  change((kept) => {
    for (const upload of uploads) kept.set(upload.key, { ...upload, at });
  });
}

/** Forgets images that the service does not know any more. */
export function forgetUploads(keys: Iterable<string>): void {
  change((kept) => {
    for (const key of keys) kept.delete(key);
  });
}

/**
 * Writes what this process knows and what others have written since. Of two processes that write at the same moment
 * one may win: the images of the other are uploaded once more then.
 */
function change(edit: (kept: Map<string, StoredUpload>) => void): void {
  const file = uploadsFile();
  const kept = new Map(
    [...readFile(file), ...uploadsOf(file).values()].map((upload) => [upload.key, upload]),
  );
  edit(kept);
  const text = writeUploads([...kept.values()]);
  known.set(file, new Map(readUploads(text, Date.now()).map((upload) => [upload.key, upload])));
  const partial = `${file}.${randomUUID()}.partial`;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(partial, text, { mode: 0o600 });
    renameSync(partial, file);
  } catch {
    // Another process uploads them once more then.
    rmSync(partial, { force: true });
  }
}

/** Names an image of an account at an endpoint: a part of a hash, of which nothing can be read. */
export function uploadKey(endpoint: string, secret: string, base64: string, mediaType: string): string {
  const hash = createHash("sha256").update(JSON.stringify([endpoint, accountOf(secret), mediaType]));
  return hash.update(base64, "latin1").digest("hex").slice(0, 32);
}

/** A token of a sign-in changes with each renewal, and names its account (official client 2.1.0 does the same). */
function accountOf(secret: string): string {
  const [, payload, signature] = secret.split(".");
  if (payload === undefined || signature === undefined) return secret;
  const claims = parseJson(Buffer.from(payload, "base64url").toString("utf8"));
  const subject = isObject(claims) ? (claims["sub"] ?? claims["user_id"]) : undefined;
  return typeof subject === "string" && subject !== "" ? `subject ${subject}` : secret;
}
