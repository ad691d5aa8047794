import * as z from "zod/mini";
import { builtOnce, LATEST_DATE, parseJson } from "../kimi/index.ts";

/** The sign-in of one of Kimi's own clients, as far as it may be used here: to read with, never to renew. */
export type ClientCredentials =
  | {
      readonly kind: "fresh";
      readonly accessToken: string;
      /** In ms since the epoch. */
      readonly expiresAt: number;
    }
  | { readonly kind: "stale" | "signed-out" | "broken" };

/** The least life that is worth beginning a turn with. */
const LEAST_LIFE_MS = 10_000;

/** The host adds some minutes to it, and dates go no further. */
const LATEST_S = LATEST_DATE / 1000 - 86_400;

const fileSchema = builtOnce(() => z.object({ access_token: z.string(), expires_at: z.number() }));

/**
 * Reads the text of a credentials file (`credentials/kimi-code.json` of kimi-cli and of kimi-code, 2026-08): one JSON
 * object with `access_token` and `expires_at` in seconds, whole or not. A client that is signed out leaves the token
 * empty.
 */
export function parseClientCredentials(text: string, now: number): ClientCredentials {
  const fields = fileSchema().safeParse(parseJson(text)).data;
  if (fields === undefined) return { kind: "broken" };
  const { access_token: accessToken, expires_at: expiresAt } = fields;
  if (accessToken === "") return { kind: "signed-out" };
  if (!/^[\u0021-\u007E]+$/u.test(accessToken)) return { kind: "broken" };
  const expiresAtMs = Math.round(Math.min(expiresAt, LATEST_S) * 1000);
  return expiresAtMs - LEAST_LIFE_MS > now
    ? { kind: "fresh", accessToken, expiresAt: expiresAtMs }
    : { kind: "stale" };
}
