import * as z from "zod/mini";
// Under another name: `z.catch(…)` reads, to people and to the linter, like the end of a promise.
import { catch as orElse } from "zod/mini";
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

/** As seen (2026-08). */
const USUAL_LIFETIME_MS = 900_000;

/** The tokens count: they are the only ones that there are. A time that cannot be read only makes a renewal due. */
const resultSchema = builtOnce(() =>
  z.union([
    z.object({
      kind: z.literal("tokens"),
      tokens: z.object({
        accessToken: z.string().check(z.refine((text) => text !== "")),
        refreshToken: z.string().check(z.refine((text) => text !== "")),
        lifetimeMs: orElse(z.number(), USUAL_LIFETIME_MS),
      }),
      askedAt: orElse(z.number(), 0),
    }),
    z.object({ kind: z.literal(["ended", "unavailable", "unreachable"]) }),
  ]),
);

/** Reads an {@link ExchangeResult} that was written down as JSON; `null` for anything else. */
export function parseExchangeResult(text: string): ExchangeResult | null {
  return resultSchema().safeParse(parseJson(text)).data ?? null;
}
