import { z } from "zod";
import type { RecordedRequest } from "../../simulator/simulator.ts";

const bodySchema = z.looseObject({
  model: z.string(),
  thinking: z.looseObject({ type: z.string() }).optional(),
  max_tokens: z.number().optional(),
  max_completion_tokens: z.number().optional(),
});

/** What matters of a request as it arrived at the service. */
export interface WireFacts {
  readonly path: string;
  readonly userAgent: string | undefined;
  /** The account that the key belongs to; `null` for a key that nobody has. */
  readonly account: string | null;
  readonly model: string;
  readonly thinking: string | undefined;
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
    outputLimit: body.max_completion_tokens ?? body.max_tokens,
    status: request.status,
  };
}

/** A request as every inference request of an untouched set-up must be. */
export const plainRequest = {
  path: "/coding/v1/chat/completions",
  userAgent: "claude-code/0.1.0",
  account: "default",
  model: "kimi-for-coding",
  status: 200,
} as const satisfies Partial<WireFacts>;
