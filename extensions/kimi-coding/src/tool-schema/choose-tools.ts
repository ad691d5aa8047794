/** Tools in one request; the service refuses more with `a max of 128 tools can be supported` (field report, 2026-08). */
const MAX_TOOLS = 128;

interface WithheldTool {
  /** The tool's place in the list. */
  readonly index: number;
  readonly reason: string;
}

export interface ToolChoice<Tool> {
  readonly offered: readonly Tool[];
  /** The tools that are not offered; the caller must not leave them unnamed. */
  readonly withheld: readonly WithheldTool[];
}

/**
 * Chooses the tools that a request may name: the first of each name (a second is refused with
 * `function name … is duplicated`, and hosts call the first), and no more than the service takes. The order stays,
 * so that the same tools are offered in each turn of a conversation. A tool without a name is left to the service.
 */
export function chooseTools<Tool>(tools: readonly Tool[], nameOf: (tool: Tool) => unknown): ToolChoice<Tool> {
  const names = new Set<string>();
  const offered: Tool[] = [];
  const withheld: WithheldTool[] = [];
  for (const [index, tool] of tools.entries()) {
    const name = nameOf(tool);
    if (typeof name === "string" && names.has(name)) {
      withheld.push({ index, reason: "not offered to the model: an earlier tool has the same name" });
    } else if (offered.length === MAX_TOOLS) {
      withheld.push({
        index,
        reason: `not offered to the model: Kimi Code accepts ${MAX_TOOLS} tools in a request. Let the model search for tools (tools.toolSearch), or deny some (tools.deny)`,
      });
    } else {
      if (typeof name === "string") names.add(name);
      offered.push(tool);
    }
  }
  return { offered, withheld };
}
