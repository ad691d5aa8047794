import { startForwarder } from "./forwarder.ts";
import { fieldsOf, refusalText } from "./shape.ts";
import {
  askImage,
  askList,
  askQuota,
  askSearch,
  askText,
  askTool,
  dialects,
  identities,
  type Asked,
  type Manner,
} from "./steps.ts";

/** No more than this is sent, whatever happens. */
export const MAX_REQUESTS = 20;

/** What one service answered to one question. */
export interface Row {
  readonly question: string;
  readonly statuses: readonly (number | null)[];
  readonly answer: string;
  readonly fields: ReadonlySet<string>;
}

/** What one service answered to all of them. */
export interface LiveResult {
  readonly rows: readonly Row[];
  readonly requests: number;
  /** Whether the service accepts requests that name OpenClaw; `null` where that was not asked. */
  readonly acceptsOpenClaw: boolean | null;
}

export interface LiveOptions {
  readonly baseUrl: string;
  readonly key: string;
  /** The version in `openclaw/<version>`. */
  readonly hostVersion: string;
  /** At most {@link MAX_REQUESTS}, which is the default. */
  readonly budget?: number;
}

/**
 * Asks a service for its list, the quota and a search, and then a text, an image and a tool turn on both dialects under
 * both names (an image in three of these four ways): 20 requests, if none is repeated. What the budget does not allow any more is not sent.
 *
 * The variable `OPENCLAW_STATE_DIR` has to name a folder of its own: there the plugin remembers the image.
 */
export async function runLive({
  baseUrl,
  key,
  hostVersion,
  budget = MAX_REQUESTS,
}: LiveOptions): Promise<LiveResult> {
  await using forwarder = await startForwarder(baseUrl, Math.min(budget, MAX_REQUESTS));
  const asked: Asked = { baseUrl: forwarder.baseUrl, key };
  const rows: Row[] = [];

  /** Returns the statuses. */
  async function ask(question: string, step: () => Promise<string>): Promise<readonly (number | null)[]> {
    const [before, refusedBefore] = [forwarder.exchanges.length, forwarder.refused];
    // Its text may quote the service; what came back is in the exchanges.
    const said = await step().catch(() => null);
    const exchanges = forwarder.exchanges.slice(before);
    const isCut = forwarder.refused > refusedBefore;
    const statuses = exchanges.map(({ status }) => status);
    const refusals = exchanges
      .filter(({ status }) => status !== 200)
      .map(({ status, text }) => (status === null ? "no answer came" : refusalText(text)));
    const parts = [
      statuses.map((status) => status ?? "–").join(" + "),
      ...(said === null || exchanges.length === 0 ? [] : [said]),
      ...refusals,
      ...(isCut ? ["not asked further, as the number of requests is reached"] : []),
    ];
    const fields = new Set(exchanges.flatMap(({ text }) => Array.from(fieldsOf(text))));
    rows.push({ question, statuses, answer: parts.filter((part) => part !== "").join(": "), fields });
    return statuses;
  }

  let acceptsOpenClaw: boolean | null = null;
  await ask("list of models", () => askList(asked));
  await ask("quota", () => askQuota(asked));
  await ask("search", () => askSearch(asked));
  for (const identity of identities) {
    for (const dialect of dialects) {
      const manner: Manner = { dialect, identity };
      const name = (kind: string) => `${kind}, ${dialect}, ${identity}`;
      const statuses = await ask(name("text"), () => askText(asked, manner, hostVersion));
      const isRefused = statuses.length > 0 && statuses.every((status) => status === 403);
      if (identity === "openclaw" && statuses.length > 0) acceptsOpenClaw = !isRefused;
      // The same refusal twice more would show nothing.
      if (isRefused) continue;
      // For the second name, one image is all that the number of requests leaves room for.
      if (identity === "claude-code" || dialect === "openai-completions")
        await ask(name("image"), () => askImage(asked, manner, hostVersion));
      await ask(name("tool turn"), () => askTool(asked, manner, hostVersion));
    }
  }
  return { rows, requests: forwarder.exchanges.length, acceptsOpenClaw };
}
