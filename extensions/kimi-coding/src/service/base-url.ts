import { REMOVE_BASE_URL_COMMAND, SHOW_BASE_URL_COMMAND } from "../kimi/index.ts";
import { isOpenPlatformUrl } from "./credential-place.ts";

/** A base URL as it may be shown: without a user name, a password and a query, which may hold secrets. */
export function shownUrl(baseUrl: string): string {
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : null;
  if (url === null || !/^https?:$/u.test(url.protocol)) {
    return baseUrl.replace(/^.*@/su, "…@").replace(/\?.*$/su, "?…");
  }
  const credentials = url.username === "" && url.password === "" ? "" : "…@";
  const query = url.search === "" ? "" : "?…";
  return `${url.protocol}//${credentials}${url.host}${url.pathname}${query}`;
}

/** That an endpoint sends requests on, with the command that shows the base URL. */
export function redirectText(shown: string, status: number): string {
  return `${shown} redirects elsewhere (${status}). Your key is never forwarded. Check the base URL:\n${SHOW_BASE_URL_COMMAND}`;
}

/** That a web page came in place of an answer, with the command that shows the base URL. */
export function webPageText(shown: string): string {
  return `${shown} sent a web page in place of an answer. Your network may want you to sign in, or the base URL is wrong. Open a website in your browser. If no sign-in page appears there, check the base URL:\n${SHOW_BASE_URL_COMMAND}`;
}

/** That an answer is longer than any of its kind, and whose fault that is, with the command that shows the base URL. */
export function tooLongText(sender: string, maxBytes: number): string {
  const size =
    maxBytes < MEGABYTE ? `${Math.round(maxBytes / 1024)} KB` : `${Math.round(maxBytes / MEGABYTE)} MB`;
  return `${sender} sent more than ${size}, which is more than any such answer has, so the rest was not read. This is a fault of the service, or of a proxy before it. Your key and plan are fine. Try again later. If that does not help, check the base URL:\n${SHOW_BASE_URL_COMMAND}`;
}

const MEGABYTE = 1024 * 1024;

/** Why no request can be sent to a base URL, and what to do, as the rest of a sentence; `null` if one can. */
export function urlFlaw(baseUrl: string): string | null {
  if (!URL.canParse(baseUrl) || !/^https?:$/u.test(new URL(baseUrl).protocol)) {
    return `is not a web address. Set one that begins with https://, or remove it:\n${REMOVE_BASE_URL_COMMAND}`;
  }
  if (isOpenPlatformUrl(baseUrl)) {
    return `is an address of Moonshot's open platform, which is another product. Your key was not sent there. Remove the address:\n${REMOVE_BASE_URL_COMMAND}`;
  }
  const { username, password } = new URL(baseUrl);
  if (username === "" && password === "") return null;
  return 'contains a user name or a password, and requests cannot be sent to such an address. Remove them from the base URL, and set a header instead:\nopenclaw config set models.providers.kimi.headers \'{"Authorization":"…"}\' --strict-json';
}
