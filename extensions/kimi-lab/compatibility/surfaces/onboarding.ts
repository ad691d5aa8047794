import { startServiceProxy } from "../../e2e/support/service-proxy.ts";
import { credentialStore, findInFiles } from "../../e2e/support/find-in-files.ts";
import { readFile } from "node:fs/promises";
import { startTerminal, type Terminal } from "../../host/terminal.ts";
import type { Home } from "../../host/home.ts";
import type { Surface } from "../surface.ts";
import { expectText } from "../until.ts";

export const onboarding: readonly Surface[] = [
  {
    id: "onboarding-flags",
    name: "Onboarding with flags: `openclaw onboard --non-interactive`",
    // The home of all surfaces was made so.
    run: ({ home, keys }) => expectOnboarded(home, keys.default),
  },
  {
    id: "onboarding-terminal",
    name: "Onboarding in the terminal: `openclaw onboard`",
    async run(context) {
      const { keys, simulator } = context;
      const home = await context.newHome();
      await using proxy = await startServiceProxy(simulator.url, home.directory);
      const skipped = ["channels", "skills", "ui", "search", "health"].map((step) => `--skip-${step}`);
      const choice = ["--auth-choice", "kimi-code-api-key", "--flow", "quickstart", "--accept-risk"];
      const terminal = await startTerminal(home, ["onboard", ...choice, "--no-install-daemon", ...skipped], {
        env: proxy.env,
      });
      try {
        await answerAll(terminal, keys.default);
      } finally {
        await terminal.stop();
      }
      await expectOnboarded(home, keys.default);
    },
  },
];

const question = /◆ {2}(?<text>\S[^\n]*)/gu;
/** How long all questions together may take. */
const wizardMs = 150_000;
const over = /Start now: openclaw gateway run|Onboarding complete/u;

/** Types the key where it is asked for, and takes what each other question offers. */
async function answerAll(terminal: Terminal, key: string): Promise<void> {
  const answered = new Set<string>();
  const isFresh = (screen: string) => {
    const last = [...screen.matchAll(question)].at(-1)?.groups?.["text"];
    return last !== undefined && !answered.has(last) ? last : undefined;
  };
  const end = Date.now() + wizardMs;
  while (Date.now() < end) {
    const screen = await terminal.screen().catch(() => null);
    if (screen === null || over.test(screen)) return;
    const asked = isFresh(screen);
    if (asked === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 250));
      continue;
    }
    answered.add(asked);
    if (/Kimi Code API key/u.test(asked)) await terminal.type(key);
    // Older hosts want at least one choice in this list: "Skip for now".
    if (/Enable hooks\?/u.test(asked)) await terminal.press("Space");
    await terminal.press("Enter");
  }
  throw new Error(`The wizard did not end. It had asked: ${[...answered].join("; ")}`);
}

async function expectOnboarded(home: Home, key: string): Promise<void> {
  const config = await readFile(home.configFile, "utf8");
  expectText("openclaw.json", config, /"primary":\s*"kimi\/kimi-code/u);
  const [place] = await findInFiles(home.directory, key, credentialStore);
  if (place !== undefined) throw new Error(`The key stands in ${place.slice(home.directory.length)}.`);
}
