import type { ProviderPlugin } from "openclaw/plugin-sdk/plugin-entry";
import { chooseTools } from "./choose-tools.ts";
import { normalizeToolSchema } from "./normalize-tool-schema.ts";

type InspectToolSchemas = NonNullable<ProviderPlugin["inspectToolSchemas"]>;

/**
 * Names, for the host's diagnostics, the tools that the model does not see as they are: those whose schema says less
 * on the wire than it does here, and those that are not offered. The host's own schemas stay what they are: the
 * request patch normalizes what is sent.
 */
export const inspectToolSchemas: InspectToolSchemas = ({ tools }) => {
  const { withheld } = chooseTools(tools, (tool) => tool.name);
  return tools.flatMap((tool, toolIndex) => {
    const reason = withheld.find(({ index }) => index === toolIndex)?.reason;
    const { losses } = normalizeToolSchema(tool.parameters);
    const violations =
      reason === undefined
        ? losses.map(({ path, keyword }) => {
            const place = ["parameters", path, keyword].filter((part) => part !== "").join(".");
            return `${tool.name}.${place}: the model does not see this`;
          })
        : [`${tool.name}: ${reason}`];
    return violations.length === 0 ? [] : [{ toolName: tool.name, toolIndex, violations }];
  });
};
