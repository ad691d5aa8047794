import type { ProviderWrapStreamFnContext } from "openclaw/plugin-sdk/plugin-entry";
import {
  endpointUrl,
  environment,
  isObject,
  mergeHeaders,
  PROVIDER_IDS,
  startTimeLimit,
  userAgentFor,
} from "../kimi/index.ts";
import { chatLimits, chooseRoute, namesProxy, requestSettings, type Route } from "./http/index.ts";
import type { UploadTarget } from "./images/index.ts";
import type { StreamModel, StreamOptions } from "./stream-types.ts";

type Config = ProviderWrapStreamFnContext["config"];

/** How long all uploads of a request may take: a host ends a turn after two minutes without an event (2026-11). */
const UPLOADS_MS = 60_000;
/** How long one may wait for its answer once it was sent. */
const ANSWER_MS = 30_000;

/** Headers that are of a chat, or of one dialect. */
const OF_THE_CHAT = /^(?:accept|accept-encoding|content-(?:type|length)|x-api-key|anthropic-.*)$/iu;

/**
 * Where the images of a chat are uploaded, and with what: the credential, the headers, the route and the limits of the
 * chat. `null` where no credential is known here; then images stay within the request.
 */
export function uploadingOf(
  model: StreamModel,
  options: StreamOptions | undefined,
  config: Config,
): { readonly secret: string; readonly target: () => UploadTarget } | null {
  const headers = mergeHeaders(model.headers, options?.headers);
  const authorization = authorizationOf(headers, options?.apiKey);
  const url = endpointUrl(model.baseUrl, model.api, "files");
  if (authorization === null || !URL.canParse(url)) return null;
  const own = Object.fromEntries(Object.entries(headers).filter(([name]) => !OF_THE_CHAT.test(name)));
  const caller = options?.signal;
  const limits = chatLimits(options?.timeoutMs);
  return {
    secret: authorization.replace(/^Bearer /iu, ""),
    target: () => ({
      ...startTimeLimit(UPLOADS_MS, caller),
      url: new URL(url),
      headers: mergeHeaders({ accept: "application/json", "user-agent": userAgentFor(config) }, own, {
        authorization,
      }),
      route: routeOf(model, config),
      limits: { ...limits, firstByteMs: Math.min(limits.firstByteMs, ANSWER_MS) },
      caller,
    }),
  };
}

/** The user's own header first, in either form; then what this plugin or the host signs with. */
function authorizationOf(
  headers: Readonly<Record<string, string>>,
  apiKey: string | undefined,
): string | null {
  const valueOf = (wanted: string) =>
    Object.entries(headers).find(([name]) => name.toLowerCase() === wanted)?.[1];
  const key = valueOf("x-api-key") ?? apiKey;
  return valueOf("authorization") ?? (key === undefined || key === "" ? null : `Bearer ${key}`);
}

/** How requests to a model's endpoint travel, by the provider's block of the config and the environment. */
export function routeOf({ provider }: Pick<StreamModel, "provider">, config: Config): Route {
  const block = [provider, ...PROVIDER_IDS].map((id) => config?.models?.providers?.[id]).find(isObject);
  return chooseRoute(requestSettings(block), namesProxy(environment()));
}
