import { createAnthropicMessagesTransportStreamFn } from "@openclaw/ai/transports";
import {
  bareModel,
  createWebSearchProvider,
  parseModelList,
  present,
  readAccountUsage,
  registerPlugin,
  type StreamContext,
  type StreamMessage,
} from "openclaw-kimi-coding/test-api";

import { drawImage } from "../simulator/test-support.ts";

export const dialects = ["openai-completions", "anthropic-messages"] as const;
export const identities = ["claude-code", "openclaw"] as const;

/** A service, as the steps ask it. */
export interface Asked {
  readonly baseUrl: string;
  readonly key: string;
}

/** How requests are made and named. */
export interface Manner {
  readonly dialect: (typeof dialects)[number];
  readonly identity: (typeof identities)[number];
}

const MODEL = "kimi-code";

function configOf({ baseUrl }: Pick<Asked, "baseUrl">, { dialect, identity }: Manner) {
  return {
    models: { providers: { kimi: { baseUrl, api: dialect, models: [] } } },
    plugins: { entries: { kimi: { config: { identity } } } },
  };
}

/** One turn, as the plugin sends it in OpenClaw 2026.9.6. */
async function chat(
  asked: Asked,
  manner: Manner,
  hostVersion: string,
  context: StreamContext,
): Promise<StreamMessage> {
  const config = configOf(asked, manner);
  const { provider } = registerPlugin("newer", {
    version: hostVersion,
    system: { runCommandWithTimeout: () => Promise.reject(new Error("A key is not renewed.")) },
  });
  const bare = bareModel({ api: manner.dialect, baseUrl: asked.baseUrl });
  const resolved = provider.normalizeResolvedModel?.({
    provider: "kimi",
    modelId: MODEL,
    model: bare,
    config,
  });
  const model = resolved ?? bare;
  const streamFn =
    manner.dialect === "anthropic-messages"
      ? createAnthropicMessagesTransportStreamFn()
      : present(provider.createStreamFn?.({ provider: "kimi", modelId: MODEL, model, config }));
  const turn = { provider: "kimi", modelId: MODEL, model, config, streamFn };
  const wrapped = present(provider.wrapStreamFn?.(turn));
  const { compat: _, ...streamed } = model;
  return await (await wrapped(streamed, context, { apiKey: asked.key })).result();
}

/** What the user says, and with which image. */
function user(text: string, image?: string): StreamContext["messages"][number] {
  const images = image === undefined ? [] : [{ type: "image" as const, data: image, mimeType: "image/png" }];
  return { role: "user", content: [{ type: "text", text }, ...images], timestamp: 0 };
}

function textOf({ content }: StreamMessage): string {
  return content.map((block) => (block.type === "text" ? block.text : "")).join("");
}

/** Of an answer: how it ended, and of which kinds its parts are. */
function summary({ stopReason, content, usage }: StreamMessage): string {
  const kinds = content.map(({ type }) => type).join(", ");
  return `${stopReason} (${kinds === "" ? "empty" : kinds}), ${usage.input > 0 ? "usage" : "no usage"}`;
}

const yesNo = (isSo: boolean) => (isSo ? "yes" : "no");

/** A question about a text. */
export async function askText(asked: Asked, manner: Manner, hostVersion: string): Promise<string> {
  return summary(
    await chat(asked, manner, hostVersion, { messages: [user("Answer with one short sentence: hello")] }),
  );
}

/** A question about a red image. */
export async function askImage(asked: Asked, manner: Manner, hostVersion: string): Promise<string> {
  const image = await drawImage({ width: 128, height: 128 });
  const answer = await chat(asked, manner, hostVersion, {
    messages: [user("Which color is this image? Answer with one word.", image)],
  });
  return `${summary(answer)}, saw red: ${yesNo(/\bred\b/iu.test(textOf(answer)))}`;
}

const readTool = {
  name: "read",
  description: "Reads a file.",
  parameters: { type: "object", properties: { path: { type: "string" } }, required: ["path"] },
};

/** A tool turn: the call, and the answer to its result. */
export async function askTool(asked: Asked, manner: Manner, hostVersion: string): Promise<string> {
  const question = user("Use your tool to read the file notes.txt. Then repeat the one word in it.");
  const tools = [readTool];
  const call = await chat(asked, manner, hostVersion, { messages: [question], tools });
  const made = call.content.find((block) => block.type === "toolCall");
  if (made === undefined) return `${summary(call)}, called the tool: no`;
  const result = {
    role: "toolResult" as const,
    toolCallId: made.id,
    toolName: made.name,
    content: [{ type: "text" as const, text: "PINEAPPLE" }],
    isError: false,
    timestamp: 0,
  };
  const answer = await chat(asked, manner, hostVersion, { messages: [question, call, result], tools });
  const isRepeated = /pineapple/iu.test(textOf(answer));
  return `${summary(call)}; then ${summary(answer)}, repeated the word: ${yesNo(isRepeated)}`;
}

const PLAIN_NAME = /^[a-z][a-z0-9.-]{0,39}$/u;

/** The models of the plan. */
export async function askList({ baseUrl, key }: Asked): Promise<string> {
  const answer = await fetch(`${baseUrl}/models`, {
    headers: { Authorization: `Bearer ${key}`, "User-Agent": "claude-code/0.1.0" },
  });
  const models = parseModelList(await answer.json()) ?? [];
  const each = models.map(
    ({ id, contextWindow }) => `${PLAIN_NAME.test(id) ? id : "…"} ${contextWindow ?? "?"}`,
  );
  return each.length === 0 ? "no model" : each.join(", ");
}

function hostOf({ key }: Asked) {
  const auth = { source: "env: KIMICODE_API_KEY", mode: "api-key" as const, apiKey: key };
  return { resolveApiKeyForProvider: () => Promise.resolve(auth) };
}

const usual: Manner = { dialect: "openai-completions", identity: "claude-code" };

/** Which windows the quota has, and not what is left of them. */
export async function askQuota(asked: Asked): Promise<string> {
  const scope = { config: configOf(asked, usual), env: {} };
  const found = await readAccountUsage({ runtime: { modelAuth: hostOf(asked) } }, scope);
  if (found?.usage === null || found === null) return "not understood";
  const { plan, windows, wallet } = found.usage;
  const kinds = windows.map(({ kind, counts }) => `${kind}${counts === null ? "" : " with counts"}`);
  return `${kinds.join(", ")}; plan named: ${yesNo(plan !== null)}, wallet: ${yesNo(wallet !== null)}`;
}

/** A search on the web. */
export async function askSearch(asked: Asked): Promise<string> {
  const provider = createWebSearchProvider(() => hostOf(asked));
  const tool = provider.createTool({ config: configOf(asked, usual), searchConfig: {} });
  const result = await tool?.execute({ query: "blue lobster fisherman", count: 3 });
  const results: unknown = result?.["results"];
  if (!Array.isArray(results)) return "no results";
  const fields = new Set(
    results.flatMap((row: unknown) => (typeof row === "object" && row !== null ? Object.keys(row) : [])),
  );
  return `results with ${[...fields].toSorted().join(", ")}`;
}
