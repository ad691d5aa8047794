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

/** Why no request can be sent to a base URL, and what to do, as the rest of a sentence; `null` if one can. */
export function urlFlaw(baseUrl: string): string | null {
  if (!URL.canParse(baseUrl) || !/^https?:$/u.test(new URL(baseUrl).protocol)) {
    return "is no address of the web. Set one that begins with https://, or take it away: openclaw config unset models.providers.kimi.baseUrl";
  }
  if (isOpenPlatformUrl(baseUrl)) {
    return "is Moonshot's open platform, another product than Kimi Code: nothing of your subscription is sent there. Take that address away: openclaw config unset models.providers.kimi.baseUrl";
  }
  const { username, password } = new URL(baseUrl);
  if (username === "" && password === "") return null;
  return "holds a user name or a password, with which no request can be sent. Put them into a header of your own: openclaw config set models.providers.kimi.headers";
}
