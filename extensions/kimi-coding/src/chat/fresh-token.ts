import type { ProviderWrapStreamFnContext } from "openclaw/plugin-sdk/plugin-entry";
import {
  classifyServiceError,
  KimiError,
  refusesCredential,
  SIGN_IN_ENDED,
  SIGN_IN_REFUSED,
  withoutErrorDetails,
} from "../errors/index.ts";
import { type EventSource, retriedStream } from "../events/index.ts";
import { ANTHROPIC_DIALECT, userAgentFor } from "../kimi/index.ts";
import { messageOf } from "../markup/index.ts";
import type { ProfilePlace } from "../sign-in/index.ts";
import { freshLogin, type SigningFacts } from "../sign-in/renewal/index.ts";
import type {
  AssistantMessage,
  AssistantMessageEvent,
  StreamFn,
  StreamModel,
  StreamOptions,
} from "./stream-types.ts";

/** Finds where the sign-in of a request is stored; `null` for another credential, and where it cannot be told. */
export type FindSignIn = (request: SigningFacts) => ProfilePlace | null;

/** Whose requests they are; without a config, nothing is configured. */
type Agent = Pick<ProviderWrapStreamFnContext, "agentDir" | "config">;

/**
 * Gives each request of an agent the access token of this moment, and asks once more, with a renewed one, where the
 * service refuses it. Requests that are not known to be sent with a sign-in go as the host prepared them.
 *
 * The host resolves a token at the start of a turn, seconds to hours before the requests of the turn leave. Its own
 * answer to a 401 (one preparation and one retry of the turn) stays behind this one.
 */
export function withFreshToken(
  inner: StreamFn,
  { agentDir, config }: Agent,
  findSignIn: FindSignIn,
): StreamFn {
  return async (model, context, options) => {
    const place = findSignIn({ agentDir, apiKey: options?.apiKey, profileId: statedProfile(options) });
    if (place === null || hasOwnCredential(model.headers)) return inner(model, context, options);
    const userAgent = userAgentFor(config);
    const send = (token: string) =>
      inner(model, context, {
        ...options,
        headers: { ...options?.headers, ...credentialHeader(model, token) },
      });
    const token = await freshToken(place, userAgent);
    if (token === null) return inner(model, context, options);
    const first = await send(token);
    return retriedStream(first, {
      ...eventKinds,
      async retry(message) {
        if (!isRefusal(message)) return null;
        const renewed = await renewedToken(place, token, userAgent);
        if (renewed.kind === "failed") return failedStream(message, renewed.text);
        const second = await send(renewed.token);
        return retriedStream(second, {
          ...eventKinds,
          // A renewed one that is refused without a word is not called bad.
          retry: (last) => Promise.resolve(isCalledBad(last) ? failedStream(last, SIGN_IN_REFUSED) : null),
        });
      },
    });
  };
}

/** The profile that 2026.9.6 names beside the secret, in a field that its types do not have. */
function statedProfile(options: StreamOptions | undefined): string | undefined {
  const stated: unknown =
    options !== undefined && "authProfileId" in options ? options.authProfileId : undefined;
  return typeof stated === "string" ? stated : undefined;
}

/** What a retry has to know of events. */
export const eventKinds = {
  isOpening: ({ type }: AssistantMessageEvent) => type === "start",
  messageOf: (event: AssistantMessageEvent): AssistantMessage | undefined => messageOf(event),
};

function isCalledBad({ stopReason, errorMessage: text = "", errorType: type }: AssistantMessage): boolean {
  return stopReason === "error" && classifyServiceError({ text, type })?.code === "invalid-key";
}

/** Whether a refusal may be of the token: not one of the plan, the model or anything else. */
function isRefusal({ stopReason, errorMessage: text = "", errorType: type }: AssistantMessage): boolean {
  return stopReason === "error" && refusesCredential({ text, type });
}

/** Null where the profile is gone, or cannot be read: then the request goes as the host prepared it. */
async function freshToken(place: ProfilePlace, userAgent: string): Promise<string | null> {
  const fresh = await freshLogin(place, { userAgent });
  return fresh.kind === "found" ? fresh.login.accessToken : null;
}

/** A token in place of one that the service has refused, or why there is none, for the user. */
type Renewed =
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "failed"; readonly text: string };

async function renewedToken(place: ProfilePlace, rejectedToken: string, userAgent: string): Promise<Renewed> {
  try {
    const fresh = await freshLogin(place, { userAgent, rejectedToken });
    return fresh.kind === "found"
      ? { kind: "token", token: fresh.login.accessToken }
      : { kind: "failed", text: SIGN_IN_ENDED };
  } catch (error) {
    if (error instanceof KimiError) return { kind: "failed", text: error.message };
    throw error;
  }
}

/** A credential of the user's own, in a configured header, is left alone. */
function hasOwnCredential(headers: StreamModel["headers"]): boolean {
  return Object.keys(headers ?? {}).some((name) => /^(?:authorization|x-api-key)$/iu.test(name));
}

/** As the service takes a token on this dialect (official client, 2026-08). */
function credentialHeader({ api }: StreamModel, token: string): Record<string, string> {
  return api === ANTHROPIC_DIALECT ? { "x-api-key": token } : { Authorization: `Bearer ${token}` };
}

/** The failed message as it was, but for what it says. */
function failedStream(
  message: AssistantMessage,
  errorMessage: string,
): EventSource<AssistantMessageEvent, AssistantMessage> {
  const error = { ...withoutErrorDetails(message), errorMessage };
  const events: readonly AssistantMessageEvent[] = [{ type: "error", reason: "error", error }];
  return {
    async *[Symbol.asyncIterator]() {
      yield* events;
    },
    result: () => Promise.resolve(error),
  };
}
