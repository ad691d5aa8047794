import { KimiError } from "../errors/index.ts";
import { isObject, type JsonObject } from "../kimi/index.ts";

const MAX_ADDRESS_CHARS = 2048;

/**
 * The address of a page as the service may be asked for it: one that the host would read itself, by its own rules and
 * those of the user (`tools.web.fetch`), and that is public even where the user opened private networks to the host:
 * the service is outside of them, and their addresses are none of its business.
 *
 * Throws a {@link KimiError} `address-refused`. A name that does not resolve here is refused as well: it may be one of a
 * private network. Where the user has a trusted proxy that resolves names, nothing is known here, and it passes.
 */
export async function publicAddress(address: unknown, fetchConfig: JsonObject = {}): Promise<string> {
  const url = webAddress(address);
  // Loaded when it is needed: a subpath of many parts.
  const { isBlockedHostnameOrIp, resolvePinnedHostnameWithPolicy, SsrFBlockedError } =
    await import("openclaw/plugin-sdk/ssrf-runtime");
  const policy = publicPolicy(fetchConfig["ssrfPolicy"]);
  if (isBlockedHostnameOrIp(url.hostname, policy))
    throw refused("belongs to a private network or has a special use");
  try {
    await resolvePinnedHostnameWithPolicy(url.hostname, { policy });
  } catch (error) {
    if (error instanceof SsrFBlockedError)
      throw refused(
        "is not allowed: tools.web.fetch.ssrfPolicy forbids it, or it belongs to a private network",
        error,
      );
    if (fetchConfig["useTrustedEnvProxy"] === true) return url.href;
    throw refused("has a name that does not resolve here, so it may belong to a private network", error);
  }
  return url.href;
}

function webAddress(address: unknown): URL {
  const text = typeof address === "string" ? address.trim() : "";
  if (text.length > MAX_ADDRESS_CHARS) throw refused(`is longer than ${MAX_ADDRESS_CHARS} characters`);
  const url = /^https?:\/\//iu.test(text) && URL.canParse(text) ? new URL(text) : null;
  if (url === null) throw refused("is not a web address, which begins with https://");
  if (url.username !== "" || url.password !== "") throw refused("contains a user name or a password");
  url.hash = "";
  return url;
}

/** What the user forbids or, for a proxy's made-up addresses, allows; not what opens private networks. */
function publicPolicy(configured: unknown) {
  if (!isObject(configured)) return {};
  return {
    allowRfc2544BenchmarkRange: configured["allowRfc2544BenchmarkRange"] === true,
    allowIpv6UniqueLocalRange: configured["allowIpv6UniqueLocalRange"] === true,
    blockedHostnames: texts(configured["blockedHostnames"]),
    hostnameAllowlist: texts(configured["hostnameAllowlist"]),
  };
}

function texts(value: unknown): string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return list.filter((item) => typeof item === "string");
}

function refused(why: string, cause?: unknown): KimiError {
  return new KimiError(
    "address-refused",
    `The page was not read: its address ${why}. Nothing was sent to Kimi Code. Give the address of a public page.`,
    { cause },
  );
}
