import { z } from "zod";

import { asks, limitMs } from "../context.ts";
import type { Surface } from "../surface.ts";
import { until } from "../until.ts";

const jobSchema = z.looseObject({ id: z.string() });

export const automation: readonly Surface[] = [
  {
    id: "cron",
    name: "A turn by the clock (cron)",
    async run(context) {
      const { call } = await context.gateway();
      const message = "the hourly question: which tea?";
      const job = {
        name: "tea",
        enabled: true,
        schedule: { kind: "at", at: new Date(Date.now() + 3_600_000).toISOString() },
        sessionTarget: "isolated",
        wakeMode: "now",
        payload: { kind: "agentTurn", message },
        delivery: { mode: "none" },
      };
      const { id } = jobSchema.parse(await call("cron.add", job));
      await call("cron.run", { id, mode: "force" }, { timeoutMs: limitMs });
      await until("an accepted request of the job", () =>
        context.simulator.inferences.find((request) => asks(message)(request) && request.status === 200),
      );
    },
  },
];
