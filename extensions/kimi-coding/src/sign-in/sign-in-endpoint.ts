import { KimiError } from "../errors/index.ts";
import {
  type AgentScope,
  normalizeBaseUrl,
  OPENAI_DIALECT,
  type RegionId,
  regionOfIssuer,
  REGIONS,
} from "../kimi/index.ts";
import { configuredBaseUrl, type ModelReference } from "../models/index.ts";
import { isSecureUrl, resolveIssuer } from "../oauth/index.ts";

/** Replaces the API's base URL in Kimi's own clients, too (2026-08). */
const BASE_URL_ENV_VAR = "KIMI_CODE_BASE_URL";

/** What of a scope decides on the pair of hosts. */
type Setup = Pick<AgentScope, "config" | "env">;

/**
 * The base URL that the config (for the default model), or else the environment, states; one that no token may be
 * sent to does not count.
 */
function statedBaseUrl({ config, env }: Setup): string | undefined {
  const configured = configuredBaseUrl(config);
  return configured ?? baseUrlFromEnv(env);
}

function baseUrlFromEnv(env: Setup["env"]): string | undefined {
  const fromEnv = env[BASE_URL_ENV_VAR]?.trim() ?? "";
  return isSecureUrl(fromEnv) ? fromEnv : undefined;
}

/**
 * The OAuth host for a new sign-in. Throws a {@link KimiError} `issuer-refused` for a variable that holds no address
 * that tokens may be sent to.
 */
export function issuerFor(setup: Setup, region?: RegionId): string {
  return resolveIssuer({ env: setup.env, region, baseUrl: statedBaseUrl(setup) });
}

/**
 * The base URL for requests to a model (the default one, where none is named) with a token of `issuer`, where the
 * config states none for it: from the environment, else that of the issuer's region. `undefined` leaves the host's
 * as it is.
 */
export function baseUrlFor(
  { config, env }: Setup,
  issuer: string,
  model?: ModelReference,
): string | undefined {
  if (configuredBaseUrl(config, model) !== undefined) return undefined;
  return baseUrlFromEnv(env) ?? regionOfIssuer(issuer)?.apiBaseUrl;
}

/** A pair of hosts, as Kimi's own clients tell their sign-ins apart. */
export interface WantedEndpoint {
  readonly issuer: string;
  readonly baseUrl: string;
  /** Whether the environment names the OAuth host. */
  readonly isFromEnv: boolean;
}

/** The pair of hosts that requests without a sign-in of their own would use; `null` if there is no sensible one. */
export function wantedEndpoint(setup: Setup): WantedEndpoint | null {
  try {
    const issuer = issuerFor(setup);
    const stated = statedBaseUrl(setup) ?? regionOfIssuer(issuer)?.apiBaseUrl;
    const baseUrl = normalizeBaseUrl(stated ?? REGIONS.mainland.apiBaseUrl, OPENAI_DIALECT);
    return { issuer, baseUrl, isFromEnv: issuer !== issuerFor({ ...setup, env: {} }) };
  } catch (error) {
    if (error instanceof KimiError) return null;
    throw error;
  }
}
