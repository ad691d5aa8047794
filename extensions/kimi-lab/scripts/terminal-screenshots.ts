import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import { startGateway } from "../host/gateway.ts";
import { createHome, type Home } from "../host/home.ts";
import { extensionRoot, repositoryRoot } from "../host/paths.ts";
import { installPlugin, onboard, pointAt } from "../host/setup.ts";
import { openTui, tuiConnected } from "../host/terminal.ts";
import { plans } from "../simulator/plans.ts";
import { defaultAccount, startSimulator } from "../simulator/simulator.ts";
import { terminalImage } from "./terminal-image.ts";

/**
 * Makes the screenshots in `docs/screenshots/` from the screens of a real OpenClaw in tmux, with the built plugin and the
 * simulator as the service: `npm run screenshots`.
 */
const folder = join(repositoryRoot, "docs", "screenshots");
const size = { columns: 100, rows: 40 };

async function save(name: string, screen: string, title: string): Promise<void> {
  await writeFile(join(folder, `${name}.svg`), terminalImage(screen, size.columns, title));
  console.log(`docs/screenshots/${name}.svg`);
}

/** What a command prints in the end, with the command above it. */
async function saveCommand(home: Home, name: string, args: readonly string[]): Promise<void> {
  const { stdout } = await home.succeed(args);
  const line = `openclaw ${args.map((arg) => (/\s/u.test(arg) ? `"${arg}"` : arg)).join(" ")}`;
  await save(name, `$ ${line}\n${stdout}`, line);
}

/** The line about the quota stands under an answer that ends after the plugin has asked for it. */
function answerOnceQuotaIsKnown(): void {
  simulator.forgetRequests();
  const known = simulator.waitForRequest(
    ({ path, outcome }) => path === "/coding/v1/usages" && outcome === "complete",
  );
  simulator.enqueue(
    {
      kind: "deltas",
      steps: [
        { kind: "reasoning", text: "A matter of taste." },
        // The plugin reads the quota a moment after it was sent.
        { kind: "hold", until: known.then(() => delay(1000)) },
        { kind: "text", text: "Oolong, because of its honey notes." },
      ],
    },
    { when: ({ body }) => JSON.stringify(body).includes(question) },
  );
}

await mkdir(folder, { recursive: true });
const home = await createHome();
const simulator = await startSimulator({
  accounts: [{ ...defaultAccount, ...plans.advanced, quota: "nearlyUsedUp" }],
});
const question = "Which tea goes with honey?";
try {
  await installPlugin(home, { path: extensionRoot });
  await onboard(home, { key: simulator.key });
  await pointAt(home, simulator.baseUrl);

  await saveCommand(home, "status", ["kimi", "status"]);

  const gateway = await startGateway(home);
  try {
    await saveCommand(home, "models", ["models", "list", "--provider", "kimi", "--refresh"]);
    const chat = await openTui(home, gateway, size);
    try {
      await chat.waitFor(tuiConnected);
      await chat.type("/model kimi/kimi-code");
      await chat.press("Enter");
      await chat.waitFor(/model set to kimi\/kimi-code/u);
      answerOnceQuotaIsKnown();
      await chat.type(question);
      await chat.press("Enter");
      // The line about the quota stands under the answer.
      await chat.waitFor(/honey notes[\s\S]*quota: 93% of your[\s\S]*idle/u, { timeoutMs: 120_000 });
      await save("chat", await chat.colouredScreen(), "Kimi Code in the terminal chat of OpenClaw");
    } finally {
      await chat.stop();
    }
  } finally {
    await gateway.stop();
  }
} finally {
  await simulator.stop();
  await home.remove();
}
