import { once } from "node:events";
import type { ServerResponse } from "node:http";

import type { Interruption } from "./reply.ts";

/** One response being written. Every method returns quietly once the client has left. */
export interface Answer {
  json(status: number, body: object, headers?: Readonly<Record<string, string>>): Promise<void>;
  html(status: number, page: string): Promise<void>;
  /** Cuts the connection without a word. */
  disconnect(): Promise<void>;
  /** Writes frames as the client takes them; `disconnect` cuts the connection after what was written. */
  stream(
    head: { readonly status: number; readonly headers: Readonly<Record<string, string>> },
    steps: Iterable<string | Interruption>,
  ): Promise<void>;
}

/**
 * The caller keeps ownership of the response's socket. `signal` aborts when the client leaves or the
 * simulator stops, and ends every wait; `onStatus` is told when the head goes out.
 */
export function createAnswer(
  response: ServerResponse,
  baseHeaders: Readonly<Record<string, string>>,
  signal: AbortSignal,
  onStatus: (status: number) => void,
): Answer {
  const writeHead = (status: number, headers: Readonly<Record<string, string>>) => {
    if (response.headersSent) return;
    response.writeHead(status, { ...baseHeaders, ...headers });
    onStatus(status);
  };
  // Waiting until the socket has taken each piece keeps pace with a slow client, and means that nothing
  // written is lost when the connection is cut on purpose.
  const write = async (text: string) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    response.write(text, () => resolve());
    await unlessAborted(promise, signal);
  };
  const end = async (text = "") => {
    const finished = once(response, "finish", { signal });
    response.end(text);
    await finished;
  };

  return {
    json: (status, body, headers = {}) =>
      untilLeft(signal, async () => {
        writeHead(status, { "content-type": "application/json", ...headers });
        await end(JSON.stringify(body));
      }),
    html: (status, page) =>
      untilLeft(signal, async () => {
        writeHead(status, { "content-type": "text/html; charset=utf-8" });
        await end(page);
      }),
    disconnect: () =>
      untilLeft(signal, async () => {
        response.destroy();
      }),
    stream: (head, steps) =>
      untilLeft(signal, async () => {
        for (const step of steps) {
          if (typeof step === "string") {
            writeHead(head.status, head.headers);
            await write(step);
          } else if (step.kind === "hold") {
            await unlessAborted(step.until, signal);
          } else {
            response.destroy();
            return;
          }
        }
        writeHead(head.status, head.headers);
        await end();
      }),
  };
}

/** Waits until the promise settles or the signal aborts; the latter is no failure. */
export async function holdUntil(until: Promise<unknown>, signal: AbortSignal): Promise<void> {
  await untilLeft(signal, () => unlessAborted(until, signal));
}

/** Runs the work; once the client is gone, its failure is no news. */
async function untilLeft(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  try {
    signal.throwIfAborted();
    await work();
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function unlessAborted(until: Promise<unknown>, signal: AbortSignal): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(new Error("The connection is gone."));
  signal.addEventListener("abort", abort, { once: true });
  try {
    signal.throwIfAborted();
    await Promise.race([until, promise]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}
