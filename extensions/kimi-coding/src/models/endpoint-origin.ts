import { canonicalModelId, type ModelAliases } from "../kimi/index.ts";
import type { ConfiguredProvider, ConfiguredRow } from "./effective-model.ts";

/** What of an endpoint a user can set. */
export type EndpointSetting = "baseUrl" | "api" | "userAgent";

interface OriginParams {
  readonly modelId: string;
  /** The user's provider blocks, the most specific first. */
  readonly blocks: readonly ConfiguredProvider[];
  readonly aliases: ModelAliases;
}

/** Says which config value sets each part of a model's endpoint, as a path; `null` where none does and ours holds. */
export function endpointOrigins(params: OriginParams): Record<EndpointSetting, string | null> {
  const places = params.blocks.flatMap((block) => {
    const path = `models.providers.${block.id}`;
    const wanted = canonicalModelId(params.modelId, params.aliases).toLowerCase();
    const index = (block.models ?? []).findIndex(
      ({ id }) => canonicalModelId(id, params.aliases).toLowerCase() === wanted,
    );
    const row = block.models?.[index];
    return [
      ...(row === undefined ? [] : [{ path: `${path}.models.${index}`, values: row }]),
      { path, values: block },
    ];
  });
  const origin = (field: string, isSet: (values: Values) => boolean) => {
    const place = places.find(({ values }) => isSet(values));
    return place === undefined ? null : `${place.path}.${field}`;
  };
  return {
    baseUrl: origin("baseUrl", ({ baseUrl }) => isText(baseUrl)),
    api: origin("api", ({ api }) => isText(api)),
    userAgent: origin("headers", ({ headers }) =>
      Object.keys(headers ?? {}).some((name) => name.toLowerCase() === "user-agent"),
    ),
  };
}

type Values = Pick<ConfiguredRow, "api" | "baseUrl" | "headers">;

function isText(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== "";
}
