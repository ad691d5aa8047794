import { mkdir, readFile } from "node:fs/promises";
import { basename, join, relative } from "node:path";

import { startGateway } from "../host/gateway.ts";
import { repositoryHost } from "../host/host.ts";
import { tryLock } from "../host/lock.ts";
import { repositoryRoot } from "../host/paths.ts";
import { buildPlugin } from "./build-plugin.ts";
import { converse } from "./conversation.ts";
import { DemoError } from "./demo-error.ts";
import { Interrupted, interruptible } from "./interruption.ts";
import { openChat } from "./open-chat.ts";
import { prepareHome } from "./prepare-home.ts";
import { createProgress } from "./progress.ts";
import { chooseService, keyVariablesText, type Service } from "./service.ts";
import { readSetupRecord } from "./setup-record.ts";

const homes = join(repositoryRoot, ".openclaw-home");
const image = join(import.meta.dirname, "sailing-boat.png");
const progress = createProgress(process.stdout);

async function run(signal: AbortSignal): Promise<void> {
  const startedAt = performance.now();
  await mkdir(homes, { recursive: true });
  const lock = await tryLock(homes);
  if (lock === undefined) {
    throw new DemoError("Another npm start is running in this checkout.", {
      next: "Use that one, or end it with Ctrl-C and run:\nnpm start",
    });
  }
  const simulatorHome = join(homes, "simulator");
  const service = await chooseService(process.env, (await readSetupRecord(simulatorHome))?.simulatorPort);
  try {
    const host = await repositoryHost();
    const directory = service.kind === "simulator" ? simulatorHome : join(homes, "kimi");
    progress.line(progress.bold(`Kimi Code in OpenClaw ${host.version}`));
    progress.line(`  service  ${describe(service)}`);
    progress.line(`  home     ${relative(repositoryRoot, directory)}\n`);

    await progress.step("Build the plugin: npm run build", () => buildPlugin(signal));
    const home = await prepareHome(directory, host, service, progress, signal);
    const gateway = await progress.step("Start OpenClaw: openclaw gateway run", () =>
      startGateway(home, { signal }),
    );
    try {
      const stage = { gateway, progress, signal, advice: advise(service, home.logFile) };
      const sessionKey = `agent:main:demo-${Date.now().toString(36)}`;
      const hello = "Hello Kimi! Please introduce yourself in one sentence.";
      await converse({ sessionKey, message: hello }, stage);
      const attachment = {
        fileName: basename(image),
        mimeType: "image/png",
        data: await readFile(image),
      };
      await converse({ sessionKey, message: "What do you see in this image?", attachment }, stage);

      progress.line(`\nKimi answered the text and the image after ${seconds(startedAt)}.`);
      if (process.stdin.isTTY && process.stdout.isTTY) {
        progress.line(
          "OpenClaw's own chat opens now, with this conversation. To leave it, press Ctrl-C twice.",
        );
        await openChat(home, gateway, sessionKey, signal);
        signal.throwIfAborted();
      }
    } finally {
      await gateway.stop();
    }
    if (service.kind === "simulator")
      progress.line("To use your own key:\nKIMICODE_API_KEY=sk-kimi-… npm start");
  } finally {
    if (service.kind === "simulator") await service.simulator.stop();
    await lock.release();
  }
}

function describe(service: Service): string {
  return service.kind === "kimi"
    ? `the real Kimi Code service, with the key in ${service.keyVariable}`
    : `the simulator on ${service.simulator.url}, because ${keyVariablesText} is not set`;
}

function advise(service: Service, logFile: string): string {
  const log = `OpenClaw's log shows why: ${relative(process.cwd(), logFile)}`;
  if (service.kind === "simulator") return `${log}\nThen run:\nnpm start`;
  return (
    `Check that this machine reaches https://api.kimi.com, and that https://www.kimi.com/code/console lists the key ` +
    `in ${service.keyVariable}. Without that variable, the simulator answers. ${log}\nThen run:\nnpm start`
  );
}

function seconds(startedAt: number): string {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}

function explain(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  console.error(`\nnpm start failed. ${message}`);
  const next = error instanceof DemoError ? error.next : undefined;
  console.error(
    next ??
      `Fix that and run npm start again. To start from nothing, delete ${relative(process.cwd(), homes) || "."}`,
  );
}

const signal = interruptible();
try {
  await run(signal);
} catch (error) {
  const reason: unknown = signal.aborted ? signal.reason : error;
  if (reason instanceof Interrupted) {
    progress.line("\nInterrupted. Nothing is still running.");
    process.exitCode = reason.exitCode;
  } else {
    explain(error);
    process.exitCode = 1;
  }
}
