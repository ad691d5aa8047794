import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { ChatAttachment, ChatReply, ChatUpdate } from "../../host/chat.ts";
import type { Gateway } from "../../host/gateway.ts";
import type { RecordedRequest } from "../../simulator/simulator.ts";
import { drawImage, type ImageOptions } from "../../simulator/test-support.ts";
import type { Chapter } from "./conversation-script.ts";
import { workFiles, type ScriptedTurn } from "./everyday-turns.ts";
import type { PluginHost } from "./plugin-host.ts";

/** How one message of the user went. */
interface PlayedTurn {
  readonly reply: ChatReply;
  /** The inference requests that it caused. */
  readonly requests: readonly RecordedRequest[];
}

/** How a chapter went; in the order of its script. */
export interface PlayedChapter {
  readonly commands: readonly PlayedTurn[];
  readonly turns: readonly PlayedTurn[];
}

/** Writes the files that the script's tools read into the folder in which the agent works. */
export async function layOutFiles(host: PluginHost): Promise<void> {
  const folder = join(host.home.directory, ".openclaw", "workspace");
  await mkdir(folder, { recursive: true });
  for (const [name, text] of Object.entries(workFiles)) await writeFile(join(folder, name), text);
  const sky = await drawImage({ background: "#0000ff" });
  await writeFile(join(folder, "sky.png"), Buffer.from(sky, "base64"));
}

/** Holds the whole conversation, one message after another, and returns how each of them went. */
export async function playConversation(
  host: PluginHost,
  gateway: Gateway,
  sessionKey: string,
  chapters: readonly Chapter[],
): Promise<readonly PlayedChapter[]> {
  const played: PlayedChapter[] = [];
  for (const { commands, turns } of chapters) {
    const obeyed: PlayedTurn[] = [];
    for (const { message } of commands) {
      const reply = await gateway.chat({ sessionKey, message });
      obeyed.push({ reply, requests: host.takeRequests() });
    }
    const answered: PlayedTurn[] = [];
    for (const turn of turns) {
      // A host also asks of its own accord, to hear how a command ended, say: that request gets none of these.
      const asksThis = ({ body, dialect }: RecordedRequest) =>
        dialect !== null && JSON.stringify(body).includes(turn.message);
      for (const reply of turn.replies ?? []) host.simulator.enqueue(reply, { when: asksThis });
      const reply = await playTurn(gateway, sessionKey, turn);
      answered.push({ reply, requests: host.takeRequests() });
    }
    played.push({ commands: obeyed, turns: answered });
  }
  return played;
}

async function playTurn(gateway: Gateway, sessionKey: string, turn: ScriptedTurn): Promise<ChatReply> {
  const attachments = await Promise.all((turn.images ?? []).map(drawAttachment));
  const aborts: Promise<unknown>[] = [];
  const onUpdate = ({ kind }: ChatUpdate) => {
    if (aborts.length > 0 || turn.abortAt === undefined || !signs[turn.abortAt].has(kind)) return;
    aborts.push(gateway.call("chat.abort", { sessionKey }));
  };
  const reply = await gateway.chat({ sessionKey, message: turn.message, attachments, onUpdate });
  await Promise.all(aborts);
  return reply;
}

/** Reasoning is the first sign of an answer: behind it, 2026.9.6 holds the text of chat completions back to their end. */
const signs = {
  answer: new Set<ChatUpdate["kind"]>(["thinking", "text"]),
  tool: new Set<ChatUpdate["kind"]>(["tool"]),
} as const satisfies Record<NonNullable<ScriptedTurn["abortAt"]>, ReadonlySet<string>>;

async function drawAttachment(options: ImageOptions, index: number): Promise<ChatAttachment> {
  const { format = "png" } = options;
  const data = Buffer.from(await drawImage(options), "base64");
  return { fileName: `image-${index + 1}.${format}`, mimeType: `image/${format}`, data };
}
