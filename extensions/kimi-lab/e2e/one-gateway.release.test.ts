import { describeIdentity } from "./one-gateway/identity.ts";
import { describeRequestSettings } from "./one-gateway/request-settings.ts";
import { useSharedGateway } from "./one-gateway/shared-gateway.ts";

const shared = useSharedGateway();

describeRequestSettings(shared);
describeIdentity(shared);
