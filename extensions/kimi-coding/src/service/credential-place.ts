import { REMOVE_BASE_URL_COMMAND, unsetCommand } from "../kimi/index.ts";
import { bareKey, keyShape } from "./api-key.ts";

/**
 * Moonshot's open platform, another product with keys of its own: neither product takes the other's (official client,
 * 2026-08).
 */
const OPEN_PLATFORM_DOMAINS = ["moonshot.ai", "moonshot.cn"] as const;

/** Whether requests to this base URL reach Moonshot's open platform. */
export function isOpenPlatformUrl(baseUrl: string): boolean {
  const url = baseUrl.trim();
  if (!URL.canParse(url)) return false;
  // A name may end with the dot of the root.
  const host = new URL(url).hostname.replace(/\.$/u, "");
  return OPEN_PLATFORM_DOMAINS.some((domain) => host === domain || host.endsWith(`.${domain}`));
}

/** Whether a key is one of a Kimi Code subscription, or a token of its sign-in. */
export function isSubscriptionSecret(secret: string): boolean {
  const shape = keyShape(bareKey(secret));
  return shape === "subscription" || shape === "token";
}

/** Why nothing of a subscription is sent to such a base URL, and what to do; `setBy` is the config path that states it. */
export function misplacedText(baseUrl: string, setBy: string | null): string {
  const remove = setBy === null ? REMOVE_BASE_URL_COMMAND : unsetCommand(setBy);
  return `${placeFlaw(new URL(baseUrl.trim()).host)} Remove the address:\n${remove}\nThen send the message again.`;
}

function placeFlaw(host: string): string {
  return `${host} is an address of Moonshot's open platform, which is another product. Your subscription's key or sign-in was not sent there.`;
}
