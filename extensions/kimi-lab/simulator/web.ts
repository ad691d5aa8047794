import { z } from "zod";

import type { Exchange } from "./exchange.ts";
import { badRequest, faults } from "./faults.ts";
import { hostileRows, webPages, type WebPage } from "./web-pages.ts";

const DEFAULT_LIMIT = 5;

/** The fields of both official clients: one sends only `text_query` (2026-08). */
const searchRequest = z.object({
  text_query: z.string().min(1),
  limit: z.int().min(1).max(20).optional(),
  enable_page_crawling: z.boolean().optional(),
  timeout_seconds: z.number().positive().optional(),
});

/** Answers a search from the pages whose title or text has a word of the query, the best match first. */
export async function answerSearch({ body, answer, refuse, scripted }: Exchange): Promise<void> {
  const reply = scripted();
  if (reply?.kind === "fault") return await refuse(reply.fault);
  if (reply?.kind === "raw") {
    return await answer.stream({ status: reply.status ?? 200, headers: reply.headers ?? {} }, reply.steps);
  }
  const request = searchRequest.safeParse(body.kind === "json" ? body.value : undefined);
  if (!request.success) return await refuse(faults.invalidRequest);
  const { text_query: query, limit = DEFAULT_LIMIT, enable_page_crawling: crawls = false } = request.data;
  const words: readonly string[] = query.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const scored = webPages
    .map((page) => ({ page, score: words.filter((word) => textOf(page).includes(word)).length }))
    .filter(({ score }) => score > 0)
    .toSorted((left, right) => right.score - left.score);
  const rows = scored.map(({ page }) => toRow(page, crawls));
  const found = words.includes("hostile") ? [...hostileRows, ...rows] : rows;
  await answer.json(200, { search_results: found.slice(0, limit) });
}

function textOf({ title, snippet }: WebPage): string {
  return `${title} ${snippet}`.toLowerCase();
}

function toRow({ url, title, siteName, date, snippet, markdown }: WebPage, crawls: boolean): object {
  const content = crawls ? markdown : "";
  return { site_name: siteName, title, url, snippet, content, date, icon: "", mime: "text/html" };
}

const fetchRequest = z.object({ url: z.string().min(1) });

/**
 * Answers with the markdown of a page of its own web, and with nothing of anybody's else. How the service answers for
 * a page that it cannot read is not known: its clients take every status but 200 for that (2026-08).
 */
export async function answerFetch({ body, answer, refuse, scripted }: Exchange): Promise<void> {
  const reply = scripted();
  if (reply?.kind === "fault") return await refuse(reply.fault);
  if (reply?.kind === "raw") {
    return await answer.stream({ status: reply.status ?? 200, headers: reply.headers ?? {} }, reply.steps);
  }
  const request = fetchRequest.safeParse(body.kind === "json" ? body.value : undefined);
  if (!request.success) return await refuse(faults.invalidRequest);
  const page = webPages.find(({ url }) => url === request.data.url);
  if (page === undefined) return await refuse(badRequest("failed to fetch the page"));
  const headers = { "content-type": "text/markdown; charset=utf-8" };
  await answer.stream({ status: 200, headers }, [page.markdown]);
}
