import type { Surface } from "../surface.ts";
import { agentSurfaces } from "./agents.ts";
import { automation } from "./automation.ts";
import { chats } from "./chat.ts";
import { commands } from "./commands.ts";
import { loginFromChat } from "./login.ts";
import { onboarding } from "./onboarding.ts";
import { subAgents } from "./sub-agents.ts";
import { terminalUi } from "./terminal-ui.ts";
import { webConnect } from "./web-connect.ts";
import { webUi } from "./web-ui.ts";

/**
 * All surfaces, in the order in which they are tried and shown. The terminal comes first of those that use the gateway:
 * 2026.5.7 pairs a client with the scopes of its first call. The web page comes before the refusals, which put the
 * gateway's clock forward: the older hosts let no page in whose clock differs by two minutes. A sign-in comes last, as it
 * changes the credential in use.
 */
export const surfaces: readonly Surface[] = [
  ...onboarding,
  ...commands,
  ...agentSurfaces,
  ...terminalUi,
  ...webUi,
  ...subAgents,
  ...automation,
  ...chats,
  ...webConnect,
  ...loginFromChat,
];
