import { describeIdentity } from "./one-gateway/identity.ts";
import { useSharedGateway } from "./one-gateway/shared-gateway.ts";

describeIdentity(useSharedGateway());
