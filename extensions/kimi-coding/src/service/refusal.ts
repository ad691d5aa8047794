import { classifyServiceError, explain, type ServiceErrorCode, SIGN_IN_REFUSED } from "../errors/index.ts";

/** What of the service was asked for. */
export type WebService = "search" | "page reading" | "list of models" | "video reading";

/** An answer of the service that is no success. */
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

const CHECK_BASE_URL = "Check the base URL: openclaw config get models.providers.kimi.baseUrl";

const UNREADABLE_PAGE =
  "Kimi Code could not read this page: it may not exist, ask for a sign-in, or keep readers out. Your key and plan are fine. Try another address, or the browser tool";

/** Failures that are told otherwise than in a chat: there is no conversation here. */
const WEB_TEXTS: Partial<Record<ServiceErrorCode, (refusal: Refusal) => string>> = {
  "invalid-key": ({ isSignIn }) => (isSignIn ? SIGN_IN_REFUSED : ""),
  "content-filter": ({ service }) =>
    `Kimi's content filter turned this request of its ${service} down as high risk. Your key and plan are fine. Say it differently`,
  "bad-request": ({ service }) =>
    service === "page reading"
      ? UNREADABLE_PAGE
      : `Kimi Code's ${service} could not take this request. Your key and plan are fine. Say it differently; if nothing helps, install the newest version of this plugin`,
  "body-too-large": ({ service }) =>
    `This is too big for Kimi Code's ${service}. Your key and plan are fine. Send something smaller`,
  "unknown-model": absent,
  "server-fault": ({ service, status }) =>
    `Kimi Code's ${service} failed on the service's side (${status}). Your key and plan are fine. Try again later`,
};

/** What the user, or a model, is to read of a refusal: whose doing it is and what to do next, without bytes of the answer. */
export function explainRefusal(refusal: Refusal): string {
  const { service, status, text, shownUrl, modelRef } = refusal;
  if (status >= 300 && status < 400) {
    return `${shownUrl} redirects to another place (${status}), and a key is not sent on. ${CHECK_BASE_URL}`;
  }
  if (status === 404 || status === 405) return absent(refusal);
  const failure = classifyServiceError({ text: `${status} ${text}` });
  const own = failure && WEB_TEXTS[failure.code]?.(refusal);
  const explained = own || (failure && explain(failure, { modelRef, defaultModelRef: modelRef }));
  return (
    explained ||
    `Kimi Code's ${service} answered with status ${status}. Try again later; if it stays so: ${CHECK_BASE_URL}`
  );
}

function absent({ service, status, shownUrl }: Refusal): string {
  if (service === "page reading") {
    return `Kimi Code found no such page (${status}), or ${shownUrl} has no ${service}: then the base URL is that of another service. ${CHECK_BASE_URL}`;
  }
  return `There is no ${service} of Kimi Code at ${shownUrl} (${status}): the base URL is that of another service or of a proxy that does not have it. ${CHECK_BASE_URL}`;
}
