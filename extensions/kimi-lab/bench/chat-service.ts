import { createServer } from "node:http";

/**
 * A service in a process of its own, so that what it costs is not counted: answers `…/KIND/UNITS/…` with an event
 * stream of about so many code units, five in each frame. Says its port once it listens.
 */
const DELTA_UNITS = 5;
const SAID = "It was a bright cold day in April, and the clocks were striking thirteen. ";
const FRAMES_PER_WRITE = 16;

const server = createServer((request, response) => {
  const [, kind = "", units = "0"] = (request.url ?? "").split("/");
  request.resume().on("end", () => {
    response.writeHead(200, { "content-type": "text/event-stream" });
    for (const bytes of writesOf(kind, Number(units))) response.write(bytes);
    response.end();
  });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.send?.(typeof address === "object" ? address?.port : null);
});

const known = new Map<string, readonly Buffer[]>();

function writesOf(kind: string, units: number): readonly Buffer[] {
  const key = `${kind} ${units}`;
  const writes = known.get(key) ?? makeWrites(kind, units);
  known.set(key, writes);
  return writes;
}

function makeWrites(kind: string, units: number): readonly Buffer[] {
  const text = SAID.repeat(Math.ceil(units / SAID.length)).slice(0, units);
  const isCall = kind === "arguments";
  const said = isCall ? JSON.stringify({ content: text }) : text;
  const deltas = Array.from({ length: Math.ceil(said.length / DELTA_UNITS) }, (_, index) =>
    said.slice(index * DELTA_UNITS, (index + 1) * DELTA_UNITS),
  );
  const frames = [
    ...(isCall
      ? [frame({ tool_calls: [{ index: 0, id: "write:0", type: "function", function: { name: "write" } }] })]
      : []),
    ...deltas.map((delta) =>
      frame(isCall ? { tool_calls: [{ index: 0, function: { arguments: delta } }] } : { content: delta }),
    ),
    frame({}, isCall ? "tool_calls" : "stop"),
    "data: [DONE]\n\n",
  ];
  return Array.from({ length: Math.ceil(frames.length / FRAMES_PER_WRITE) }, (_, index) =>
    Buffer.from(frames.slice(index * FRAMES_PER_WRITE, (index + 1) * FRAMES_PER_WRITE).join("")),
  );
}

function frame(delta: object, finishReason: string | null = null): string {
  const chunk = {
    id: "chatcmpl-0123456789abcdef",
    object: "chat.completion.chunk",
    created: 1_787_400_000,
    model: "kimi-for-coding",
    choices: [{ index: 0, delta, finish_reason: finishReason }],
  };
  return `data: ${JSON.stringify(chunk)}\n\n`;
}
