import { beforeAll, describe } from "vitest";

import { describeChat, describeWrongKey } from "./one-gateway/chat.ts";
import { describeConfig } from "./one-gateway/config.ts";
import { describeLeakedToolCalls } from "./one-gateway/leaked-tool-calls.ts";
import { describeLeakedToolCallsOfK3 } from "./one-gateway/leaked-tool-calls-k3.ts";
import { describeRefusals } from "./one-gateway/refusals.ts";
import { dialects, useSharedGateway } from "./one-gateway/shared-gateway.ts";
import { describeTerminalUi } from "./one-gateway/terminal-ui.ts";

const shared = useSharedGateway();

describeChat(shared);
describeTerminalUi(shared);

describe.each(dialects)("on %s", (api) => {
  beforeAll(() => shared.useDialect(api));
  describeLeakedToolCalls(shared, api);
  describeLeakedToolCallsOfK3(shared, api);
});

describeConfig(shared);
describeRefusals(shared);

// Last: the host then pauses the key.
describeWrongKey(shared);
