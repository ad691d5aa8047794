import type {
  ProviderCatalogContext,
  ProviderCatalogResult,
  ProviderPlugin,
} from "openclaw/plugin-sdk/plugin-entry";
import { listPlan } from "./src/catalog/index.ts";
import {
  DEFAULT_BASE_URL,
  DEFAULT_ROW,
  MODEL_ALIASES,
  OPENAI_DIALECT,
  PROVIDER_ID,
  userAgentFor,
} from "./src/kimi/index.ts";
import {
  buildDefaultRow,
  effortFields,
  type ListedModel,
  type ModelRow,
  planById,
  planRow,
  type SpokenModel,
} from "./src/models/index.ts";

type AugmentModelCatalog = NonNullable<ProviderPlugin["augmentModelCatalog"]>;
type Configured = ProviderCatalogContext["config"];
type ProviderConfig = Extract<ProviderCatalogResult, { provider: unknown }>["provider"];

/** The catalogue entry: everything a request to the service needs, but no key. */
export function buildProviderConfig(
  models: readonly ListedModel[] | null = null,
  config?: Configured,
): ProviderConfig {
  return {
    baseUrl: DEFAULT_BASE_URL,
    api: OPENAI_DIALECT,
    headers: { "User-Agent": userAgentFor(config) },
    models: models === null ? [withEfforts(buildDefaultRow(), DEFAULT_ROW.id)] : buildPlanRows(models),
  };
}

/** One row for each model of the plan. */
function buildPlanRows(models: readonly ListedModel[]): ModelRow[] {
  return [...planById(models, MODEL_ALIASES)].map(([id, listed]) => buildPlanRow(id, listed));
}

/** What the service says of a model, laid over what is known of it. */
function buildPlanRow(id: string, listed: SpokenModel): ModelRow {
  const { input, ...fields } = planRow(listed);
  const { dialect } = listed;
  const row = { ...buildDefaultRow(), ...fields, id, input: [...input] };
  return withEfforts(dialect === OPENAI_DIALECT ? row : { ...row, api: dialect }, listed.id);
}

function withEfforts(row: ModelRow, modelId: string): ModelRow {
  const { compat, ...levels } = effortFields(modelId);
  return { ...row, ...levels, compat: { ...row.compat, ...compat } };
}

/**
 * The catalogue for accounts that have a key: the models of the plan, as far as they are known within `budgetMs`,
 * else the default one. Without a key `null`, so that the provider does not look configured.
 *
 * The rows stand under the main provider alone: under its other ids hosts would list each model once more.
 */
export async function runCatalog(
  ctx: ProviderCatalogContext,
  budgetMs: number,
): Promise<ProviderCatalogResult> {
  const { apiKey } = ctx.resolveProviderApiKey(PROVIDER_ID);
  if (apiKey === undefined) return null;
  const { models = null, profileId } = (await listPlan(ctx, budgetMs)) ?? {};
  return {
    providers: { [PROVIDER_ID]: { ...buildProviderConfig(models, ctx.config), apiKey } },
    // Newer hosts then keep the rows that they have, and say that they could not be refreshed. With this, they would
    // leave out the rows of a plan that is remembered.
    ...(models === null && {
      outcomes: [
        {
          provider: PROVIDER_ID,
          status: "unavailable" as const,
          ...(profileId !== undefined && { profileId }),
        },
      ],
    }),
  };
}

/** The catalogue before sign-in and off line. */
export function runStaticCatalog({
  config,
}: Pick<ProviderCatalogContext, "config">): Promise<ProviderCatalogResult> {
  return Promise.resolve({ providers: { [PROVIDER_ID]: buildProviderConfig(null, config) } });
}

/**
 * The row by which the gateways of 2026.5.7 and 2026.4.27 know that the default model reads images. Of a provider whose
 * block in the config has an empty list of models they keep no row otherwise; an attached image is then not sent, but
 * described by another request (seen on 2026.5.7, November 2026).
 */
export function augmentModelCatalog(): NonNullable<Awaited<ReturnType<AugmentModelCatalog>>> {
  const { id, name, contextWindow, reasoning, input } = DEFAULT_ROW;
  return [{ provider: PROVIDER_ID, id, name, contextWindow, reasoning, input: [...input] }];
}
