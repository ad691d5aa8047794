import { once } from "node:events";
import type { Server } from "node:http";
import { chatLimits } from "./http/index.ts";
import type { AnswerEvent } from "./response/index.ts";
import { answerHead } from "./response/test-support.ts";
import { runChat } from "./run-chat.ts";

interface ChatWatch {
  readonly onEvent?: (event: AnswerEvent) => void;
  readonly signOfLifeMs?: number | null;
  /** What the caller does with the head; nothing by default. */
  readonly head?: () => Promise<void>;
}

/** Runs one chat with the service at this address; resolves with all of its events. */
export async function chatAt(
  url: URL,
  { onEvent, signOfLifeMs = null, head = async () => undefined }: ChatWatch = {},
): Promise<readonly AnswerEvent[]> {
  const { signal } = new AbortController();
  const events: AnswerEvent[] = [];
  await runChat(
    answerHead(),
    async () => ({
      url,
      headers: {},
      body: "{}",
      route: { mode: "direct", tls: {}, mayBePrivate: true },
      limits: chatLimits(undefined),
      signal,
    }),
    { head, failure: () => undefined },
    { signal, signOfLifeMs },
    (added) => {
      events.push(...added);
      for (const event of added) onEvent?.(event);
    },
  );
  return events;
}

/** Starts a service; resolves with its address. */
export async function listen(server: Server): Promise<URL> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = address === null || typeof address === "string" ? 0 : address.port;
  return new URL(`http://127.0.0.1:${port}/`);
}

/** Runs one chat with a service of its own, which it stops. */
export async function chatWith(server: Server, watch: ChatWatch = {}): Promise<readonly AnswerEvent[]> {
  const events = await chatAt(await listen(server), watch);
  server.closeAllConnections();
  server.close();
  return events;
}
