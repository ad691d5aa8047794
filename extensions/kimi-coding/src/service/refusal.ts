import { classifyServiceError, explain, type ServiceErrorCode, SIGN_IN_REFUSED } from "../errors/index.ts";
import { SHOW_BASE_URL_COMMAND, STATUS_COMMAND } from "../kimi/index.ts";
import { redirectText } from "./base-url.ts";

/** What of the service was asked for. */
export type WebService = "search" | "page reading" | "list of models" | "video reading";

/** An answer of the service that is not a success. */
export interface Refusal {
  readonly service: WebService;
  readonly status: number;
  /** The body; nothing of it is handed on. */
  readonly text: string;
  /** Where it was asked, as it may be shown. */
  readonly shownUrl: string;
  readonly isSignIn: boolean;
  readonly modelRef: string;
}

const CHECK_BASE_URL = `Check the base URL:\n${SHOW_BASE_URL_COMMAND}`;

const UNREADABLE_PAGE =
  "Kimi Code could not read this page: perhaps it does not exist, asks for a sign-in, or blocks readers. Your key and plan are fine. Try another address, or the browser tool.";

/** Failures that are told otherwise than in a chat: there is no conversation here. */
const WEB_TEXTS: Partial<Record<ServiceErrorCode, (refusal: Refusal) => string>> = {
  "invalid-key": ({ isSignIn }) => (isSignIn ? SIGN_IN_REFUSED : ""),
  "access-refused": ({ service, status }) =>
    `Kimi Code's ${service} refused this request (${status}), and not because of your key. See whether a chat works, and what your plan has:\n${STATUS_COMMAND}`,
  "content-filter": ({ service }) =>
    `Kimi's content filter rejected this request (${service}) as high risk. Your key and plan are fine. Say it in other words.`,
  "bad-request": ({ service }) =>
    service === "page reading"
      ? UNREADABLE_PAGE
      : `Kimi Code's ${service} did not accept this request. Your key and plan are fine. Say it in other words. If that does not help, install the newest version of this plugin.`,
  "body-too-large": ({ service }) =>
    `This is too large for Kimi Code's ${service}. Your key and plan are fine. Send something smaller.`,
  "unknown-model": absent,
  "server-fault": ({ service, status }) =>
    `Kimi Code's ${service} failed (${status}). This is a fault of the service. Your key and plan are fine. Try again later.`,
};

/** What the user, or a model, is to read of a refusal: whose doing it is and what to do next, without bytes of the answer. */
export function explainRefusal(refusal: Refusal): string {
  const { service, status, text, shownUrl, modelRef } = refusal;
  if (status >= 300 && status < 400) {
    return redirectText(shownUrl, status);
  }
  if (status === 404 || status === 405) return absent(refusal);
  const failure = classifyServiceError({ text: `${status} ${text}` });
  const own = failure && WEB_TEXTS[failure.code]?.(refusal);
  const explained = own || (failure && explain(failure, { modelRef, defaultModelRef: modelRef }));
  return (
    explained ||
    `Kimi Code's ${service} answered with status ${status}. Try again later. If that does not help: ${CHECK_BASE_URL}`
  );
}

function absent({ service, status, shownUrl }: Refusal): string {
  if (service === "page reading") {
    return `Kimi Code did not find this page (${status}), or ${shownUrl} does not offer ${service}. ${CHECK_BASE_URL}`;
  }
  return `Kimi Code's ${service} was not found at ${shownUrl} (${status}). The base URL belongs to another service, or to a proxy that does not offer it. ${CHECK_BASE_URL}`;
}
