import type { ProviderPlugin } from "openclaw/plugin-sdk/plugin-entry";
import { KimiError } from "../errors/index.ts";
import { ANTHROPIC_DIALECT, isServiceUrl, startTimeLimit, userAgentFor } from "../kimi/index.ts";
import { redirectText, shownUrl } from "./base-url.ts";

// Apart from what reads the environment: 2026.4.27 installs no file that does both.

type RuntimeAuthContext = Parameters<NonNullable<ProviderPlugin["prepareRuntimeAuth"]>>[0];

const TIMEOUT_MS = 5000;
/** How long an address that does not redirect is trusted to go on so. */
const GOOD_FOR_MS = 600_000;
/** Base URLs that did not redirect, and when they were asked; there are as many as in the config. */
const direct = new Map<string, number>();

/**
 * Refuses an endpoint of the user's own that sends requests on to another place, on hosts that would send the key
 * along: those before 2026.9 follow a redirect of the Anthropic dialect with `x-api-key` (seen on 2026.5.7). It asks
 * without a key. Newer hosts send no credential to another origin, and take this check away.
 *
 * Throws a {@link KimiError} `key-misplaced`. What does not answer at all is left to the turn.
 */
export async function refuseRedirect({
  model,
  config,
}: Pick<RuntimeAuthContext, "model" | "config">): Promise<void> {
  const { api, baseUrl } = model;
  if (api !== ANTHROPIC_DIALECT || isServiceUrl(baseUrl)) return;
  if (Date.now() - (direct.get(baseUrl) ?? Number.NEGATIVE_INFINITY) < GOOD_FOR_MS) return;
  const status = await statusWithoutKey(`${baseUrl}/v1/messages`, userAgentFor(config));
  if (status === null) return;
  if (status < 300 || status >= 400) {
    direct.set(baseUrl, Date.now());
    return;
  }
  throw new KimiError(
    "key-misplaced",
    `${redirectText(shownUrl(baseUrl), status)}\nThen send the message again.`,
  );
}

async function statusWithoutKey(url: string, userAgent: string): Promise<number | null> {
  const limit = startTimeLimit(TIMEOUT_MS);
  try {
    const response = await fetch(url, {
      method: "POST",
      redirect: "manual",
      headers: { "Content-Type": "application/json", "User-Agent": userAgent },
      body: "{}",
      signal: limit.signal,
    });
    await response.body?.cancel();
    return response.status;
  } catch {
    return null;
  } finally {
    limit.end();
  }
}
