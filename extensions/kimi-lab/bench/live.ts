import { writeFile } from "node:fs/promises";
import { chromium } from "playwright-core";
import { z } from "zod";

import { ensureHost } from "../host/ensure-host.ts";
import { findChromium } from "../host/find-chromium.ts";
import { startGateway, type Gateway } from "../host/gateway.ts";
import { createHome } from "../host/home.ts";
import { repositoryHost, type Host } from "../host/host.ts";
import { extensionRoot } from "../host/paths.ts";
import { installPlugin, onboard, pointAt } from "../host/setup.ts";
import { openTui, tuiConnected } from "../host/terminal.ts";
import { editConfig } from "../e2e/support/edit-config.ts";
import { startSimulator, type RecordedRequest, type Simulator } from "../simulator/simulator.ts";
import { delaysOf, renderPage, type LiveRow, type Sighting } from "./live-page.ts";
import { scheduleWords, type Schedule } from "./word-schedule.ts";

// How far what a person sees is behind what the service sends: a word every 100 ms, behind some reasoning.

const dialects = ["openai-completions", "anthropic-messages"] as const;
const words = 30;
const intervalMs = 100;
/** When the page has first shown each word. */
const sightingsSchema = z.array(z.tuple([z.string(), z.number()]));

const hosts: readonly Host[] = [
  await repositoryHost(),
  await ensureHost("2026.5.7", { log: console.error }),
  await ensureHost("2026.4.27", { log: console.error }),
];

const rows: LiveRow[] = [];
for (const host of hosts) {
  for (const api of dialects) {
    for (const row of await measureHost(host, api)) {
      rows.push(row);
      console.log(JSON.stringify(row));
    }
  }
}
await writeFile(new URL("../../../docs/performance-live.md", import.meta.url), renderPage(rows));

async function measureHost(host: Host, api: string): Promise<LiveRow[]> {
  const simulator = await startSimulator();
  const home = await createHome({ host });
  const measured: LiveRow[] = [];
  const add = (place: string, schedule: Schedule, seen: Sighting) =>
    measured.push({ host: host.version, api, place, ...delaysOf(schedule.sentAt, seen) });
  try {
    await installPlugin(home, { path: extensionRoot });
    await onboard(home, { key: simulator.key });
    await pointAt(home, simulator.baseUrl);
    await editConfig(home, (config) => ({
      ...config,
      models: { ...config.models, providers: { kimi: { baseUrl: simulator.baseUrl, api, models: [] } } },
    }));
    const gateway = await startGateway(home);
    try {
      // Older hosts pair a client with the scopes of its first call: the terminal comes first.
      const terminal = await openTui(home, gateway, { sessionKey: "agent:main:screen" });
      try {
        await terminal.waitFor(tuiConnected);
        const say = async (text: string) => {
          await terminal.type(text);
          await terminal.press("Enter");
        };
        await say("good morning");
        await terminal.waitFor(/Kimi here\./u);
        const onScreen = schedule(simulator, "screen");
        await say("say the words of the screen");
        add("terminal UI", onScreen, await watch(onScreen, () => terminal.screen()));
      } finally {
        await terminal.stop();
      }
      const inEvents = schedule(simulator, "events");
      add("gateway's events", inEvents, await watchEvents(inEvents, gateway));
      if (host === hosts[0]) {
        const onPage = schedule(simulator, "page");
        add("web UI", onPage, await watchPage(onPage, gateway));
      }
    } finally {
      await gateway.stop();
    }
  } finally {
    await simulator.stop();
    await home.remove();
  }
  return measured;
}

/** Has the answer to the message about `place` say its words one by one, from when the request has come. */
function schedule(simulator: Simulator, place: string): Schedule {
  const made = scheduleWords(place, words, intervalMs);
  const asks = ({ body }: Pick<RecordedRequest, "body">) =>
    JSON.stringify(body).includes(`words of the ${place}`);
  simulator.enqueue(made.reply, { when: asks });
  void simulator.waitForRequest(asks).then(() => made.run());
  return made;
}

/** Looks again and again until the last word is there; notes when each word was first seen. */
async function watch({ spoken }: Schedule, look: () => Promise<string>): Promise<Sighting> {
  const seenAt = new Map<string, number>();
  while (seenAt.size < spoken.length) {
    const screen = await look();
    const now = performance.now();
    for (const word of spoken) if (!seenAt.has(word) && screen.includes(word)) seenAt.set(word, now);
  }
  return seenAt;
}

async function watchEvents({ spoken }: Schedule, gateway: Gateway): Promise<Sighting> {
  const seenAt = new Map<string, number>();
  const stopListening = gateway.socket.onEvent((event) => {
    const now = performance.now();
    const text = JSON.stringify(event);
    for (const word of spoken) if (!seenAt.has(word) && text.includes(word)) seenAt.set(word, now);
  });
  await gateway.chat({ sessionKey: "agent:main:events", message: "say the words of the events" });
  stopListening();
  return seenAt;
}

async function watchPage({ spoken }: Schedule, gateway: Gateway): Promise<Sighting> {
  const browser = await chromium.launch({
    executablePath: findChromium(),
    chromiumSandbox: process.getuid?.() !== 0,
  });
  try {
    const page = await browser.newPage();
    page.setDefaultTimeout(120_000);
    await page.goto(`${gateway.url.replace(/^ws/u, "http")}/#token=${gateway.token}`);
    const composer = page.getByRole("textbox", { name: "Chat composer" });
    await composer.waitFor();
    const seen = page.evaluate(noteWords(spoken));
    // What fails first is thrown below, and closes the page.
    seen.catch(() => {});
    await composer.fill("say the words of the page");
    await composer.press("Enter");
    // The page has a clock of its own, of the same machine.
    return new Map(
      sightingsSchema.parse(await seen).map(([word, at]) => [word, at - performance.timeOrigin]),
    );
  } finally {
    await browser.close();
  }
}

/** What the page runs: it notes when each word is first on it, by the clock of the day. */
function noteWords(spoken: readonly string[]): string {
  return `new Promise((resolve) => {
    const expected = ${JSON.stringify(spoken)};
    const found = new Map();
    const observer = new MutationObserver(() => {
      const shown = document.body.innerText;
      for (const word of expected) if (!found.has(word) && shown.includes(word)) found.set(word, Date.now());
      if (found.size === expected.length) {
        observer.disconnect();
        resolve([...found]);
      }
    });
    observer.observe(document.body, { subtree: true, childList: true, characterData: true });
  })`;
}
