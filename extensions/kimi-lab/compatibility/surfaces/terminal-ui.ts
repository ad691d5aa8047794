import { dirname, join } from "node:path";

import { findInFiles } from "../../e2e/support/find-in-files.ts";
import { openTui, tuiConnected, type Terminal } from "../../host/terminal.ts";
import { asks, limitMs, type HostContext } from "../context.ts";
import { AbsentSurface, type Surface } from "../surface.ts";
import { until } from "../until.ts";

export const terminalUi: readonly Surface[] = [
  {
    id: "terminal-ui",
    name: "Terminal UI: `/model`, `/think`, `/status`, and an answer",
    // One chat for the commands: it takes as long to open as a host takes to start.
    run: (context) =>
      inTerminal(context, "agent:main:terminal", async (screen) => {
        await enter(screen, "/model kimi/kimi-code", /model set to kimi\/kimi-code/u);
        await enter(screen, "/think low", /thinking set to low|Thinking level set to low/iu);
        await enter(screen, "good morning", /Kimi here\. You said:/u);
        await enter(screen, "/status", /kimi\/kimi-code[^]*(?:Think|thinking)/u);
        await sawRequest(context, "good morning", '"effort":"low"');
      }),
  },
  {
    id: "terminal-fast",
    name: "Terminal UI: `/fast`, and an answer of the faster model",
    async run(context) {
      const dist = join(dirname(context.host.entry), "dist");
      const [handed] = await findInFiles(dist, "run.fastMode", /control-ui|\.map$/u);
      if (handed === undefined)
        throw new AbsentSurface(
          "a chat of this host does not tell a model's provider of `/fast` (read in its code)",
        );
      await inTerminal(context, "agent:main:fast", async (screen) => {
        await enter(screen, "/fast on", /fast mode (?:enabled|set to on)/iu);
        await enter(screen, "good evening", /Kimi here\. You said:/u);
        await sawRequest(context, "good evening", '"model":"kimi-for-coding-highspeed"');
      });
    },
  },
];

async function inTerminal(
  context: HostContext,
  sessionKey: string,
  use: (screen: Terminal) => Promise<void>,
): Promise<void> {
  const screen = await openTui(context.home, await context.gateway(), { sessionKey });
  try {
    await screen.waitFor(tuiConnected, { timeoutMs: limitMs });
    await use(screen);
  } finally {
    await screen.stop();
  }
}

/** Older hosts offer a completion of what was typed, which takes the first Enter. */
async function enter(screen: Terminal, line: string, answer: RegExp): Promise<void> {
  await screen.type(line);
  await screen.press("Enter");
  const timeoutMs = 15_000;
  const isSeen = await screen.waitFor(answer, { timeoutMs }).then(
    () => true,
    () => false,
  );
  if (isSeen) return;
  await screen.press("Enter");
  await screen.waitFor(answer, { timeoutMs: 60_000 });
}

/** Waits for an accepted request with this message, as a command has set it. */
async function sawRequest({ simulator }: HostContext, message: string, part: string): Promise<void> {
  await until(`a request with ${part}`, () =>
    simulator.inferences.find(
      (request) =>
        asks(message)(request) && request.status === 200 && JSON.stringify(request.body).includes(part),
    ),
  );
}
