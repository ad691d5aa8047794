/** The body of a chat completion, made from a conversation in one pass. */
export { readAskedFor, withAskedFor } from "./asked-for.ts";
export { buildChatBody, type ChatRequest, settleChatBody } from "./chat-body.ts";
