import type { Exchange } from "./exchange.ts";
import type { DialectName } from "./faults.ts";
import { answerInference } from "./inference.ts";
import { modelRows } from "./models.ts";

/** One endpoint. Keys and gates are checked before `handle` is called. */
export interface Route {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly dialect: DialectName | null;
  /** Whether only known coding agents may call it. */
  readonly gated: boolean;
  /** Whether the key may also come as `x-api-key`. */
  readonly apiKeyHeader: boolean;
  readonly handle: (exchange: Exchange) => Promise<void>;
}

/** Every endpoint of the simulator; anything else is a 404. */
export const routes: readonly Route[] = [
  {
    method: "POST",
    path: "/coding/v1/chat/completions",
    dialect: "openai",
    gated: true,
    apiKeyHeader: false,
    handle: (exchange) => answerInference(exchange, "openai"),
  },
  {
    method: "POST",
    path: "/coding/v1/messages",
    dialect: "anthropic",
    gated: true,
    apiKeyHeader: true,
    handle: (exchange) => answerInference(exchange, "anthropic"),
  },
  {
    method: "GET",
    path: "/coding/v1/models",
    dialect: null,
    gated: false,
    apiKeyHeader: false,
    handle: ({ account, answer }) =>
      answer.json(200, { object: "list", data: account.models.map((id) => modelRows[id]) }),
  },
];
