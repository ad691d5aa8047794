import type { OpenClawConfig } from "openclaw/plugin-sdk/plugin-entry";
import { KimiError } from "../errors/index.ts";
import { normalizeBaseUrl, OPENAI_DIALECT, type RegionId, regionOfIssuer, REGIONS } from "../kimi/index.ts";
import { configuredBaseUrl, type ModelReference } from "../models/index.ts";
import { isSecureUrl, resolveIssuer } from "../oauth/index.ts";

/** Replaces the API's base URL in Kimi's own clients, too (2026-08). */
const BASE_URL_ENV_VAR = "KIMI_CODE_BASE_URL";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The base URL that the config (for the default model), or else the environment, states; one that no token may be
 * sent to does not count.
 */
function statedBaseUrl(env: Environment, config: OpenClawConfig | undefined): string | undefined {
  const configured = configuredBaseUrl(config);
  if (configured !== undefined) return configured;
  const fromEnv = env[BASE_URL_ENV_VAR]?.trim() ?? "";
  return isSecureUrl(fromEnv) ? fromEnv : undefined;
}

/**
 * The OAuth host for a new sign-in. Throws a {@link KimiError} `issuer-refused` for a variable that holds no address
 * that tokens may be sent to.
 */
export function issuerFor(env: Environment, config: OpenClawConfig | undefined, region?: RegionId): string {
  return resolveIssuer({ env, region, baseUrl: statedBaseUrl(env, config) });
}

/**
 * The base URL for requests to a model (the default one, where none is named) with a token of `issuer`, where the
 * config states none for it: from the environment, else that of the issuer's region. `undefined` leaves the host's
 * as it is.
 */
export function baseUrlFor(
  env: Environment,
  config: OpenClawConfig | undefined,
  issuer: string,
  model?: ModelReference,
): string | undefined {
  if (configuredBaseUrl(config, model) !== undefined) return undefined;
  return statedBaseUrl(env, undefined) ?? regionOfIssuer(issuer)?.apiBaseUrl;
}

/** A pair of hosts, as Kimi's own clients tell their sign-ins apart. */
export interface WantedEndpoint {
  readonly issuer: string;
  readonly baseUrl: string;
  /** Whether the environment names the OAuth host. */
  readonly isFromEnv: boolean;
}

/** The pair of hosts that requests without a sign-in of their own would use; `null` if there is no sensible one. */
export function wantedEndpoint(env: Environment, config: OpenClawConfig | undefined): WantedEndpoint | null {
  try {
    const issuer = issuerFor(env, config);
    const stated = statedBaseUrl(env, config) ?? regionOfIssuer(issuer)?.apiBaseUrl;
    const baseUrl = normalizeBaseUrl(stated ?? REGIONS.mainland.apiBaseUrl, OPENAI_DIALECT);
    return { issuer, baseUrl, isFromEnv: issuer !== issuerFor({}, config) };
  } catch (error) {
    if (error instanceof KimiError) return null;
    throw error;
  }
}
