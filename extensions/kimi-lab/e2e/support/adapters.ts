import { streamAnthropic, type Context, type Model } from "@mariozechner/pi-ai";
import { createAnthropicMessagesTransportStreamFn } from "@openclaw/ai/transports";

import type { Simulator } from "../../simulator/simulator.ts";
import {
  bareModel,
  present,
  registerPlugin,
  type StreamContext,
  streamModel,
} from "openclaw-kimi-coding/test-api";

type WrapContext = Parameters<NonNullable<ReturnType<typeof registerPlugin>["provider"]["wrapStreamFn"]>>[0];
type StreamFn = NonNullable<WrapContext["streamFn"]>;
export type StreamOptions = NonNullable<Parameters<StreamFn>[2]>;
type EventStream = Awaited<ReturnType<StreamFn>>;

/** An adapter of a real host, without the host. */
export interface Adapter {
  readonly name: string;
  readonly api: string;
  /** Makes its stream function for requests to a simulator; pi-ai's gets its own form of the conversation. */
  readonly create: (simulator: Simulator, piContext: Context) => StreamFn;
}

const headers = { "User-Agent": "claude-code/0.1.0" };

/** What both of pi-ai's adapters take of a model of ours. */
function piModel(id: string) {
  const { cost } = bareModel();
  const limits = { contextWindow: 262_144, maxTokens: 32_768 };
  return { id, name: "Kimi", provider: "kimi", reasoning: true, headers, cost, ...limits } as const;
}

/** What pi-ai's adapters take of the options; the others are named differently there. */
function piOptions(simulator: Simulator, model: Parameters<StreamFn>[0], options: StreamOptions = {}) {
  const { temperature, maxTokens, sessionId, onPayload } = options;
  return {
    apiKey: simulator.key,
    maxRetries: 0,
    onPayload: (body: unknown) => onPayload?.(body, model),
    ...(temperature !== undefined && { temperature }),
    ...(maxTokens !== undefined && { maxTokens }),
    ...(sessionId !== undefined && { sessionId }),
  };
}

/** What sends requests: the plugin's own transport, and for the Anthropic dialect the adapters of 2026.5.7 (pi-ai) and 2026.9.6. */
export const adapters: readonly Adapter[] = [
  {
    name: "the plugin's transport",
    api: "openai-completions",
    create: () => {
      const { provider } = registerPlugin();
      const model = bareModel({ maxTokens: 32_768 });
      return present(provider.createStreamFn?.({ provider: "kimi", modelId: model.id, model }));
    },
  },
  {
    name: "pi-ai 0.73, messages",
    api: "anthropic-messages",
    create: (simulator, piContext) => (model, _context, options) => {
      const piMessages: Model<"anthropic-messages"> = {
        ...piModel(model.id),
        input: ["text", "image"],
        api: "anthropic-messages",
        baseUrl: `${simulator.url}/coding`,
      };
      return streamAnthropic(piMessages, piContext, piOptions(simulator, model, options));
    },
  },
  {
    name: "@openclaw/ai 2026.9.6, messages",
    api: "anthropic-messages",
    create: () => createAnthropicMessagesTransportStreamFn(),
  },
];

export interface AdapterTurn {
  readonly simulator: Simulator;
  readonly context: StreamContext;
  /** The same conversation for pi-ai. */
  readonly piContext: Context;
  readonly modelId?: string;
  readonly options?: StreamOptions;
  /** What the host says of the turn beside the model. */
  readonly host?: Pick<WrapContext, "agentDir" | "config" | "extraParams">;
}

/** Runs a turn through the plugin's wrapper around an adapter. */
export async function openTurn({ create, api }: Adapter, turn: AdapterTurn): Promise<EventStream> {
  const { simulator, context, piContext, modelId = "kimi-code", options, host } = turn;
  const { provider } = registerPlugin();
  const streamFn = create(simulator, piContext);
  const wrapped = present(provider.wrapStreamFn?.({ provider: "kimi", modelId, streamFn, ...host }));
  const baseUrl = api === "anthropic-messages" ? `${simulator.url}/coding` : simulator.baseUrl;
  const model = {
    ...streamModel(modelId),
    api,
    baseUrl,
    headers,
    reasoning: true,
    input: ["text", "image"] satisfies ("text" | "image")[],
    maxTokens: 32_768,
  };
  return await wrapped(model, context, { ...options, apiKey: simulator.key });
}
