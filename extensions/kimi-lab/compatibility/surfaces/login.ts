import { asks } from "../context.ts";
import { AbsentSurface, type Surface } from "../surface.ts";
import { until } from "../until.ts";
import { messageText } from "../../host/chat.ts";

/** A host without the command sends it to the model as any other text. */
export const loginFromChat: Surface = {
  id: "login",
  name: "`/login`: sign-in by device code from a chat",
  async run(context) {
    const { simulator } = context;
    const sessionKey = "agent:main:login";
    const gateway = await context.gateway();
    const message = "/login kimi/kimi-code-oauth";
    const turn = gateway.chat({ sessionKey, message, askForEnd: true, timeoutMs: 200_000 });
    const read = async () => {
      const history = await gateway.history(sessionKey);
      return history
        .filter(({ role }) => role === "assistant")
        .map(messageText)
        .join("\n");
    };
    const started = await Promise.race([
      until("a code, or an answer", async () => {
        const [code] = simulator.oauth.pending;
        if (code !== undefined) return { code };
        if (simulator.inferences.some(asks(message))) return { code: null };
        return undefined;
      }),
      turn.then(({ text, errorMessage }) => ({
        code: simulator.oauth.pending[0] ?? null,
        text,
        errorMessage,
      })),
    ]);
    if (started.code === null) {
      const said = "text" in started ? `${started.text} ${started.errorMessage ?? ""}` : "";
      if (simulator.inferences.some(asks(message)))
        throw new AbsentSurface("the host has no such command, and sends it to the model as text");
      throw new Error(`The host began no sign-in. It said: ${said}`);
    }
    simulator.oauth.approve(started.code);
    const { text } = await turn;
    await until("the sign-in's end in the chat", async () =>
      /signed in|saved|connected|complete/iu.test(`${text}\n${await read()}`) ? true : undefined,
    );
  },
};
