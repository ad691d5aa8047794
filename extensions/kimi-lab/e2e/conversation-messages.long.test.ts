import { describeConversation } from "./support/conversation-suite.ts";

describeConversation("the Anthropic dialect", "anthropic-messages");
