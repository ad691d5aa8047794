import * as z from "zod/mini";
// Under another name: `z.catch(…)` reads, to people and to the linter, like the end of a promise.
import { catch as orElse } from "zod/mini";
import { builtOnce, type JsonObject } from "../kimi/index.ts";
import { publishedDate } from "./published-date.ts";

/** One page that a search found. */
export interface FoundPage {
  /** Its own words: to be wrapped as foreign before a model reads them. */
  readonly title: string;
  /** An address of the web, canonical. */
  readonly url: string;
  readonly snippet?: string;
  /** `2026-08-21`, or with a time after it. */
  readonly published?: string;
  readonly siteName?: string;
}

/** What is searched for. */
export interface SearchQuery {
  readonly text: string;
  /** 1 to {@link MAX_RESULTS}. */
  readonly limit: number;
  readonly timeoutSeconds: number;
}

/** As many as the host hands on (2026.9.6); the service gives up to 20. */
export const MAX_RESULTS = 10;

/** The host takes no result with a longer address, and would then take none of the others as results (2026.9.6). */
const MAX_URL_CHARS = 2048;
const MAX_TITLE_CHARS = 300;
const MAX_SNIPPET_CHARS = 1500;
const MAX_SITE_CHARS = 120;

/**
 * The body of `POST /search` (official clients, 2026-08). Pages are not crawled: their text would cost the service
 * seconds, and the host hands on a title and a snippet.
 */
export function searchBody({ text, limit, timeoutSeconds }: SearchQuery): JsonObject {
  return { text_query: text, limit, enable_page_crawling: false, timeout_seconds: timeoutSeconds };
}

const answerSchema = builtOnce(() => z.object({ search_results: z.array(z.unknown()) }));
/** Every field is a text that may be empty or absent; what is not a text counts as absent. */
const text = builtOnce(() => orElse(z.string(), ""));
const rowSchema = builtOnce(() =>
  z.object({ title: text(), url: text(), snippet: text(), date: text(), site_name: text() }),
);

/**
 * Reads the answer of `POST /search`: `{ search_results: [{ title, url, snippet, date, site_name }] }`, every field
 * a text that may be empty or absent (official clients, 2026-08). Results without an address of the web are skipped,
 * and so are those whose address holds a user name. Returns `null` for a body of another shape.
 */
export function parseSearchResults(body: unknown, limit: number): FoundPage[] | null {
  const answer = answerSchema().safeParse(body).data;
  if (answer === undefined) return null;
  const found = new Map<string, FoundPage>();
  for (const result of answer.search_results) {
    const row = rowSchema().safeParse(result).data;
    const page = row === undefined ? null : toPage(row);
    if (page !== null && !found.has(page.url)) found.set(page.url, page);
    if (found.size >= limit) break;
  }
  return [...found.values()];
}

function toPage(row: z.infer<ReturnType<typeof rowSchema>>): FoundPage | null {
  const url = webUrl(row.url);
  if (url === null) return null;
  const snippet = cleanText(row.snippet, MAX_SNIPPET_CHARS);
  const published = publishedDate(cleanText(row.date, MAX_SITE_CHARS));
  const siteName = cleanText(row.site_name, MAX_SITE_CHARS);
  return {
    title: cleanText(row.title, MAX_TITLE_CHARS) || new URL(url).hostname,
    url,
    ...(snippet !== "" && { snippet }),
    ...(published !== null && { published }),
    ...(siteName !== "" && { siteName }),
  };
}

function webUrl(value: string): string | null {
  if (value.length > MAX_URL_CHARS || !URL.canParse(value)) return null;
  const { protocol, username, password, href } = new URL(value);
  const isWeb = protocol === "https:" || protocol === "http:";
  return isWeb && username === "" && password === "" && href.length <= MAX_URL_CHARS ? href : null;
}

/** One line of visible text, cut between characters. */
function cleanText(value: string, maxChars: number): string {
  const line = value
    .slice(0, maxChars * 4)
    .replace(/[\p{Cc}\p{Zs}\u2028\u2029]+/gu, " ")
    .replace(/[\p{Cf}\p{Cs}]/gu, "")
    .trim();
  return line.length <= maxChars
    ? line
    : `${Array.from(line.slice(0, maxChars - 1))
        .slice(0, -1)
        .join("")}…`;
}
