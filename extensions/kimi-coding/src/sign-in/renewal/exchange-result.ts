import * as z from "zod/mini";
import { builtOnce, parseJson } from "../../kimi/index.ts";
import type { Tokens } from "../../oauth/index.ts";

/** How the exchange of a refresh token ended. */
export type ExchangeResult =
  | { readonly kind: "tokens"; readonly tokens: Tokens; readonly askedAt: number }
  /** The service does not accept the refresh token any more. */
  | { readonly kind: "ended" }
  /** Nothing was decided: worth another try later. */
  | { readonly kind: "unavailable" }
  /** There was no connection: the refresh token did not leave this machine. */
  | { readonly kind: "unreachable" };

const resultSchema = builtOnce(() =>
  z.discriminatedUnion("kind", [
    z.object({
      kind: z.literal("tokens"),
      tokens: z.object({ accessToken: z.string(), refreshToken: z.string(), lifetimeMs: z.number() }),
      askedAt: z.number(),
    }),
    z.object({ kind: z.enum(["ended", "unavailable", "unreachable"]) }),
  ]),
);

/** Reads an {@link ExchangeResult} that was written down as JSON; `null` for anything else. */
export function parseExchangeResult(text: string): ExchangeResult | null {
  return resultSchema().safeParse(parseJson(text)).data ?? null;
}
