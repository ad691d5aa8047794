import type { OpenClawPluginApi } from "openclaw/plugin-sdk/plugin-entry";
import { runDoctor } from "./src/doctor/index.ts";
import { CLI_COMMAND, environment } from "./src/kimi/index.ts";
import { remove } from "./src/leaving/index.ts";
import { collectStatus, printedReport } from "./src/status/index.ts";

/**
 * Registers `openclaw kimi status`, which ends with exit code 0 only if a chat would work, `openclaw kimi doctor`, which
 * changes nothing without `--fix`, and `openclaw kimi remove`, which changes nothing without `--yes`.
 */
export function registerCommands(api: OpenClawPluginApi): void {
  api.registerCli(
    ({ program, config }) => {
      const kimi = program.command(CLI_COMMAND.name).description(CLI_COMMAND.description);
      // Without a subcommand, what there is to type: no failure.
      kimi.action(() => kimi.outputHelp());
      kimi
        .command("status")
        .description(
          "Show the credential and the endpoint, try a chat, and show the models and the quota of your plan",
        )
        .option("--json", "Print the report as JSON")
        .action(async ({ json = false }: { readonly json?: boolean }) => {
          const report = await collectStatus({
            modelAuth: api.runtime.modelAuth,
            config,
            env: environment(),
          });
          process.stdout.write(`${printedReport(report, { json, columns: process.stdout.columns })}\n`);
          process.exitCode = report.ok ? 0 : 1;
        });
      kimi
        .command("doctor")
        .description("Show settings from earlier ways to use Kimi Code, and what to do about them")
        .option("--fix", "Make the changes that are shown")
        .action(async ({ fix = false }: { readonly fix?: boolean }) => {
          process.stdout.write(`${await runDoctor(fix)}\n`);
        });
      kimi
        .command("remove")
        .description("List what needs this plugin. With --yes, remove it")
        // Not an option `--profile`, which is OpenClaw's own and means another state folder.
        .argument("[name]", "Only this key or sign-in")
        .option("--yes", "Make the changes")
        .action(async (profileId: string | undefined, { yes = false }: { readonly yes?: boolean }) => {
          const { text, ok } = await remove({ profileId }, yes);
          process.stdout.write(`${text}\n`);
          process.exitCode = ok ? 0 : 1;
        });
    },
    { descriptors: [CLI_COMMAND] },
  );
}
