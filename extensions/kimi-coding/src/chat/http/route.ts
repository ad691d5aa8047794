import type { RequestSettings, TlsSettings } from "./request-settings.ts";

/** How a request reaches its endpoint. A value, so that equal routes share their connections. */
export type Route =
  | { readonly mode: "direct"; readonly tls: TlsSettings; readonly mayBePrivate: boolean }
  | { readonly mode: "env-proxy"; readonly tls: TlsSettings; readonly proxyTls: TlsSettings }
  | { readonly mode: "explicit-proxy"; readonly url: string; readonly proxyTls: TlsSettings };

/** The names of the variables that name a proxy, in any letter case. */
const PROXY_VARIABLES: ReadonlySet<string> = new Set(["http_proxy", "https_proxy", "all_proxy"]);

/** Whether an environment names a proxy. Which requests go through it is for the one who reads it then to say. */
export function namesProxy(env: Readonly<Record<string, string | undefined>>): boolean {
  return Object.entries(env).some(
    ([name, value]) => value !== undefined && value.trim() !== "" && PROXY_VARIABLES.has(name.toLowerCase()),
  );
}

/** The route that the config states, else through the environment's proxy where it names one, else direct. */
export function chooseRoute(settings: RequestSettings, hasProxyEnvironment: boolean): Route {
  const { proxy, tls } = settings;
  if (proxy?.mode === "explicit-proxy") return { mode: proxy.mode, url: proxy.url, proxyTls: proxy.tls };
  if (proxy?.mode === "env-proxy" || hasProxyEnvironment)
    return { mode: "env-proxy", tls, proxyTls: proxy?.tls ?? {} };
  return { mode: "direct", tls, mayBePrivate: settings.allowPrivateNetwork ?? true };
}
