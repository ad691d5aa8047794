import { openTui, tuiConnected, type Terminal } from "../../host/terminal.ts";
import { asks, limitMs, type HostContext } from "../context.ts";
import type { Surface } from "../surface.ts";
import { until } from "../until.ts";

/** One chat for the four commands: it takes as long to open as a host takes to start. */
export const terminalUi: Surface = {
  id: "terminal-ui",
  name: "Terminal UI: `/model`, `/think`, `/fast`, `/status`, and an answer",
  async run(context) {
    const screen = await openTui(context.home, await context.gateway(), {
      sessionKey: "agent:main:terminal",
    });
    try {
      await screen.waitFor(tuiConnected, { timeoutMs: limitMs });
      await enter(screen, "/model kimi/kimi-code", /model set to kimi\/kimi-code/u);
      await enter(screen, "/think low", /thinking set to low|Thinking level set to low/iu);
      await enter(screen, "/fast on", /fast mode (?:enabled|set to on)/iu);
      await enter(screen, "good morning", /Kimi here\. You said:/u);
      await enter(screen, "/status", /kimi\/kimi-code[^]*(?:Think|thinking)/u);
      await sawSettings(context);
    } finally {
      await screen.stop();
    }
  },
};

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

/** The faster model at the lowest level, as the commands have asked for. */
async function sawSettings({ simulator }: HostContext): Promise<void> {
  await until("a request with what /think and /fast have set", () =>
    simulator.inferences.find(
      (request) =>
        asks("good morning")(request) &&
        request.status === 200 &&
        JSON.stringify(request.body).includes('"model":"kimi-for-coding-highspeed"'),
    ),
  );
}
