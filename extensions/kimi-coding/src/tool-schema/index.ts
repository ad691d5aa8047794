/** Tool schemas in the form that the service accepts. */
export { chooseTools } from "./choose-tools.ts";
export { inspectToolSchemas } from "./inspect-tool-schemas.ts";
export { normalizeToolSchema } from "./normalize-tool-schema.ts";
export { createToolNames, type ToolNames } from "./tool-names.ts";
