import { messageText } from "../../host/chat.ts";
import { asks } from "../context.ts";
import { AbsentSurface, type Surface } from "../surface.ts";
import { until } from "../until.ts";
import { approveSignIn, regions, usesAccount, type RegionName } from "./accounts.ts";

/** A host without the command sends it to the model as any other text. */
export const loginFromChat: readonly Surface[] = Object.values(regions).map(loginTo);

function loginTo({ account, site, choice }: RegionName): Surface {
  return {
    id: `login-${account}`,
    name: `\`/login\`: sign-in by device code from a chat, ${site}`,
    async run(context) {
      const { simulator } = context;
      const sessionKey = `agent:main:login-${account}`;
      const gateway = await context.gateway();
      const message = `/login ${choice}`;
      const asked = context.signIns.length;
      const turn = gateway.chat({ sessionKey, message, askForEnd: true, timeoutMs: 200_000 });
      const read = async () => {
        const history = await gateway.history(sessionKey);
        return history
          .filter(({ role }) => role === "assistant")
          .map(messageText)
          .join("\n");
      };
      const isText = () => simulator.inferences.some(asks(message));
      const started = await Promise.race([
        until("a code, or an answer", () =>
          simulator.oauth.pending.length > 0 || isText() ? { said: "" } : undefined,
        ),
        turn.then(({ text, errorMessage }) => ({ said: `${text} ${errorMessage ?? ""}` })),
      ]);
      if (isText())
        throw new AbsentSurface("the host has no such command, and sends it to the model as text");
      if (simulator.oauth.pending.length === 0)
        throw new Error(`The host began no sign-in. It said: ${started.said}`);
      approveSignIn(context, account, asked);
      const { text } = await turn;
      await until("the sign-in's end in the chat", async () =>
        /signed in|saved|connected|complete/iu.test(`${text}\n${await read()}`) ? true : undefined,
      );
      await usesAccount(context, account, "chat");
    },
  };
}
