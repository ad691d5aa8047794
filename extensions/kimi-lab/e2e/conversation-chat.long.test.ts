import { describeConversation } from "./support/conversation-suite.ts";

describeConversation("chat completions", "openai-completions");
