import { lookup } from "node:dns";
import type { createPinnedDispatcher } from "openclaw/plugin-sdk/ssrf-runtime";
import type { Route } from "./route.ts";

/** A pool of open connections, made by the host's own release of `undici`. */
export type Connections = ReturnType<typeof createPinnedDispatcher>;
type Policy = NonNullable<Parameters<typeof createPinnedDispatcher>[1]>;
type Pinned = Parameters<typeof createPinnedDispatcher>[0];

/** Routes that are kept open at once: as many as a config has base URLs, addresses and proxies, and few change. */
const MAX_KEPT = 8;
/** By route, the one that was used last at the end. */
const kept = new Map<string, Connections>();

/**
 * The connections to an endpoint, kept from request to request. The host makes them, so that its settings of
 * addresses and proxies hold (`openclaw/plugin-sdk/ssrf-runtime`, in all three hosts); it reads the variables of the
 * environment itself.
 *
 * Addresses are asked for anew for each request, and another answer makes another connection. Through a proxy no name
 * is looked up here: there may be no name service.
 */
export async function connectionsTo(
  url: URL,
  route: Route,
  { connectMs, signal }: { readonly connectMs: number; readonly signal: AbortSignal },
): Promise<Connections> {
  // Loaded at the first chat, not with the plugin, because this subpath is large.
  const { closeDispatcher, createPinnedDispatcher } = await import("openclaw/plugin-sdk/ssrf-runtime");
  const pinned = route.mode === "direct" ? await resolve(url, route.mayBePrivate, signal) : unresolved(url);
  const key = JSON.stringify([url.origin, route, pinned.addresses, connectMs]);
  const connections = kept.get(key) ?? createPinnedDispatcher(pinned, policyOf(route, connectMs));
  kept.delete(key);
  kept.set(key, connections);
  for (const [oldest, old] of kept) {
    if (kept.size <= MAX_KEPT) break;
    kept.delete(oldest);
    // Waits for open requests first.
    void closeDispatcher(old);
  }
  return connections;
}

async function resolve(url: URL, mayBePrivate: boolean, signal: AbortSignal): Promise<Pinned> {
  const { resolvePinnedHostnameWithPolicy, ssrfPolicyFromHttpBaseUrlAllowedHostname } =
    await import("openclaw/plugin-sdk/ssrf-runtime");
  // The address of a provider is the user's own to choose, as it is for the host's adapters.
  const policy = mayBePrivate ? ssrfPolicyFromHttpBaseUrlAllowedHostname(url.origin) : undefined;
  signal.throwIfAborted();
  return resolvePinnedHostnameWithPolicy(url.hostname, { ...(policy !== undefined && { policy }) });
}

function unresolved({ hostname }: URL): Pinned {
  return { hostname, addresses: [], lookup };
}

function policyOf(route: Route, timeout: number): Policy {
  switch (route.mode) {
    case "direct":
      return { mode: "direct", connect: { ...route.tls, timeout } };
    case "env-proxy":
      return { mode: "env-proxy", connect: { ...route.tls, timeout }, proxyTls: { ...route.proxyTls } };
    case "explicit-proxy":
      return { mode: "explicit-proxy", proxyUrl: route.url, proxyTls: { ...route.proxyTls } };
    default:
      return route satisfies never;
  }
}
