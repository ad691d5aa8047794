import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { gzipSync } from "node:zlib";

import type { NetworkFault } from "./fault-kinds.ts";

/** A fault for one answer. */
export interface ArmedFault {
  readonly name: NetworkFault;
  /** Where in the answer, from 0 to 1. */
  readonly at: number;
}

/** An answer of the service, whole. */
export interface Delivery {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

const SILENCE_MS = 4000;
const LATE_MS = 3000;
/** Larger than any frame that the service sends. */
const OVERSIZED_BYTES = 6 * 1024 * 1024;

/** Hands an answer on as the fault has it. Resolves when nothing more is to come; `gone` ends every wait. */
export async function misdeliver(
  outgoing: ServerResponse,
  { status, headers, body }: Delivery,
  { name, at }: ArmedFault,
  gone: AbortSignal,
): Promise<void> {
  const cut = Math.floor(body.length * at);
  const head = () => outgoing.writeHead(status, headers);
  const begin = async () => {
    head();
    outgoing.flushHeaders();
    await write(outgoing, body.subarray(0, cut));
  };
  const whole = (bytes: Buffer, more: Record<string, string> = {}) => {
    outgoing.writeHead(status, { ...headers, ...more }).end(bytes);
  };
  switch (name) {
    case "reset before the answer":
      outgoing.socket?.resetAndDestroy();
      return;
    case "reset in the answer":
      await begin();
      outgoing.socket?.resetAndDestroy();
      return;
    case "half-closed in the answer":
      await begin();
      outgoing.socket?.end();
      return;
    case "silent for some seconds":
      await begin();
      await pause(SILENCE_MS, undefined, { signal: gone });
      outgoing.end(body.subarray(cut));
      return;
    case "silent for ever":
      await begin();
      return;
    case "late first byte":
      await pause(LATE_MS, undefined, { signal: gone });
      whole(body);
      return;
    case "truncated":
      whole(body.subarray(0, cut));
      return;
    case "a frame twice":
      whole(changeFrames(body, at, (frames, index) => frames.toSpliced(index, 0, frames[index] ?? "")));
      return;
    case "two frames swapped":
      whole(
        changeFrames(body, at, (frames, index) =>
          frames.toSpliced(index, 2, frames[index + 1] ?? "", frames[index] ?? ""),
        ),
      );
      return;
    case "an oversized frame":
      whole(changeFrames(body, at, (frames, index) => frames.toSpliced(index, 0, oversizedFrame())));
      return;
    case "one byte at a time":
      head();
      // Each byte a chunk of its own; the system may still join some of them.
      for (const byte of body) await write(outgoing, Buffer.of(byte));
      outgoing.end();
      return;
    case "gzip":
      whole(gzipSync(body), { "content-encoding": "gzip" });
      return;
    case "gzip that is none":
      whole(body, { "content-encoding": "gzip" });
      return;
    case "another content type":
      whole(body, { "content-type": "text/plain" });
      return;
    case "a page of HTML":
      whole(Buffer.from("<!doctype html><title>Sign in to the network</title><p>Welcome."), {
        "content-type": "text/html",
      });
      return;
    case "a redirect":
      outgoing.writeHead(302, { location: "http://127.0.0.1:9/elsewhere" }).end();
      return;
  }
}

async function write(outgoing: ServerResponse, bytes: Buffer): Promise<void> {
  if (bytes.length === 0 || outgoing.destroyed) return;
  await new Promise<void>((resolve) => outgoing.write(bytes, () => resolve()));
}

/** A body without two frames has nothing to change, and stays as it is. */
function changeFrames(
  body: Buffer,
  at: number,
  change: (frames: readonly string[], index: number) => readonly string[],
): Buffer {
  const frames = body.toString("utf8").split(/(?<=\n\n)/u);
  if (frames.length < 2) return body;
  return Buffer.from(change(frames, Math.floor(at * (frames.length - 1))).join(""));
}

/** A comment: a reader of event streams must pass over it, whatever its size, or say that it is too much. */
function oversizedFrame(): string {
  return `: ${"x".repeat(OVERSIZED_BYTES)}\n\n`;
}
