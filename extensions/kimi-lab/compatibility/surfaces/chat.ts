import { drawPhotograph, drawImage } from "../../simulator/test-support.ts";
import { messageText } from "../../host/chat.ts";
import { faults, type RecordedRequest } from "../../simulator/simulator.ts";
import { asks, type HostContext } from "../context.ts";
import { otherAnswer } from "../other-provider.ts";
import type { Surface } from "../surface.ts";
import { expectText, until } from "../until.ts";
import { served } from "./commands.ts";

const summary = "The user tells long stories of three teas.";

/** What is done by messages to the gateway, as a channel sends them. */
export const chats: readonly Surface[] = [
  {
    id: "chat-images",
    name: "A chat with images, through the gateway",
    async run(context) {
      const png = Buffer.from(await drawImage({ width: 640, height: 480 }), "base64");
      const jpeg = Buffer.from(await drawPhotograph(), "base64");
      await context.ask("agent:main:images", "what is in this image?", /mostly red/u, {
        attachments: [{ fileName: "red.png", mimeType: "image/png", data: png }],
      });
      await context.ask("agent:main:images", "and in this one?", /mostly blue/u, {
        attachments: [{ fileName: "sea.jpg", mimeType: "image/jpeg", data: jpeg }],
      });
      await served(context, "and in this one?");
    },
  },
  {
    id: "compaction",
    name: "A compaction: `/compact`",
    async run(context) {
      const key = "agent:main:compaction";
      for (const word of ["Oolong", "Darjeeling", "Assam"]) {
        await context.ask(key, `${word}: ${"a long story ".repeat(300)}`, new RegExp(word, "u"));
      }
      const { simulator } = context;
      simulator.enqueue({ kind: "message", reasoning: "Briefly.", text: summary }, { when: isSummary });
      await context.ask(key, "/compact", /Compact(?:ed|ion finished)/u);
      await context.ask(key, "and now?", /and now\?/u);
      const text = JSON.stringify(simulator.inferences.findLast(asks("and now?"))?.body);
      expectText("The first request after the compaction", text, new RegExp(summary, "u"));
      if (text.split("a long story ").length > 700) throw new Error("The conversation is as long as before.");
    },
  },
  {
    id: "no-fallback",
    name: "A used-up quota without a fallback",
    async run(context) {
      const text = await refused(context, "agent:plain:limit", "is the quota used up?");
      expectText("what the user reads", text, /used up its weekly \(7-day\) quota/u);
    },
  },
  {
    id: "fallback",
    name: "A used-up quota with a fallback of another provider",
    async run(context) {
      const question = "and with a fallback?";
      const text = await refused(context, "agent:safe:limit", question);
      expectText("what the user reads", text, new RegExp(otherAnswer, "u"));
    },
  },
];

/** Has a message refused as often as ours asks, lets the rest of the key pass, and returns all that its user reads. */
async function refused(context: HostContext, sessionKey: string, question: string): Promise<string> {
  const { simulator, clock } = context;
  const gateway = await context.gateway();
  simulator.enqueue({ kind: "fault", fault: faults.weeklyLimit }, { times: Infinity, when: asks(question) });
  try {
    const reply = await gateway.chat({ sessionKey, message: question, askForEnd: true, timeoutMs: 200_000 });
    return await until("the end of the turn", async () => {
      const history = (await gateway.history(sessionKey)).filter(({ role }) => role === "assistant");
      const read = [reply.text, reply.errorMessage, ...history.map(messageText)].join("\n").trim();
      return read === "" ? undefined : read;
    });
  } finally {
    simulator.reset();
    await clock.advance(660);
  }
}

/** The request for a summary has the stories, as those before it: none of those comes any more. */
function isSummary({ body }: RecordedRequest): boolean {
  return JSON.stringify(body).includes("a long story");
}
