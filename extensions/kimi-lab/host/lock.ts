import { createHash } from "node:crypto";
import { once } from "node:events";
import { realpath, rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A lock that is held. It is free again when it is released or when this process ends, in whatever way. */
export interface Lock {
  release(): Promise<void>;
}

/**
 * Takes the lock of a folder if it is free. The folder must exist; nothing is written into it.
 *
 * The lock is a listening socket, because the system frees that with the process that holds it: a lock file
 * would stay behind after a crash.
 */
export async function tryLock(directory: string): Promise<Lock | undefined> {
  const path = await lockPath(directory);
  for (;;) {
    const waiting = new Set<Socket>();
    const server = createServer((peer) => {
      waiting.add(peer.unref());
      peer.on("error", () => {});
      peer.on("close", () => waiting.delete(peer));
    });
    const taken = await listen(server, path);
    if (taken === undefined) return { release: () => close(server, waiting) };
    if (!hasCode(taken, "EADDRINUSE")) throw taken;
    const holder = await reach(path);
    if (holder !== undefined) {
      holder.destroy();
      return undefined;
    }
    // Only a socket in the file system (macOS, BSD) outlives its process.
    if (!path.startsWith("\0")) await rm(path, { force: true });
  }
}

/** Takes the lock of a folder, and waits for it as long as somebody else holds it. */
export async function waitForLock(
  directory: string,
  { signal, onWait }: { readonly signal?: AbortSignal; readonly onWait?: () => void } = {},
): Promise<Lock> {
  let told = false;
  for (;;) {
    signal?.throwIfAborted();
    const lock = await tryLock(directory);
    if (lock !== undefined) return lock;
    if (!told) onWait?.();
    told = true;
    const holder = await reach(await lockPath(directory));
    if (holder === undefined) continue;
    // The holder says nothing: the end of the connection is the news.
    await untilClosed(holder, signal);
  }
}

/** Resolves when the connection has ended, cleanly or because the holder was killed (ECONNRESET). */
async function untilClosed(socket: Socket, signal: AbortSignal | undefined): Promise<void> {
  const closed = Promise.withResolvers<void>();
  const stop = () => socket.destroy();
  socket.once("close", () => closed.resolve());
  socket.resume();
  signal?.addEventListener("abort", stop);
  if (socket.destroyed) closed.resolve();
  await closed.promise;
  signal?.removeEventListener("abort", stop);
}

async function lockPath(directory: string): Promise<string> {
  const name = createHash("sha256")
    .update(await realpath(directory))
    .digest("hex")
    .slice(0, 16);
  if (process.platform === "win32") return `\\\\.\\pipe\\kimi-coding-${name}`;
  if (process.platform === "linux") return `\0kimi-coding-${name}`;
  return join(tmpdir(), `kimi-coding-${name}.lock`);
}

async function listen(server: Server, path: string): Promise<unknown> {
  server.listen(path);
  server.unref();
  try {
    await once(server, "listening");
    return undefined;
  } catch (error) {
    return error;
  }
}

/** A connection to the holder of a lock, or nothing when there is none. */
async function reach(path: string): Promise<Socket | undefined> {
  const socket = connect(path);
  // Whatever becomes of the connection, "close" tells it.
  socket.on("error", () => {});
  try {
    await once(socket, "connect");
    return socket;
  } catch {
    socket.destroy();
    return undefined;
  }
}

/** The address is free before those who wait are told. */
async function close(server: Server, waiting: ReadonlySet<Socket>): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, "close");
  server.close();
  for (const peer of waiting) peer.destroy();
  await closed;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}
