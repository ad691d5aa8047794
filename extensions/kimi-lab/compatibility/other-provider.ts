import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { json } from "node:stream/consumers";

import { listenOnLoopback } from "../host/loopback.ts";

/** A service of another vendor that speaks chat completions, on loopback. The caller stops it. */
export interface OtherProvider {
  readonly url: string;
  /** The bodies that arrived, as JSON, oldest first. */
  readonly bodies: readonly string[];
  /** Answers the first request that this accepts with a call of a tool, instead of with words. */
  callOnce(tool: ToolCall, accepts: (body: string) => boolean): void;
  stop(): Promise<void>;
}

interface ToolCall {
  readonly name: string;
  readonly arguments: object;
}

/** What it answers when it was not told to call a tool. */
export const otherAnswer = "The other provider answers.";

export async function startOtherProvider(): Promise<OtherProvider> {
  const bodies: string[] = [];
  const calls: { readonly tool: ToolCall; readonly accepts: (body: string) => boolean }[] = [];
  const server = createServer((request, response) => {
    void answer(request, response);
  });
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const body = JSON.stringify(await json(request));
    bodies.push(body);
    const index = calls.findIndex(({ accepts }) => accepts(body));
    const [call] = index === -1 ? [] : calls.splice(index, 1);
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(frames(call?.tool));
  };
  const { url, stop } = await listenOnLoopback(server);
  return {
    url: `${url}/v1`,
    bodies,
    callOnce: (tool, accepts) => void calls.push({ tool, accepts }),
    stop,
  };
}

function frames(tool: ToolCall | undefined): string {
  const call = tool && { name: tool.name, arguments: JSON.stringify(tool.arguments) };
  const said = call
    ? { tool_calls: [{ index: 0, id: "call_1", type: "function", function: call }] }
    : { content: otherAnswer };
  const chunks = [{ role: "assistant", ...said }, {}].map((delta, index) => {
    const reason = call ? "tool_calls" : "stop";
    const choice = { index: 0, delta, finish_reason: index === 1 ? reason : null };
    return { id: "gen-1", object: "chat.completion.chunk", created: 0, model: "thinker", choices: [choice] };
  });
  return [...chunks.map((chunk) => JSON.stringify(chunk)), "[DONE]"]
    .map((data) => `data: ${data}\n\n`)
    .join("");
}
