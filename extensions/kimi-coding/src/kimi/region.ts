/** A region of the Kimi Code service: accounts, keys and sign-ins of one do not work in the other. */
export interface Region {
  readonly apiBaseUrl: string;
  /** The OAuth host; all endpoints of the sign-in are below it. */
  readonly issuer: string;
  /** The origin of the page on which the user approves a sign-in. */
  readonly site: string;
}

/** The regions, the default one first (official client, region table, 2026-08). */
export const REGIONS = {
  mainland: {
    apiBaseUrl: "https://api.kimi.com/coding/v1",
    issuer: "https://auth.kimi.com",
    site: "https://www.kimi.com",
  },
  global: {
    apiBaseUrl: "https://api.kimi.ai/coding/v1",
    issuer: "https://auth.kimi.ai",
    site: "https://www.kimi.ai",
  },
} as const satisfies Record<string, Region>;

export type RegionId = keyof typeof REGIONS;

const ALL: readonly Region[] = Object.values(REGIONS);

/** The region whose API host a base URL names; `undefined` for a host of the user's own. */
export function regionOfBaseUrl(baseUrl: string): Region | undefined {
  return ALL.find((region) => hostOf(region.apiBaseUrl) === hostOf(baseUrl));
}

/** The region whose OAuth host this is; `undefined` for another one. */
export function regionOfIssuer(issuer: string): Region | undefined {
  return ALL.find((region) => region.issuer === issuer);
}

function hostOf(url: string): string | null {
  return URL.canParse(url) ? new URL(url).hostname : null;
}
