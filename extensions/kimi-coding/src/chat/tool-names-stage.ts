import type { ToolNames } from "../tool-schema/index.ts";
import { type AnswerStage, changingEvery } from "./stages.ts";
import type { AssistantMessage } from "./stream-types.ts";

/** Gives the calls of an answer the names that the host knows their tools by, in every event. */
export function toolNamesStage({ fromWire }: ToolNames): AnswerStage {
  return (emit) =>
    changingEvery((message) => withOwnNames(message, fromWire))((event) => {
      emit(
        event.type === "toolcall_end" ? { ...event, toolCall: withOwnName(event.toolCall, fromWire) } : event,
      );
    });
}

function withOwnNames(message: AssistantMessage, fromWire: ToolNames["fromWire"]): AssistantMessage {
  const content = message.content.map((block) =>
    block.type === "toolCall" ? withOwnName(block, fromWire) : block,
  );
  return content.every((block, index) => block === message.content[index])
    ? message
    : { ...message, content };
}

/** The very call, where it has its own name already. */
function withOwnName<Call extends { readonly name: string }>(
  call: Call,
  fromWire: ToolNames["fromWire"],
): Call {
  const name = fromWire(call.name);
  return name === call.name ? call : { ...call, name };
}
