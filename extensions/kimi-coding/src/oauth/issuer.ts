import { KimiError } from "../errors/index.ts";
import { type RegionId, regionOfBaseUrl, regionOfIssuer, REGIONS } from "../kimi/index.ts";

/** Variables of Kimi's own clients that replace the OAuth host, in the order in which they count (2026-08). */
const ISSUER_ENV_VARS = ["KIMI_CODE_OAUTH_HOST", "KIMI_OAUTH_HOST"] as const;

/** What decides where a sign-in happens. */
export interface IssuerSources {
  /** The region that the user chose; `undefined` leaves it to the base URL. */
  readonly region?: RegionId | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The API's base URL in the user's config or environment, if it is set. */
  readonly baseUrl?: string | undefined;
}

/**
 * The OAuth host for a new sign-in, without a trailing slash: the variables, then the chosen region, then the
 * region of the base URL, then the mainland.
 *
 * Throws a {@link KimiError} `issuer-refused` for a variable that holds no address that tokens may be sent to.
 */
export function resolveIssuer({ region, env, baseUrl }: IssuerSources): string {
  for (const name of ISSUER_ENV_VARS) {
    const value = env[name]?.trim();
    if (value === undefined || value === "") continue;
    const issuer = parseIssuer(value);
    if (issuer !== null) return issuer;
    throw new KimiError(
      "issuer-refused",
      `${name} is not an address to sign in at. Set it to an https address (http only on this machine), or unset it.`,
    );
  }
  if (region !== undefined) return REGIONS[region].issuer;
  return (baseUrl === undefined ? undefined : regionOfBaseUrl(baseUrl))?.issuer ?? REGIONS.mainland.issuer;
}

/** An OAuth host in its one form, or `null` for what tokens must not be sent to: https, or http on loopback. */
export function parseIssuer(text: string): string | null {
  const url = parseSecureUrl(text);
  if (url === null || url.username !== "" || url.password !== "") return null;
  return `${url.origin}${url.pathname}`.replace(/(?<!\/)\/+$/u, "");
}

/**
 * Whether a page that the OAuth host names may be shown and opened: Kimi's own site of its region; with another
 * OAuth host, a page of that host.
 */
export function isVerificationUrl(text: string, issuer: string): boolean {
  const url = parseSecureUrl(text);
  if (url === null || url.username !== "" || url.password !== "") return false;
  return url.origin === (regionOfIssuer(issuer)?.site ?? new URL(issuer).origin);
}

/** A base URL that a token may be sent to: https, or http on loopback. */
export function isSecureUrl(text: string): boolean {
  return parseSecureUrl(text) !== null;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\])$/u;

function parseSecureUrl(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isSecure = url.protocol === "https:" || (url.protocol === "http:" && LOOPBACK.test(url.hostname));
  return isSecure ? url : null;
}
