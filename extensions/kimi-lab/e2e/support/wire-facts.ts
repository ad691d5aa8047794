import { z } from "zod";
import type { RecordedRequest } from "../../simulator/simulator.ts";

const bodySchema = z.looseObject({
  model: z.string(),
  thinking: z.looseObject({ type: z.string(), effort: z.string().optional() }).optional(),
  output_config: z.looseObject({ effort: z.string().optional() }).optional(),
  prompt_cache_key: z.string().optional(),
  metadata: z.looseObject({ user_id: z.string().optional() }).optional(),
  max_tokens: z.number().optional(),
  max_completion_tokens: z.number().optional(),
});

/** What the service pins or does not know, and what adapters write for other services. */
const foreignFields = [
  "temperature",
  "top_p",
  "top_k",
  "presence_penalty",
  "frequency_penalty",
  "reasoning",
  "reasoning_effort",
  "enable_thinking",
] as const;

/** What matters of a request as it arrived at the service. */
export interface WireFacts {
  readonly path: string;
  readonly userAgent: string | undefined;
  /** The account that the key belongs to; `null` for a key that nobody has. */
  readonly account: string | null;
  readonly model: string;
  readonly thinking: string | undefined;
  readonly effort: string | undefined;
  readonly cacheKey: string | undefined;
  /** Fields that no request of ours may have. */
  readonly foreign: readonly string[];
  /** Tokens. */
  readonly outputLimit: number | undefined;
  readonly status: number | null;
}

export function wireFacts(request: RecordedRequest): WireFacts {
  const body = bodySchema.parse(request.body);
  return {
    path: request.path,
    userAgent: request.userAgent,
    account: request.accountId,
    model: body.model,
    thinking: body.thinking?.type,
    effort: body.thinking?.effort ?? body.output_config?.effort,
    cacheKey: body.prompt_cache_key ?? body.metadata?.user_id,
    foreign: findForeign(body),
    outputLimit: body.max_completion_tokens ?? body.max_tokens,
    status: request.status,
  };
}

function findForeign(body: z.infer<typeof bodySchema>): readonly string[] {
  const budget = body.thinking !== undefined && "budget_tokens" in body.thinking ? ["budget_tokens"] : [];
  const isLimitedTwice = body.max_tokens !== undefined && body.max_completion_tokens !== undefined;
  return [
    ...foreignFields.filter((name) => name in body),
    ...budget,
    ...(isLimitedTwice ? ["max_tokens"] : []),
  ];
}

/** A request as every inference request of an untouched set-up must be. */
export const plainRequest = {
  path: "/coding/v1/chat/completions",
  userAgent: "claude-code/0.1.0",
  account: "default",
  model: "kimi-for-coding",
  foreign: [],
  status: 200,
} as const satisfies Partial<WireFacts>;
