import type { OpenClawPluginApi } from "openclaw/plugin-sdk/plugin-entry";
import { environment, PROVIDER_ID, PROVIDER_LABEL } from "./src/kimi/index.ts";
import { collectStatus, renderStatus } from "./src/status/index.ts";

const COMMAND = {
  name: PROVIDER_ID,
  description: `${PROVIDER_LABEL}: how the subscription stands`,
  hasSubcommands: true,
};

/** Registers `openclaw kimi status`, which ends with exit code 0 only if a chat would work. */
export function registerCommands(api: OpenClawPluginApi): void {
  api.registerCli(
    ({ program, config }) => {
      const kimi = program.command(COMMAND.name).description(COMMAND.description);
      // Without a subcommand, what there is to type: no failure.
      kimi.action(() => kimi.outputHelp());
      kimi
        .command("status")
        .description(
          "Which credential and endpoint are used, whether a chat would work, and which models there are",
        )
        .option("--json", "print the report as JSON")
        .action(async ({ json = false }: { readonly json?: boolean }) => {
          const report = await collectStatus({
            modelAuth: api.runtime.modelAuth,
            config,
            env: environment(),
          });
          process.stdout.write(`${json ? JSON.stringify(report, null, 2) : renderStatus(report)}\n`);
          process.exitCode = report.ok ? 0 : 1;
        });
    },
    { descriptors: [COMMAND] },
  );
}
