import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { drawImage } from "../../simulator/test-support.ts";
import { asks, limitMs, type HostContext } from "../context.ts";
import type { Surface } from "../surface.ts";
import { expectText, until } from "../until.ts";

/** Commands of the host that end with the answer. */
export const commands: readonly Surface[] = [
  {
    id: "cli-turn",
    name: "A turn on the command line: `openclaw agent --local`",
    async run(context) {
      const message = "which tea goes with honey?";
      const turn = ["agent", "--local", "--agent", "main", "--session-id", "cli", "--message", message];
      const { stdout } = await context.home.succeed(turn, { timeoutMs: limitMs });
      expectText("what the command printed", stdout, /Kimi here\. You said:[^]*which tea/u);
      await served(context, message);
    },
  },
  {
    id: "infer-model",
    name: "`openclaw infer model run`",
    async run(context) {
      const message = "which tea goes with lemon?";
      const run = ["infer", "model", "run", "--model", "kimi/kimi-code", "--prompt", message];
      const { stdout } = await context.home.succeed(run, { timeoutMs: limitMs });
      expectText("what the command printed", stdout, /Kimi here\. You said:/u);
      await served(context, message);
    },
  },
  {
    id: "infer-image",
    name: "`openclaw infer image describe`",
    async run({ home }) {
      const file = join(home.directory, "red.png");
      await writeFile(file, Buffer.from(await drawImage({ width: 320, height: 200 }), "base64"));
      const describe = ["infer", "image", "describe", "--file", file, "--model", "kimi/kimi-code", "--json"];
      const { stdout } = await home.succeed(describe, { timeoutMs: limitMs });
      expectText("what the command printed", stdout, /320x200 \w+, mostly red/u);
    },
  },
];

/** Waits until the service has answered the turn that holds this text. */
export async function served({ simulator }: HostContext, text: string): Promise<void> {
  await until(`an accepted request with "${text}"`, () =>
    simulator.inferences.some((request) => asks(text)(request) && request.status === 200) ? true : undefined,
  );
}
