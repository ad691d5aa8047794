import type { ProviderWrapStreamFnContext } from "openclaw/plugin-sdk/plugin-entry";
import { type AgentScope, isObject, PROVIDER_ID } from "../kimi/index.ts";
import { isForPeople, isUnattended, type TakeNotice, withoutNotice } from "../quota/index.ts";
import { withoutImageNotice } from "./images/index.ts";
import { type AnswerStage, answerText, changingEnd, withLine } from "./stages.ts";
import type { AssistantMessage, StreamContext } from "./stream-types.ts";

type Message = StreamContext["messages"][number];

/** Starts to watch the quota of an agent for a turn; returns what gives its notice. */
export type WatchTurn = (agent: Pick<AgentScope, "agentDir" | "config">) => TakeNotice;

const addNothing = changingEnd((message) => message);

/**
 * Has the quota watched for a turn of an agent, and adds a notice to its last answer, as a block of text.
 *
 * Requests of the host's own (a title, a summary), scheduled turns and those of sub-agents get none: what they say is
 * not read, or read by a program.
 */
export function quotaStage(
  { messages, tools = [] }: StreamContext,
  { config, agentDir }: Pick<ProviderWrapStreamFnContext, "config" | "agentDir">,
  watch: WatchTurn | undefined,
): AnswerStage {
  if (watch === undefined || config === undefined || tools.length === 0 || !wantsNotice(config))
    return addNothing;
  if (isUnattended(lastUserText(messages))) return addNothing;
  const take = watch({ config, agentDir });
  return changingEnd((message) => {
    if (message.stopReason !== "stop" || !isForPeople(answerText(message))) return message;
    const text = take();
    if (text === null) return message;
    return withLine(message, text);
  });
}

/** The user is told, unless `plugins.entries.kimi.config.quotaWarning` is false. */
function wantsNotice(config: NonNullable<ProviderWrapStreamFnContext["config"]>): boolean {
  const own: unknown = config.plugins?.entries?.[PROVIDER_ID]?.config;
  return !isObject(own) || own["quotaWarning"] !== false;
}

function lastUserText(messages: readonly Message[]): string {
  const content = messages.findLast(({ role }) => role === "user")?.content ?? "";
  if (typeof content === "string") return content;
  return content.map((block) => (block.type === "text" ? block.text : "")).join("\n");
}

/**
 * The context without the notices that earlier answers ended with: the model did not say them, and is not to think
 * that it did. The very context where there is none.
 */
export function withoutNotices(context: StreamContext): StreamContext {
  const messages = context.messages.map(withoutNoticeIn);
  return messages.every((message, index) => message === context.messages[index])
    ? context
    : { ...context, messages };
}

function withoutNoticeIn(message: Message): Message {
  if (message.role !== "assistant") return message;
  let isSame = true;
  const content: AssistantMessage["content"] = [];
  for (const block of message.content) {
    const text = block.type === "text" ? withoutImageNotice(withoutNotice(block.text)) : "";
    if (block.type !== "text" || text === block.text) {
      content.push(block);
      continue;
    }
    isSame = false;
    if (text.trim() !== "") content.push({ ...block, text });
  }
  return isSame ? message : { ...message, content };
}
