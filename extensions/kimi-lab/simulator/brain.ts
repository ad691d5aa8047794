import { currentTurns, toolCallsSoFar, turnImages, turnText, turnVideos } from "./conversation.ts";
import type { Conversation, ImagePart, OfferedTool, Turn, VideoPart } from "./conversation.ts";
import type { ImageFacts } from "./image-facts.ts";
import { leakedTurn, markupFamily } from "./leak.ts";
import type { FormFile } from "./request-body.ts";
import type { MessageReply } from "./reply.ts";

/** Names under which hosts offer a tool that reads a file. */
const readTools = new Set(["read", "Read", "read_file", "ReadFile"]);
/** Names under which such a tool takes the path. */
const pathProperties = ["path", "file_path", "filePath", "absolute_path", "filename", "file"];

const readRequest =
  /read the file\s+(?:"(?<double>[^"]+)"|'(?<single>[^']+)'|`(?<tick>[^`]+)`|(?<bare>\S+))/iu;

const MAX_QUOTED_CHARACTERS = 2000;

/** What the simulator answers of its own accord: the same to the same conversation. */
export function think(
  conversation: Conversation,
  images: ReadonlyMap<ImagePart, ImageFacts>,
  thinking: boolean,
  videos: ReadonlyMap<VideoPart, FormFile> = new Map(),
): MessageReply {
  const { reasoning, ...answer } = decide(conversation, images, videos);
  return { kind: "message", ...(thinking && { reasoning }), ...answer };
}

type Decision = Required<Pick<MessageReply, "reasoning">> & Pick<MessageReply, "text" | "toolCalls">;

const introduction =
  "I am the simulator that stands in for Kimi Code: I read files with your tools, tell what an image shows, and repeat everything else.";

function decide(
  conversation: Conversation,
  images: ReadonlyMap<ImagePart, ImageFacts>,
  videos: ReadonlyMap<VideoPart, FormFile>,
): Decision {
  const turns = currentTurns(conversation);
  const results = turns.filter((turn) => turn.role === "tool");
  const seen = turns.flatMap(turnImages).flatMap((image) => images.get(image) ?? []);
  const said = turns
    .filter((turn) => turn.role === "user")
    .map(turnText)
    .join("\n");

  const elsewhere = turns
    .flatMap(turnImages)
    .filter((image) => !images.has(image))
    .flatMap(({ source }) => (source.kind === "url" ? [source.url] : []));
  if (elsewhere.length > 0) {
    return {
      reasoning: "I fetch nothing.",
      text: `I was pointed to ${elsewhere.join(" and ")}, and do not look there.`,
    };
  }
  const watched = turns.flatMap(turnVideos).flatMap((video) => videos.get(video) ?? []);
  if (watched.length > 0) {
    const each = watched.map(({ mime, bytes }) => `a video (${mime}, ${bytes} bytes)`);
    return { reasoning: "Let me watch it.", text: `I see ${each.join(" and ")}. You said: ${said}` };
  }
  if (seen.length > 0) {
    const quoted = results.map((turn) => quoteResult(conversation, turn));
    return { reasoning: "Let me look at the image.", text: [describe(seen), ...quoted].join("\n") };
  }
  if (results.length > 0) {
    const quoted = results.map((turn) => quoteResult(conversation, turn));
    return { reasoning: "The tool has answered.", text: quoted.join("\n") };
  }
  const path = requestedPath(said);
  const tool = conversation.tools.find((offered) => readTools.has(offered.name));
  if (path !== undefined && tool !== undefined) {
    const toolCalls = [{ name: tool.name, arguments: { [pathProperty(tool)]: path } }];
    if (/\bleak/iu.test(said)) {
      const leaked = leakedTurn(toolCalls, { family: markupFamily(conversation.model) });
      return { reasoning: "I need to read it.", text: `Let me look into it. ${leaked}` };
    }
    return { reasoning: "I need to read the file first.", toolCalls };
  }
  if (/introduce yourself/iu.test(said))
    return { reasoning: "Somebody wants to know who I am.", text: introduction };
  return { reasoning: "A plain question; I can answer it directly.", text: `Kimi here. You said: ${said}` };
}

function describe(seen: readonly ImageFacts[]): string {
  const each = seen.map((facts, index) => {
    const number = seen.length > 1 ? `${index + 1}. ` : "";
    const color = facts.color === undefined ? "of a format that I do not decode" : `mostly ${facts.color}`;
    return `${number}a ${facts.width}x${facts.height} ${facts.format}, ${color}`;
  });
  return `I see ${seen.length} ${seen.length === 1 ? "image" : "images"}: ${each.join("; ")}.`;
}

function quoteResult(conversation: Conversation, turn: Extract<Turn, { role: "tool" }>): string {
  const call = toolCallsSoFar(conversation).findLast((made) => made.id === turn.toolCallId);
  const text = turnText(turn).slice(0, MAX_QUOTED_CHARACTERS);
  return `The tool ${call?.name ?? turn.toolCallId} returned: ${text}`;
}

function requestedPath(said: string): string | undefined {
  const groups = readRequest.exec(said)?.groups;
  const bare = groups?.["bare"]?.replace(/[.,;:!?]+$/u, "");
  return groups?.["double"] ?? groups?.["single"] ?? groups?.["tick"] ?? bare;
}

/** The property that takes the path: a known name, else the first one that the schema requires. */
function pathProperty(tool: OfferedTool): string {
  const declared = keysOf(tool.parameters, "properties");
  const known = pathProperties.find((name) => declared.includes(name));
  return known ?? keysOf(tool.parameters, "required")[0] ?? "path";
}

function keysOf(schema: unknown, keyword: "properties" | "required"): string[] {
  if (typeof schema !== "object" || schema === null) return [];
  const value: unknown = Object.entries(schema).find(([key]) => key === keyword)?.[1];
  if (Array.isArray(value)) return value.filter((entry) => typeof entry === "string");
  return typeof value === "object" && value !== null ? Object.keys(value) : [];
}
