import { startTerminal } from "../../host/terminal.ts";
import { asks } from "../context.ts";
import type { Surface } from "../surface.ts";
import { until } from "../until.ts";

export const agentSurfaces: readonly Surface[] = [
  {
    id: "two-agents",
    name: "Two agents, each with a key of its own",
    async run(context) {
      const { home, keys, simulator } = context;
      // A gateway of 2026.9.6 that runs already goes on with the key of the main agent (seen 2026-11).
      await context.addAgents();
      const login = [
        "models",
        "auth",
        "--agent",
        "other",
        "login",
        "--provider",
        "kimi",
        "--method",
        "api-key",
      ];
      const terminal = await startTerminal(home, login);
      try {
        await terminal.waitFor(/Kimi Code API key \(sk-kimi-…/u);
        await terminal.type(keys.other);
        await terminal.press("Enter");
        await terminal.waitFor(/Try this key at Kimi Code now\?/u);
        await terminal.press("Enter");
        await terminal.ended();
      } finally {
        await terminal.stop();
      }
      const accountOf = async (agent: string) => {
        const question = `whose key has ${agent}?`;
        await context.ask(`agent:${agent}:keys`, question, /whose key/u);
        const request = await until(`a request of ${agent}`, () => simulator.inferences.find(asks(question)));
        return request.accountId;
      };
      const [own, others] = [await accountOf("other"), await accountOf("main")];
      if (own !== "other" || others === "other")
        throw new Error(`The agent "other" used the key of ${own}, and "main" that of ${others}.`);
    },
  },
];
